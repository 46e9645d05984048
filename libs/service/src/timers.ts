import { API_VERSION } from '@pinstripe/contract';
import { type Clock, type JsonObject, stopwatch, timestamp, type Timestamp } from '@pinstripe/kernel';
import { logger, metrics, span } from '@pinstripe/telemetry';
import { scope, type WorkContext } from './context.ts';
import { isAway } from './failures.ts';
import { Resource } from './resource.ts';
import { runUnit } from './run.ts';
import type { Runtime } from './runtime.ts';

/**
 * What is due when (docs/principles.md, "Timers"). A timer is a row written with the state that wants it; it fires as a
 * unit that also deletes it. It guarantees that a timer's effect happens once, at or after its time, whatever dies; it
 * does not guarantee punctuality, nor an order among timers due in the same second.
 */
interface TimerDocument {
  id: string;
  object: 'timer';
  kind: string;
  due_at: Timestamp;
  payload: unknown;
  account: string;
  livemode: boolean;
  /** As whoever set it has reached the platform; older rows do not know. */
  base_url?: string | null;
}

export type TimerHandler = (payload: JsonObject) => Promise<void>;

const timers = new Resource<TimerDocument>({
  object: 'timer',
  table: 'timers',
  prefix: 'tmr',
  url: '',
  param: 'timer',
  deletion: 'gone',
});

export const TIMER = Symbol('timer');

/** Declares that a worker's method handles timers of `kind`. */
export function Timer(kind: string) {
  return (_target: object, _name: string, descriptor: TypedPropertyDescriptor<TimerHandler>): void => {
    Reflect.defineMetadata(TIMER, kind, descriptor.value!);
  };
}

/** Sets the timer of `kind` for `subject`; there is one of each kind per subject, and setting it again moves it. */
export async function setTimer(
  kind: string,
  subject: string,
  due_at: Timestamp,
  payload: JsonObject,
): Promise<void> {
  const { account, livemode, base_url } = scope().context;
  const id = `${kind} ${subject}`;
  const timer: TimerDocument = { id, object: 'timer', kind, due_at, payload, account, livemode, base_url };
  if ((await timers.find(id)) === null) timers.insert(timer);
  else timers.save(timer);
}

/** Stops the timer of `kind` for `subject`, if it is set. */
export async function clearTimer(kind: string, subject: string): Promise<void> {
  const timer = await timers.find(`${kind} ${subject}`);
  if (timer !== null) timers.delete(timer);
}

const log = logger('timers');
const BATCH_MAX = 100;
const RETRY_DELAY = 60;

/** Fires timers as they come due. */
export class TimerPoll {
  /** Timers that failed, and the stopwatch reading from which on they are tried again. */
  private readonly resting = new Map<string, number>();

  constructor(
    private readonly runtime: Runtime,
    private readonly clock: Clock,
    private readonly handlers: ReadonlyMap<string, TimerHandler>,
  ) {}

  /**
   * Fires what is due; answers how many timers fired. One that fails rests, and so holds up no other; while the
   * database is away, none is to blame, and the next poll tries again.
   */
  async fireDue(): Promise<number> {
    const rows = await this.runtime.database.query<{ document: TimerDocument }>({
      name: 'due_timers',
      text: 'select document from timers where due_at <= $1 order by due_at limit $2',
      values: [timestamp(this.clock), BATCH_MAX + this.resting.size],
    });
    const due = rows.map(({ document }) => document).filter((timer) => this.isAwake(timer));
    const fired = await Promise.all(due.map((timer) => this.fire(timer)));
    return fired.filter(Boolean).length;
  }

  private isAwake(timer: TimerDocument): boolean {
    const until = this.resting.get(restingKey(timer));
    return until === undefined || until <= stopwatch();
  }

  private async fire(timer: TimerDocument): Promise<boolean> {
    const handler = this.handlers.get(timer.kind);
    try {
      if (handler === undefined) throw new Error(`nobody handles timers of kind '${timer.kind}'`);
      await span(`timer ${timer.kind}`, {}, () =>
        runUnit(this.runtime, { context: contextOf(timer, timestamp(this.clock)) }, async () => {
          const current = await timers.find(timer.id);
          if (current === null || current.due_at !== timer.due_at) return;
          timers.delete(current);
          await handler(timer.payload as JsonObject);
        }),
      );
      this.resting.delete(restingKey(timer));
      metrics.timer_delay.observe(
        { service: this.runtime.name, kind: timer.kind },
        Math.max(timestamp(this.clock) - timer.due_at, 0),
      );
      return true;
    } catch (error) {
      log.error({ err: error, kind: timer.kind, timer: timer.id }, 'a timer failed and will be tried again');
      if (!isAway(error)) this.resting.set(restingKey(timer), stopwatch() + RETRY_DELAY * 1000);
      return false;
    }
  }
}

function restingKey({ account, livemode, id }: TimerDocument): string {
  return `${account} ${livemode} ${id}`;
}

/** A timer's context: the account's own, with no request behind it. Addresses in it are those of whoever set it. */
function contextOf({ account, livemode, base_url = null }: TimerDocument, now: Timestamp): WorkContext {
  return { ...UNREQUESTED, account, livemode, base_url, now };
}

/** What the context of work without a request says of the request. */
export const UNREQUESTED = {
  platform: null,
  version: API_VERSION,
  request_id: null,
  idempotency_key: null,
  idempotency_scope: null,
  fingerprint: '',
  key_type: 'secret',
  traceparent: null,
  client_ip: null,
  user_agent: null,
  base_url: null,
} as const satisfies Partial<WorkContext>;
