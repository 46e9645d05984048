import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { consumed, IN_BATCHES, type Received } from '@pinstripe/bus';
import { mintId, mintSortId, type Timestamp, timestamp } from '@pinstripe/kernel';
import { Runtime } from '@pinstripe/service';
import { DeliveriesWorker } from '../deliveries/deliveries.worker.ts';
import { create } from '../deliveries/delivery.ts';
import { type Match, EventDestinationsMatching } from '../event-destinations/event-destinations.matching.ts';
import { type Happened, isKept, read } from './event.ts';
import { type Caused, store } from './events.store.ts';

const STORED_AT_ONCE = 300;

/**
 * Stores the events of all services, each once and together with the deliveries that it causes. Batches that wait while
 * one is being stored are stored together: every partition has one.
 *
 * An event's own key takes the place of the inbox: an event that comes again is found, for as long as it is kept, and is
 * not wanted once it is not.
 */
@Controller()
export class EventsConsumer {
  private waiting: { message: Received; event: Happened }[] = [];
  private storing: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly destinations: EventDestinationsMatching,
    private readonly worker: DeliveriesWorker,
  ) {}

  @EventPattern<string>('*', IN_BATCHES)
  onEvents(messages: readonly Received[]): Promise<void> {
    const understood = messages.map((message) => ({
      message,
      event: read(message.value, (name) => message.header(name)),
    }));
    this.waiting.push(...understood);
    this.next ??= this.storing.catch(() => undefined).then(() => this.storeWaiting());
    return this.next;
  }

  private storeWaiting(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    this.next = null;
    this.storing = this.storeAll(taken);
    return this.storing;
  }

  /** In parts, at the pace of the endpoints if these are quick: what is attempted at once needs no second look. */
  private async storeAll(taken: readonly { message: Received; event: Happened }[]): Promise<void> {
    for (let n = 0; n < taken.length; n += STORED_AT_ONCE) {
      await this.worker.hasRoom();
      await this.store(taken.slice(n, n + STORED_AT_ONCE));
    }
  }

  private async store(taken: readonly { message: Received; event: Happened }[]): Promise<void> {
    const now = timestamp(this.runtime.clock);
    const events = new Map<string, Happened>();
    const traces = new Map<string, string | null>();
    for (const { message, event } of taken) {
      traces.set(event.id, consumed(message));
      if (isKept(event, now)) events.set(event.id, event);
    }
    if (events.size === 0) return;
    const found = await this.destinations.find([...events.values()]);
    const caused = found.map((match) => this.cause(match, traces, now));
    this.worker.reserve(caused, now);
    let stored = new Set<string>();
    try {
      stored = await store(this.runtime.database, [...events.values()], caused);
    } finally {
      await this.worker.begin(caused, stored);
    }
  }

  private cause(
    { event, account, destination }: Match,
    traces: Map<string, string | null>,
    now: Timestamp,
  ): Caused {
    const id = mintId('wd', mintSortId(this.runtime.clock.millis()));
    const delivery = create(event.id, destination, { id, created: now, livemode: event.livemode });
    return { event, account, delivery, traceparent: traces.get(event.id)!, claimed_until: 0 };
  }
}
