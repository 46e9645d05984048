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

  /** Deletes up to a thousand events; answers how many. */
  async deleteBatch(): Promise<number> {
    const rows = await this.runtime.database.query({
      name: 'delete_events',
      text:
        'with old as materialized (select account, livemode, id from events where created <= $1 order by created ' +
        `limit ${BATCH_MAX} for update skip locked), ` +
        'gone as (delete from deliveries d using old ' +
        'where d.account = old.account and d.livemode = old.livemode and d.event = old.id) ' +
        'delete from events e using old ' +
        'where e.account = old.account and e.livemode = old.livemode and e.id = old.id returning e.id',
      values: [timestamp(this.runtime.clock) - RETENTION],
    });
    return rows.length;
  }
}
