import { errors, type JsonObject, jitter, pause, stopwatch } from '@pinstripe/kernel';
import { metrics } from '@pinstripe/telemetry';
import type { Verdict } from './committer.ts';
import { enter, type WorkContext } from './context.ts';
import { exclusives, type Plan } from './statement.ts';
import type { Runtime } from './runtime.ts';
import { type Known, NOTHING_KNOWN, Unit } from './unit.ts';

/**
 * Runs units of work until they commit (docs/principles.md, "Units of work"). A stale unit runs again from the top;
 * from its second try it waits its turn, in this process, for the row that was contended. A unit whose object is in
 * flight waits for the step outside to end. Either gives up after a bounded time, with Stripe's lock_timeout and
 * nothing changed.
 */
const PATIENCE_MS = 5000;
const WAIT_FIRST_MS = 2;
const WAIT_MAX_MS = 100;

/** The object that was to be changed waits for the outcome of a step outside. */
export class ObjectInFlight extends Error {}

export interface Assignment {
  context: WorkContext;
  objects?: Record<string, JsonObject | null>;
  /** Asked before waiting for an object in flight; true ends the wait, since this very claim is taken. */
  isClaimed?: () => Promise<boolean>;
  /** What an earlier unit of the same work has just written. */
  known?: Known;
  /** How long to go on trying. */
  patience_ms?: number;
}

export interface Ran<T> {
  verdict: Exclude<Verdict, 'stale'>;
  result: T;
  /** What the unit has written. */
  written: Known;
}

/**
 * Runs `work` as a unit and flushes it. `claimed`: the unit's claim was taken by another, and nothing was written.
 * @throws what `work` throws (nothing is written), lock_timeout, and errors of the database.
 */
export async function runUnit<T>(
  runtime: Runtime,
  { context, objects = {}, isClaimed, known, patience_ms = PATIENCE_MS }: Assignment,
  work: (unit: Unit) => Promise<T>,
): Promise<Ran<T>> {
  const give_up_at = stopwatch() + patience_ms;
  let wait_ms = WAIT_FIRST_MS;
  let contended: string | null = null;
  for (;;) {
    const leave = contended === null ? null : await runtime.turns.take(contended);
    try {
      const unit: Unit = new Unit(context, known);
      const result = await enter({ runtime, context, unit, objects }, () => work(unit));
      const plan = unit.plan();
      if (plan === null) return { verdict: 'done', result, written: NOTHING_KNOWN };
      const verdict = await runtime.committer.flush(plan);
      if (verdict !== 'stale') return { verdict, result, written: unit.written() };
      metrics.unit_retries.inc({ service: runtime.name, reason: 'stale' });
      known = undefined;
      contended = contendedRow(plan);
    } catch (error) {
      if (!(error instanceof ObjectInFlight)) throw error;
      if (isClaimed !== undefined && (await isClaimed()))
        return { verdict: 'claimed', result: undefined as T, written: NOTHING_KNOWN };
    } finally {
      leave?.();
    }
    if (stopwatch() > give_up_at) throw errors.lockTimeout();
    await pause(wait_ms * jitter(0.5));
    wait_ms = Math.min(wait_ms * 2, WAIT_MAX_MS);
  }
}

/** The row that others may want too: nobody else wants a unit's own attempt or timer. */
function contendedRow(plan: Plan): string | null {
  return exclusives(plan).exclusive.find((row) => !/^(attempts|timers) /.test(row)) ?? null;
}

/** Queues by row: whoever takes a turn waits for those before. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves when it is this caller's turn at `row`; the returned function ends the turn. */
  async take(row: string): Promise<() => void> {
    const before = this.last.get(row);
    let end!: () => void;
    const mine = new Promise<void>((resolve) => (end = resolve));
    this.last.set(row, mine);
    await before;
    return () => {
      if (this.last.get(row) === mine) this.last.delete(row);
      end();
    };
  }
}
