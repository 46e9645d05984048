import { jitter, pause } from '@pinstripe/kernel';
import { passes, type Runtime } from '@pinstripe/service';
import { logger, metrics } from '@pinstripe/telemetry';
import { findParked, parkingKey } from './dead-letters.ts';
import type { Handling, Outcome } from './handling.ts';
import { type Received, Unreadable } from './received.ts';

/**
 * Sees to it that every message of a batch is handled, skipped as a repeat, or a dead letter (docs/principles.md,
 * "Consumers").
 *
 * Messages of one key are handled in their order, others side by side, so that their units commit together. Nothing is
 * skipped because database or broker are away, or a row is contended: the message waits and is tried again. Whatever else
 * a handler throws is tried three times; then the message is a dead letter, and those behind it go on.
 */
const TRIES_MAX = 3;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2000;
const LANES_AT_ONCE = 64;

const log = logger('consumers');

export class Settling {
  /** Whether the last thing that happened was an error that passes: it is logged once, not by every message. */
  private waits = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly handling: Handling,
    private readonly parks_keys: boolean,
  ) {}

  /** A batch that cannot be handled at once is handled message by message: only those that are to blame are buried. */
  async settleBatch(batch: readonly Received[], requireOurs: () => void): Promise<void> {
    if (this.handling.takesAtOnce(batch) && (await this.settleAtOnce(batch, requireOurs))) {
      this.count(batch[0]!.topic, 'handled', batch.length);
    } else {
      await this.settleLanes(
        batch.filter((received) => this.handling.concerns(received)),
        requireOurs,
      );
    }
  }

  private settleAtOnce(batch: readonly Received[], requireOurs: () => void): Promise<boolean> {
    const work = async () => {
      try {
        await this.handling.handleAtOnce(batch);
        return true;
      } catch (error) {
        if (passes(error)) throw error;
        return false;
      }
    };
    return this.insist(work, requireOurs);
  }

  /** Messages with one key make a lane, which is walked in order; lanes are walked side by side. */
  private async settleLanes(batch: readonly Received[], requireOurs: () => void): Promise<void> {
    if (batch.length === 0) return;
    const parked = this.parks_keys
      ? await this.insist(() => findParked(this.runtime, batch), requireOurs)
      : new Set<string>();
    const lanes = Map.groupBy(batch, ({ key, offset }) => key ?? `offset ${offset}`);
    const untaken = lanes.values();
    const counts = new Map<Outcome | 'dead', number>();
    const walk = async () => {
      for (const lane of untaken) {
        for (const received of lane) {
          const outcome = await this.insist(() => this.settle(received, parked), requireOurs);
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        }
      }
    };
    const walks = Array.from({ length: Math.min(lanes.size, LANES_AT_ONCE) }, walk);
    const ends = await Promise.allSettled(walks);
    for (const [outcome, count] of counts) this.count(batch[0]!.topic, outcome, count);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  private count(topic: string, outcome: Outcome | 'dead', count: number): void {
    metrics.messages_consumed.inc({ service: this.runtime.name, topic, outcome }, count);
  }

  /** Handles a message or, when that cannot be, buries it. @throws errors that pass. */
  private async settle(received: Received, parked: Set<string>): Promise<Outcome | 'dead'> {
    if (parked.has(parkingKey(received))) return this.bury(received, 'parked');
    for (let tries = 1; ; tries++) {
      try {
        return await this.handling.handle(received);
      } catch (error) {
        if (passes(error)) throw error;
        if (tries < TRIES_MAX && !(error instanceof Unreadable)) {
          await pause(RETRY_FIRST_MS * jitter(0.5));
          continue;
        }
        const { topic, partition, offset } = received;
        log.error(
          { err: error, topic, partition, offset },
          'a message cannot be handled: it is a dead letter',
        );
        await this.bury(received, String(error));
        if (this.parks(received)) parked.add(parkingKey(received));
        return 'dead';
      }
    }
  }

  private async bury(received: Received, reason: string): Promise<'dead'> {
    await this.handling.bury(received, reason, this.parks(received));
    return 'dead';
  }

  private parks({ kind, key }: Received): boolean {
    return this.parks_keys && kind === 'events' && key !== null;
  }

  /** Repeats `work` for as long as what it throws passes, and the message is ours. */
  private async insist<T>(work: () => Promise<T>, requireOurs: () => void): Promise<T> {
    for (let wait_ms = RETRY_FIRST_MS; ; wait_ms = Math.min(wait_ms * 2, RETRY_MAX_MS)) {
      requireOurs();
      try {
        const result = await work();
        if (this.waits) log.info({ service: this.runtime.name }, 'messages are handled again');
        this.waits = false;
        return result;
      } catch (error) {
        if (!passes(error)) throw error;
        if (!this.waits)
          log.warn({ err: error, service: this.runtime.name }, 'messages wait until this has passed');
        this.waits = true;
        await pause(wait_ms * jitter(0.5));
      }
    }
  }
}
