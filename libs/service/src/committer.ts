import { stopwatch } from '@pinstripe/kernel';
import { metrics } from '@pinstripe/telemetry';
import type { Database } from './database.ts';
import { exclusives, type Plan, shapeOf, statementOf } from './statement.ts';
import { atTurnEnd } from './turns.ts';

/**
 * Units that wait together commit together.
 *
 * Plans of one shape that come in at one turn of the event loop, or while a flush is in flight, form the next statement. It guarantees that each
 * plan is told truly whether it was written (`done`), whether a row it relied on has changed (`stale`) or its claim was
 * already taken (`claimed`), and that one plan's failure is never another's. It does not guarantee an order among plans
 * that wait at the same time.
 */
export type Verdict = 'done' | 'stale' | 'claimed';

const GROUP_MAX = 64;
/**
 * A second statement begins beside one in flight when a whole group waits, smaller ones costing more together than later, or
 * when the first is held up, by a row that somebody else has locked.
 */
const IN_FLIGHT_MAX = 2;
const HELD_UP_MS = 50;

/** PostgreSQL's codes for what running the unit again can mend: unique violation, serialization failure, deadlock. */
const TRANSIENT = new Set(['23505', '40001', '40P01']);

interface Waiting {
  plan: Plan;
  exclusive: string[];
  shared: string[];
  resolve: (verdict: Verdict) => void;
  reject: (error: unknown) => void;
}

export class Committer {
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly names = new Map<string, string>();
  private in_flight = 0;
  /** With what else comes in at the same turn: fewer, larger statements. */
  private readonly startSoon = atTurnEnd(() => this.start());
  private began = 0;

  constructor(
    /** The service's name, for its metrics. */
    private readonly service: string,
    private readonly database: Database,
    /** Called after a statement that wrote; the outbox relay listens. */
    private readonly onCommit: () => void,
  ) {}

  /** Writes `plan`, with others that wait; resolves when that is durable. */
  flush(plan: Plan): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const shape = shapeOf(plan);
      const waiting = { plan, ...exclusives(plan), resolve, reject };
      const queue = this.waiting.get(shape);
      if (queue === undefined) this.waiting.set(shape, [waiting]);
      else queue.push(waiting);
      this.startSoon();
    });
  }

  private start(): void {
    while (this.in_flight < IN_FLIGHT_MAX) {
      const next = this.next();
      if (next === undefined) return;
      const [shape, queue] = next;
      this.waiting.delete(shape);
      const { group, rest } = takeGroup(queue);
      // What is left goes to the end, so that no shape starves the others.
      if (rest.length > 0) this.waiting.set(shape, rest);
      this.in_flight += 1;
      this.began = stopwatch();
      void this.write(group).finally(() => {
        this.in_flight -= 1;
        this.start();
      });
    }
  }

  private next(): [string, Waiting[]] | undefined {
    if (this.in_flight === 0 || stopwatch() - this.began > HELD_UP_MS)
      return this.waiting.entries().next().value;
    return [...this.waiting].find(([, queue]) => queue.length >= GROUP_MAX);
  }

  private async write(group: Waiting[]): Promise<void> {
    try {
      const verdicts = await this.execute(group.map(({ plan }) => plan));
      group.forEach((waiting, n) => waiting.resolve(verdicts[n]!));
    } catch (error) {
      if (group.length === 1 || isOutcomeUnknown(error))
        for (const waiting of group) this.fail(waiting, error);
      else for (const waiting of group) await this.write([waiting]);
    }
  }

  private fail(waiting: Waiting, error: unknown): void {
    if (TRANSIENT.has((error as { code?: string }).code ?? '')) waiting.resolve('stale');
    else waiting.reject(error);
  }

  private async execute(plans: Plan[]): Promise<Verdict[]> {
    const { text, values } = statementOf(plans);
    const began = stopwatch();
    const verdicts = plans.map((): Verdict => 'stale');
    for (const { n, went } of await this.database.query<{ n: number; went: boolean }>({
      name: this.nameOf(text),
      text,
      values,
    })) {
      verdicts[n] = went ? 'done' : 'claimed';
    }
    const { service } = this;
    metrics.flush_duration.observe({ service }, (stopwatch() - began) / 1000);
    metrics.flush_units.observe({ service }, plans.length);
    if (verdicts.includes('done')) this.onCommit();
    return verdicts;
  }

  private nameOf(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      name = `flush_${this.names.size}`;
      this.names.set(text, name);
    }
    return name;
  }
}

/**
 * Whether the connection was lost, so that the statement may have committed. Written again, a plan that claims no key
 * could happen twice: whoever wants it is told of the error, and knows whether to ask again.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  const {
    severity,
    code = '',
    message = '',
  } = error as { severity?: string; code?: string; message?: string };
  // PostgreSQL's own words: a connection exception, or the server's end.
  if (severity !== undefined) return /^(08|57P)/.test(code);
  return /^E[A-Z]+$/.test(code) || /^(Connection terminated|Client )/.test(message);
}

/** The first plans of the queue that do not touch the same rows exclusively, at most a group's worth. */
function takeGroup(queue: Waiting[]): { group: Waiting[]; rest: Waiting[] } {
  const exclusive = new Set<string>();
  const shared = new Set<string>();
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  for (const waiting of queue) {
    const fits =
      group.length < GROUP_MAX &&
      waiting.exclusive.every((row) => !exclusive.has(row) && !shared.has(row)) &&
      waiting.shared.every((row) => !exclusive.has(row));
    if (!fits) {
      rest.push(waiting);
      continue;
    }
    for (const row of waiting.exclusive) exclusive.add(row);
    for (const row of waiting.shared) shared.add(row);
    group.push(waiting);
  }
  return { group, rest };
}
