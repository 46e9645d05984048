import { jitter, pause } from '@pinstripe/kernel';
import type { Database } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { type Outcome, save } from './deliveries.queue.ts';

const BATCH_MAX = 500;
const RETRY_MS = 500;
const STOP_PATIENCE_MS = 2000;

const log = logger('deliveries');

/**
 * Records what came of attempts: all that wait, in one statement, while the one before is under way. It insists: what is
 * not recorded would be sent again, and not only by others, since the claims of what waits here may end.
 */
export class DeliveriesRecorder {
  private readonly waiting = new Map<string, Outcome>();
  private has_failed = false;
  private saving: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly database: Database) {}

  /** How many are not recorded yet. */
  get backlog(): number {
    return this.waiting.size;
  }

  /** The database was away, and what came of attempts until then is not all recorded yet. */
  get is_behind(): boolean {
    return this.has_failed && this.waiting.size > 0;
  }

  /** Whether an attempt of this delivery has ended and is not recorded yet. */
  has(delivery: string): boolean {
    return this.waiting.has(delivery);
  }

  add(outcome: Outcome): void {
    this.waiting.set(outcome.delivery.id, outcome);
    this.saving ??= this.saveAll().finally(() => (this.saving = null));
  }

  /** Records what is left, if that is possible soon. */
  async stop(): Promise<void> {
    await Promise.race([this.saving, pause(STOP_PATIENCE_MS)]);
    this.stopped = true;
  }

  private async saveAll(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopped) {
      const batch = [...this.waiting.values()].slice(0, BATCH_MAX);
      try {
        await save(this.database, batch);
        for (const { delivery } of batch) this.waiting.delete(delivery.id);
      } catch (error) {
        this.has_failed = true;
        log.error({ err: error }, 'outcomes of deliveries are not recorded; trying again');
        await pause(RETRY_MS * jitter(0.5));
      }
    }
    this.has_failed = false;
  }
}
