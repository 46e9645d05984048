import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { consumed, header, IN_BATCHES, type Received } from '@pinstripe/bus';
import { mintId, mintSortId, type Timestamp, timestamp } from '@pinstripe/kernel';
import { Runtime } from '@pinstripe/service';
import { DeliveriesWorker } from '../deliveries/deliveries.worker.ts';
import { create } from '../deliveries/delivery.ts';
import {
  type Destination,
  WebhookEndpointsMatching,
} from '../webhook-endpoints/webhook-endpoints.matching.ts';
import { type Happened, isKept, read } from './event.ts';
import { type Caused, store } from './events.store.ts';

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
    private readonly endpoints: WebhookEndpointsMatching,
    private readonly worker: DeliveriesWorker,
  ) {}

  @EventPattern<string>('*', IN_BATCHES)
  onEvents(messages: readonly Received[]): Promise<void> {
    const understood = messages.map((message) => ({
      message,
      event: read(message.value, (name) => header(message, name)),
    }));
    this.waiting.push(...understood);
    this.next ??= this.storing.catch(() => undefined).then(() => this.storeWaiting());
    return this.next;
  }

  private storeWaiting(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    this.next = null;
    this.storing = this.store(taken);
    return this.storing;
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
    const found = await this.endpoints.find([...events.values()]);
    const caused = found.map(({ event, destination }) => this.cause(event, destination, traces, now));
    const destinations = await store(this.runtime.database, [...events.values()], caused);
    this.worker.announce(destinations);
  }

  private cause(
    event: Happened,
    destination: Destination,
    traces: Map<string, string | null>,
    now: Timestamp,
  ): Caused {
    const id = mintId('wd', mintSortId(this.runtime.clock.millis()));
    const delivery = create(event.id, destination, { id, created: now, livemode: event.livemode });
    return { event, delivery, traceparent: traces.get(event.id)! };
  }
}
