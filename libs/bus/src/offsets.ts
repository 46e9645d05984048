import { logger } from '@pinstripe/telemetry';
import type { EachBatchPayload } from 'kafkajs';

const COMMIT_AFTER_MS = 1000;

const log = logger('consumers');

/**
 * Commits offsets to Kafka, at leisure: what comes again because they were not committed is skipped by the inbox, while
 * a commit after each batch would cost a round trip before the next one.
 */
export class Offsets {
  private group: Pick<EachBatchPayload, 'commitOffsetsIfNecessary' | 'uncommittedOffsets'> | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** Sees to it that what has been resolved is committed soon. */
  commitSoon(group: EachBatchPayload): void {
    this.group = group;
    this.timer ??= setTimeout(() => void this.commit(), COMMIT_AFTER_MS).unref();
  }

  /** Commits what has been resolved. In the middle of a rebalance that fails, and nothing is lost by it. */
  async commit(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.group?.commitOffsetsIfNecessary(this.group.uncommittedOffsets());
    } catch (error) {
      log.debug({ err: error }, 'offsets were not committed; what they stand for will be skipped');
    }
  }
}
