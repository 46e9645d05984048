import { jitter, pause } from '@pinstripe/kernel';
import type { Database } from '@pinstripe/service';
import { logger } from '@pinstripe/telemetry';
import { save } from './deliveries.queue.ts';

type Saved = Parameters<typeof save>[1][number];

const BATCH_MAX = 500;
const RETRY_MS = 500;
const STOP_PATIENCE_MS = 2000;

const log = logger('deliveries');

/**
 * Records what came of attempts: all that wait, in one statement, while the one before is under way. It insists: what is
 * not recorded would be sent again.
 */
export class DeliveriesRecorder {
  private waiting: Saved[] = [];
  private saving: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly database: Database) {}

  /** How many are not recorded yet. */
  get backlog(): number {
    return this.waiting.length;
  }

  add(saved: Saved): void {
    this.waiting.push(saved);
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
