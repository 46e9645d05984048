import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { timestamp } from '@pinstripe/kernel';
import { Runtime } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { RETENTION } from './event.ts';

const EVERY_MS = 10_000;
const BATCH_MAX = 1000;

const log = logger('events');

/**
 * Deletes events that are no longer kept, with their deliveries, in small batches. Nobody sees an event for longer than it
 * is kept; how soon after that its row goes is not promised.
 */
@Injectable()
export class EventsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly runtime: Runtime) {}

  onApplicationBootstrap(): void {
    const sweep = () => void (this.sweeping = this.sweeping.then(() => this.sweep()));
    this.timer = setInterval(sweep, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer ?? undefined);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      while (!this.stopped && (await this.deleteBatch()) === BATCH_MAX);
    } catch (error) {
      log.warn({ err: error }, 'events that are no longer kept could not be deleted; it will be tried again');
    }
  }

  /** Deletes up to a thousand events, and as many deliveries; answers of how many there may be more. */
  async deleteBatch(): Promise<number> {
    const deleted = ['events', 'thin_events', 'deliveries'].map((table) =>
      this.runtime.database.query({
        name: `delete_${table}`,
        text:
          `delete from ${table} where ctid in (select ctid from ${table} where created <= $1 ` +
          `limit ${BATCH_MAX} for update skip locked) returning id`,
        values: [timestamp(this.runtime.clock) - RETENTION],
      }),
    );
    return Math.max(...(await Promise.all(deleted)).map(({ length }) => length));
  }
}
