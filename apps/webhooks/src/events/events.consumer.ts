import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { consumed, IN_BATCHES, type Received } from '@pinstripe/bus';
import { mintId, mintSortId, type Timestamp, timestamp } from '@pinstripe/kernel';
import { passes, Runtime } from '@pinstripe/service';
import { DeliveriesWorker } from '../deliveries/deliveries.worker.ts';
import { create } from '../deliveries/delivery.ts';
import { type Match, EventDestinationsMatching } from '../event-destinations/event-destinations.matching.ts';
import { type Happened, isKept, read } from './event.ts';
import { type Caused, store } from './events.store.ts';

const STORED_AT_ONCE = 300;

interface Taken {
  message: Received;
  event: Happened;
}

/** What a partition has brought, and whoever waits for it to be stored. */
interface Batch {
  taken: readonly Taken[];
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * Stores the events of all services, each once and together with the deliveries that it causes. Batches that wait while
 * one is being stored are stored together: every partition has one.
 *
 * An event's own key takes the place of the inbox: an event that comes again is found, for as long as it is kept, and is
 * not wanted once it is not.
 */
@Controller()
export class EventsConsumer {
  private waiting: Batch[] = [];
  private is_storing = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly destinations: EventDestinationsMatching,
    private readonly worker: DeliveriesWorker,
  ) {}

  @EventPattern<string>('*', IN_BATCHES)
  async onEvents(messages: readonly Received[]): Promise<void> {
    const taken = messages.map((message) => ({
      message,
      event: read(message.value, (name) => message.header(name)),
    }));
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ taken, resolve, reject });
      if (!this.is_storing) void this.storeWaiting();
    });
  }

  private async storeWaiting(): Promise<void> {
    this.is_storing = true;
    while (this.waiting.length > 0) await this.storeTogether(this.takeGroup());
    this.is_storing = false;
  }

  /** Whole batches, as many as make a good statement. */
  private takeGroup(): Batch[] {
    let count = 0;
    const last = this.waiting.findIndex(({ taken }) => (count += taken.length) >= STORED_AT_ONCE);
    return this.waiting.splice(0, last < 0 ? this.waiting.length : last + 1);
  }

  /** One batch that is refused is no reason to refuse the others: each then stands for itself. Never rejects. */
  private async storeTogether(batches: readonly Batch[]): Promise<void> {
    try {
      await this.storeInParts(batches.flatMap(({ taken }) => taken));
      for (const { resolve } of batches) resolve();
    } catch (error) {
      if (batches.length === 1 || passes(error)) for (const { reject } of batches) reject(error as Error);
      else for (const batch of batches) await this.storeTogether([batch]);
    }
  }

  /** At the pace of the endpoints, if these are quick: what is attempted at once needs no second look. */
  private async storeInParts(taken: readonly Taken[]): Promise<void> {
    for (let n = 0; n < taken.length; n += STORED_AT_ONCE) {
      await this.worker.hasRoom();
      await this.store(taken.slice(n, n + STORED_AT_ONCE));
    }
  }

  private async store(taken: readonly Taken[]): Promise<void> {
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
