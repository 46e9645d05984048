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
} from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';
import { enter, scope, type WorkContext } from './context.ts';
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
  /** Records the outcome, within a unit: returns the request's answer, or refuses it. */
  onOutcome(request: Request, outcome: Outcome): Promise<Result>;
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
    return step.call === undefined
      ? this.awaitReply(runtime, attempt)
      : this.callOutside(runtime, attempt, step as Required<UnknownStep>, known);
  }

  /** Records the outcome that came by itself for an attempt; repeated replies change nothing. */
  async onReply(runtime: Runtime, context: WorkContext, attempt_id: string, outcome: unknown): Promise<void> {
    const attempt = await read(runtime, context, attempt_id);
    if (attempt !== null) await this.record(runtime, attempt, this.stepOf(attempt), outcome);
    this.waiting.get(attempt_id)?.();
  }

  /** Finishes the attempts whose process has died; answers how many. One that fails stays, and holds up no other. */
  async finishAbandoned(runtime: Runtime): Promise<number> {
    const rows = await runtime.database.query<{ document: Attempt }>({
      text: 'select document from attempts where started_at < $1 order by started_at limit 100',
      values: [timestamp(runtime.clock) - ABANDONED_AFTER],
    });
    const abandoned = rows.map(({ document }) => document).filter(({ id }) => !this.under_way.has(id));
    const outcomes = await Promise.all(
      abandoned.map((attempt) =>
        this.finish(runtime, attempt.context, attempt.id).then(
          () => true,
          (error: unknown) => {
            log.error({ err: error, attempt: attempt.id, step: attempt.step }, 'an attempt was not finished');
            return false;
          },
        ),
      ),
    );
    return outcomes.filter(Boolean).length;
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
      const { context } = attempt;
      const outcome = await enter({ runtime, context, unit: new Unit(context, known), objects: {} }, () =>
        step.call(attempt.request as object, attempt.id),
      );
      return await this.record(runtime, attempt, step, outcome, known);
    } finally {
      this.under_way.delete(attempt.id);
    }
  }

  /** It is repeated while the object is contended: giving up would leave it in flight. */
  private async record(
    runtime: Runtime,
    attempt: Attempt,
    step: UnknownStep,
    outcome: unknown,
    known: Known = NOTHING_KNOWN,
  ): Promise<Decided> {
    for (;;) {
      try {
        return await recordOnce(runtime, attempt, step, outcome, known);
      } catch (error) {
        if (!(error instanceof StripeError && error.status === 429)) throw error;
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
    throw errors.idempotencyKeyInUse(attempt.context.idempotency_key ?? '');
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

async function recordOnce(
  runtime: Runtime,
  attempt: Attempt,
  step: UnknownStep,
  outcome: unknown,
  known: Known,
): Promise<Decided> {
  const { context } = attempt;
  const { result } = await runUnit(runtime, { context, known }, async (unit) => {
    unit.attempt = attempt.id;
    if (!(await end(attempt))) return null;
    const decided = await decide(unit, attempt, () => step.onOutcome(attempt.request as object, outcome));
    unit.set(IDEMPOTENCY_ANSWER, claimKey(context), { status: decided.status, body: decided.body });
    return decided;
  });
  return result ?? answerOfOther(runtime, context);
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

/** An error that is merely thrown changes nothing but that the attempt has ended. */
async function decide(unit: Unit, attempt: Attempt, work: () => Promise<object>): Promise<Decided> {
  try {
    return renderAnswer(await work());
  } catch (error) {
    if (error instanceof Refusal) return renderError(error.error);
    if (!(error instanceof StripeError) || error.status === 429) throw error;
    unit.discard();
    await end(attempt);
    return renderError(error);
  }
}

/** Somebody else has recorded the outcome: its answer is under the request's claim. */
async function answerOfOther(runtime: Runtime, context: WorkContext): Promise<Decided> {
  const claimed = await readClaim(runtime, context);
  if (claimed === null || claimed.status === null || claimed.body === null)
    return renderError(errors.internal());
  return { status: claimed.status, body: claimed.body, should_retry: null };
}
