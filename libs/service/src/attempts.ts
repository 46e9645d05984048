import {
  errors,
  type JsonObject,
  mintId,
  mintSortId,
  pause,
  stopwatch,
  StripeError,
  type Timestamp,
  timestamp,
  within,
} from '@pinstripe/kernel';
import { logger, metrics } from '@pinstripe/telemetry';
import { enter, scope, type WorkContext } from './context.ts';
import { isAway, passes } from './failures.ts';
import { claimKey, type Decided, readClaim } from './idempotency.ts';
import { renderAnswer, renderError } from './answer.ts';
import { Refusal } from './refusal.ts';
import type { AnyResource, Runtime } from './runtime.ts';
import { Resource } from './resource.ts';
import { runUnit } from './run.ts';
import { IDEMPOTENCY_ANSWER } from './tables.ts';
import { type Known, NOTHING_KNOWN, Unit } from './unit.ts';

/**
 * Steps outside: calls to card networks, banks, identity checks (docs/principles.md, "Steps outside"), and commands
 * whose outcome the request waits for ("Commands").
 *
 * A step is data. Unit 1 writes the attempt and marks its object as in flight; then comes the call, with the attempt's
 * id as its key; then `onOutcome`, one unit that saves the new state and the stored answer. The request and the poll that
 * finds an abandoned attempt run the same function. It guarantees that an attempt which was recorded has its outcome
 * recorded exactly once, whoever dies in between. It does not guarantee that the outside is called only once: it must
 * answer a repeated attempt id as it did before.
 */
export interface Step<Request extends object, Outcome, Result extends object> {
  /**
   * Calls the outside; it may read, and writes nothing. What it throws means "unknown": the call will be repeated. Left
   * out where the outcome comes by itself, as the reply to a command that was sent in the unit that began the attempt.
   */
  call?(request: Request, attempt_id: string): Promise<Outcome>;
  /**
   * Records the outcome, within a unit: returns the request's answer, or refuses it. Where the step calls, it may also
   * begin the step that has to be taken next, and return that. What it throws means "later".
   */
  onOutcome(request: Request, outcome: Outcome): Promise<Result | Outside<Result>>;
}

interface Attempt {
  id: string;
  object: 'attempt';
  step: string;
  /** The object in flight; null when the outcome decides whether there will be one. */
  owner: { object: string; id: string } | null;
  request: unknown;
  context: WorkContext;
  /** Null when nobody calls: a reply will come. */
  started_at: Timestamp | null;
  /** The reply that has come, where its outcome could not be recorded: the poll tries it again. */
  replied?: { outcome: unknown };
}

const attempts = new Resource<Attempt>({
  object: 'attempt',
  table: 'attempts',
  prefix: 'att',
  url: '',
  param: 'attempt',
  deletion: 'gone',
});

const log = logger('steps');

/** How long an attempt is left to the process that began it, in seconds. */
const ABANDONED_AFTER = 10;
/** How many are finished at once. */
const ABANDONED_MAX = 100;
const REST_MS = 60_000;
/** The same, while the database or the outside is away and the attempt is not to blame. */
const AWAY_REST_MS = 5000;
/** How long the outside may take to answer. */
const CALL_PATIENCE_MS = 30_000;
/** How long a request waits for a reply. */
const REPLY_PATIENCE_MS = 8000;
const REPLY_POLL_MS = 50;

/** What a handler returns when the answer needs a step outside first. */
export class Outside<Result> {
  declare readonly result: Result;
  constructor(readonly attempt_id: string) {}
}

/** A step as the services that define it see it. */
export interface Beginning<Request extends object, Result> {
  /** Records the attempt; `owner`, which this unit has loaded or made, is in flight until the outcome is recorded. */
  begin(owner: { resource: AnyResource; id: string } | null, request: Request): Outside<Result>;
}

type UnknownStep = Step<object, unknown, object>;

export class Steps {
  private readonly steps = new Map<string, UnknownStep>();
  private readonly under_way = new Set<string>();
  /** Requests of this process that wait for a reply, by attempt. */
  private readonly waiting = new Map<string, () => void>();
  /** Abandoned attempts that could not be finished, and the stopwatch reading until which they are left alone. */
  private readonly resting = new Map<string, number>();
  private stopped = false;

  /** Declares a step; `name` is stored with its attempts and must not change. */
  define<Request extends object, Outcome, Result extends object>(
    name: string,
    step: Step<Request, Outcome, Result>,
  ): Beginning<Request, Result> {
    this.steps.set(name, step);
    return {
      begin: (owner, request) => {
        const { runtime, context } = scope();
        const id = mintId('att', mintSortId(runtime.clock.millis()));
        attempts.insert({
          id,
          object: 'attempt',
          step: name,
          owner: owner === null ? null : { object: owner.resource.options.object, id: owner.id },
          request,
          context,
          started_at: step.call === undefined ? null : timestamp(runtime.clock),
        });
        owner?.resource.setPrivate(owner.id, { ...owner.resource.privateOf(owner.id), in_flight: id });
        return new Outside(id);
      },
    };
  }

  /**
   * Sees a recorded attempt through to its outcome; answers what the request that began it is to be told. `known` is what
   * the unit that began it has written.
   * @throws idempotency_key_in_use when a reply does not come in time: the key stays claimed, and answers later.
   */
  async finish(
    runtime: Runtime,
    context: WorkContext,
    attempt_id: string,
    known: Known = NOTHING_KNOWN,
  ): Promise<Decided> {
    const attempt = await read(runtime, context, attempt_id, known);
    if (attempt === null) return answerOfOther(runtime, context);
    const step = this.stepOf(attempt);
    if (step.call !== undefined) {
      return this.callOutside(runtime, attempt, step as Required<UnknownStep>, known);
    }
    if (attempt.replied === undefined) return this.awaitReply(runtime, attempt);
    return this.record(runtime, attempt, step, attempt.replied.outcome);
  }

  /**
   * Records the outcome that came by itself for an attempt; repeated replies change nothing. An outcome that cannot be
   * recorded is kept with its attempt, where the poll tries it again: nobody will send it a second time.
   * @throws errors that pass: whoever brought the reply brings it again
   */
  async onReply(runtime: Runtime, context: WorkContext, attempt_id: string, outcome: unknown): Promise<void> {
    const attempt = await read(runtime, context, attempt_id);
    if (attempt === null) return;
    try {
      await this.record(runtime, attempt, this.stepOf(attempt), outcome);
    } catch (error) {
      if (passes(error)) throw error;
      log.error(
        { err: error, attempt: attempt.id, step: attempt.step },
        'a reply was not recorded; it will be tried again',
      );
      await keep(runtime, attempt, outcome);
    }
    this.waiting.get(attempt_id)?.();
  }

  /** Finishes the attempts whose process has died; answers how many. One that fails rests, and holds up no other. */
  async finishAbandoned(runtime: Runtime): Promise<number> {
    const rows = await runtime.database.query<{ document: Attempt }>({
      text: 'select document from attempts where started_at < $1 order by started_at limit $2',
      values: [
        timestamp(runtime.clock) - ABANDONED_AFTER,
        ABANDONED_MAX + this.under_way.size + this.resting.size,
      ],
    });
    const abandoned = rows.map(({ document }) => document).filter(({ id }) => this.isUntouched(id));
    const outcomes = await Promise.all(
      abandoned.map(async (attempt) => {
        try {
          await this.finish(runtime, attempt.context, attempt.id);
          this.resting.delete(attempt.id);
          return true;
        } catch (error) {
          log.error({ err: error, attempt: attempt.id, step: attempt.step }, 'an attempt was not finished');
          this.resting.set(attempt.id, stopwatch() + (isAway(error) ? AWAY_REST_MS : REST_MS));
          return false;
        }
      }),
    );
    return outcomes.filter(Boolean).length;
  }

  /** No outcome is waited for any longer; whoever finds the attempts next goes on with them. */
  stop(): void {
    this.stopped = true;
  }

  private isUntouched(id: string): boolean {
    return !this.under_way.has(id) && (this.resting.get(id) ?? 0) <= stopwatch();
  }

  private stepOf({ step }: Attempt): UnknownStep {
    const found = this.steps.get(step);
    if (found === undefined) throw new Error(`no step is called '${step}'`);
    return found;
  }

  private async callOutside(
    runtime: Runtime,
    attempt: Attempt,
    step: Required<UnknownStep>,
    known: Known,
  ): Promise<Decided> {
    this.under_way.add(attempt.id);
    try {
      const outcome = await call(runtime, attempt, step, known);
      return await this.record(runtime, attempt, step, outcome, known);
    } finally {
      this.under_way.delete(attempt.id);
    }
  }

  /** Records an outcome, and takes the step that it leads to, if it leads to one. */
  private async record(
    runtime: Runtime,
    attempt: Attempt,
    step: UnknownStep,
    outcome: unknown,
    known: Known = NOTHING_KNOWN,
  ): Promise<Decided> {
    const { decided, written } = await this.insist(() => recordOnce(runtime, attempt, step, outcome, known));
    if (!(decided instanceof Outside)) return decided;
    return this.finish(runtime, attempt.context, decided.attempt_id, written);
  }

  /** It is repeated while the object is contended: giving up would leave it in flight. */
  private async insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (this.stopped || !(error instanceof StripeError && error.status === 429)) throw error;
      }
    }
  }

  private async awaitReply(runtime: Runtime, attempt: Attempt): Promise<Decided> {
    const give_up_at = stopwatch() + REPLY_PATIENCE_MS;
    try {
      while (stopwatch() < give_up_at) {
        const replied = new Promise<void>((resolve) => this.waiting.set(attempt.id, resolve));
        await Promise.race([replied, pause(REPLY_POLL_MS)]);
        if ((await read(runtime, attempt.context, attempt.id)) === null) {
          return await answerOfOther(runtime, attempt.context);
        }
      }
    } finally {
      this.waiting.delete(attempt.id);
    }
    return unanswered(runtime, attempt);
  }
}

/** What the outside says. @throws Error when it does not say it in time. */
async function call(
  runtime: Runtime,
  { context, request, id }: Attempt,
  step: Required<UnknownStep>,
  known: Known,
): Promise<unknown> {
  const began = stopwatch();
  let outcome = 'failed';
  try {
    const scope = { runtime, context, unit: new Unit(context, known), objects: {} };
    const answered = await within(
      CALL_PATIENCE_MS,
      enter(scope, () => step.call(request as object, id)),
    );
    outcome = 'answered';
    return answered;
  } finally {
    metrics.network_call_duration.observe({ service: runtime.name, outcome }, (stopwatch() - began) / 1000);
  }
}

async function read(
  runtime: Runtime,
  context: WorkContext,
  id: string,
  known: Known = NOTHING_KNOWN,
): Promise<Attempt | null> {
  const unit = new Unit(context, known);
  return enter({ runtime, context, unit, objects: {} }, () => attempts.peek(id));
}

/** From now on the attempt is one that the poll finishes, with this outcome. */
async function keep(runtime: Runtime, { id, context }: Attempt, outcome: unknown): Promise<void> {
  await runUnit(runtime, { context }, async () => {
    const current = await attempts.find(id);
    if (current === null) return;
    attempts.save({ ...current, started_at: timestamp(runtime.clock), replied: { outcome } });
  });
}

async function recordOnce(
  runtime: Runtime,
  attempt: Attempt,
  step: UnknownStep,
  outcome: unknown,
  known: Known,
): Promise<{ decided: Decided | Outside<unknown>; written: Known }> {
  const { context } = attempt;
  const { result, written } = await runUnit(runtime, { context, known }, async (unit) => {
    unit.attempt = attempt.id;
    if (!(await end(attempt))) return null;
    const decided = await decide(() => step.onOutcome(attempt.request as object, outcome));
    if (decided instanceof Outside) return decided;
    unit.set(IDEMPOTENCY_ANSWER, claimKey(context), { status: decided.status, body: decided.body });
    return decided;
  });
  return { decided: result ?? (await answerOfOther(runtime, context)), written };
}

/** Ends the attempt with this unit, and with it its object's being in flight; false when another has ended it. */
async function end(attempt: Attempt): Promise<boolean> {
  const current = await attempts.find(attempt.id);
  if (current === null) return false;
  attempts.delete(current);
  if (attempt.owner === null) return true;
  const resource = scope().runtime.resourceOf(attempt.owner.object)!;
  await resource.load(attempt.owner.id);
  const { in_flight: _, ...rest } = resource.privateOf(attempt.owner.id) as JsonObject;
  resource.setPrivate(attempt.owner.id, rest);
  return true;
}

/**
 * Only a refusal is a decision here. Whatever else is thrown leaves the attempt as it is, to be tried again: what the
 * outside has done must not be forgotten.
 */
async function decide(work: () => Promise<object>): Promise<Decided | Outside<unknown>> {
  try {
    const result = await work();
    return result instanceof Outside ? result : renderAnswer(result);
  } catch (error) {
    if (error instanceof Refusal) return renderError(error.error);
    throw error;
  }
}

/**
 * No reply has come in time. An object that exists already is answered as it is; what must not exist before the reply is
 * asked for again, with the key still claimed.
 */
async function unanswered(runtime: Runtime, { context, owner }: Attempt): Promise<Decided> {
  if (owner === null) throw errors.idempotencyKeyInUse(context.idempotency_key ?? context.request_id ?? '');
  return enter({ runtime, context, unit: new Unit(context), objects: {} }, async () =>
    renderAnswer((await runtime.resourceOf(owner.object)!.retrieve(owner.id)) as object),
  );
}

/** Somebody else has recorded the outcome: its answer is under the request's claim. */
async function answerOfOther(runtime: Runtime, context: WorkContext): Promise<Decided> {
  const claimed = await readClaim(runtime, context);
  if (claimed === null || claimed.status === null || claimed.body === null)
    return renderError(errors.internal());
  return { status: claimed.status, body: claimed.body, should_retry: null };
}
