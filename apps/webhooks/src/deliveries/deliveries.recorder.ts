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
 * not recorded would be sent again.
 */
export class DeliveriesRecorder {
  private waiting: Outcome[] = [];
  private saving: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly database: Database) {}

  /** How many are not recorded yet. */
  get backlog(): number {
    return this.waiting.length;
  }

  add(outcome: Outcome): void {
    this.waiting.push(outcome);
    this.saving ??= this.saveAll().finally(() => (this.saving = null));
  }

  /** Records what is left, if that is possible soon. */
  async stop(): Promise<void> {
    await Promise.race([this.saving, pause(STOP_PATIENCE_MS)]);
    this.stopped = true;
  }

  private async saveAll(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopped) {
      const batch = this.waiting.slice(0, BATCH_MAX);
      try {
        await save(this.database, batch);
        this.waiting.splice(0, batch.length);
      } catch (error) {
        log.error({ err: error }, 'outcomes of deliveries are not recorded; trying again');
        await pause(RETRY_MS * jitter(0.5));
      }
    }
  }
}
