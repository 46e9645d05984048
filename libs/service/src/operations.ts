import type { Routes } from '@pinstripe/contract';
import { deepFreeze, errors, StripeError } from '@pinstripe/kernel';
import { logger, span } from '@pinstripe/telemetry';
import { enter } from './context.ts';
import { renderAnswer, renderError } from './answer.ts';
import { Outside, type Steps } from './attempts.ts';
import { isAway } from './failures.ts';
import { NeedsObjects } from './foreign.ts';
import { claimOf, type Decided, isFinal, readClaim, replay } from './idempotency.ts';
import type { Answer, Call } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { ObjectInFlight, runUnit } from './run.ts';
import { Unit } from './unit.ts';

/** What the handler of a route takes: the ids in its path, then its parameters, as the SDK's methods do. */
type Arguments<R extends keyof Routes> = [...Routes[R]['path'], Routes[R]['params']];
type Handler<R extends keyof Routes> = (
  ...args: Arguments<R>
) => Promise<Routes[R]['result'] | Outside<Routes[R]['result']>>;

export const ROUTE = Symbol('route');

/**
 * Declares that a controller's method handles a route of the contract; the compiler proves that its parameters and its
 * result are the route's.
 */
export function Route<R extends keyof Routes>(route: R) {
  return <M extends Handler<R>>(
    _target: object,
    _name: string,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    Reflect.defineMetadata(ROUTE, route, descriptor.value!);
  };
}

export type Operation = (...args: unknown[]) => Promise<object>;

const log = logger('operations');

/**
 * Answers calls. A GET reads; anything else is a unit of work whose answer, error or not, is stored with it under the
 * request's idempotency key.
 */
export class Operations {
  constructor(
    private readonly runtime: Runtime,
    private readonly steps: Steps,
    private readonly operations: ReadonlyMap<string, Operation>,
  ) {}

  get names(): string[] {
    return [...this.operations.keys()];
  }

  async call(call: Call): Promise<Answer> {
    const operation = this.operations.get(call.operation);
    if (operation === undefined) throw new Error(`${this.runtime.name} does not own ${call.operation}`);
    deepFreeze(call);
    return span(call.operation, {}, async () => {
      try {
        return await (call.operation.startsWith('GET ')
          ? this.read(call, operation)
          : this.write(call, operation));
      } catch (error) {
        if (error instanceof NeedsObjects) return { kind: 'needs', ids: [...error.ids] };
        if (error instanceof StripeError) return answer(renderError(error));
        const { operation: name, context } = call;
        const about = { err: error, operation: name, request_id: context.request_id };
        if (isAway(error)) {
          log.warn(about, 'a request cannot be answered until this has passed');
          return answer(renderError(errors.unavailable()));
        }
        log.error(about, 'unexpected error');
        return answer(renderError(errors.internal()));
      }
    });
  }

  private async read(call: Call, operation: Operation): Promise<Answer> {
    const { context, objects } = call;
    const unit = new Unit(context);
    return enter({ runtime: this.runtime, context, unit, objects }, async () => {
      const decided = await decide(unit, () => operation(...call.ids, call.params));
      if (decided instanceof Outside || unit.plan() !== null) throw new Error(`${call.operation} writes`);
      return answer(decided);
    });
  }

  private async write(call: Call, operation: Operation): Promise<Answer> {
    const { runtime } = this;
    const { context, objects } = call;
    const keyed = context.idempotency_key !== null;
    const isClaimed = async () => keyed && (await readClaim(runtime, context)) !== null;
    const { verdict, result, written } = await runUnit(
      runtime,
      { context, objects, isClaimed },
      async (unit) => {
        const decided = await decide(unit, () => operation(...call.ids, call.params));
        if (decided instanceof Outside) unit.claim = claimOf(call, null);
        else if (keyed && isFinal(call, decided)) unit.claim = claimOf(call, decided);
        return decided;
      },
    );
    if (verdict === 'claimed') return replay(runtime, call);
    if (result instanceof Outside) {
      return answer(await this.steps.finish(runtime, context, result.attempt_id, written));
    }
    // What fails because it has been done before is answered as it was then.
    if (!isFinal(call, result) && (await isClaimed())) return replay(runtime, call);
    return answer(result);
  }
}

/**
 * Runs a handler; an error is a decision too, and one that is merely thrown forgets what the unit has buffered. So is an
 * error that nobody expected: a client that repeats the request is told the same.
 */
async function decide(unit: Unit, work: () => Promise<object>): Promise<Decided | Outside<unknown>> {
  try {
    const result = await work();
    return result instanceof Outside ? result : renderAnswer(result);
  } catch (error) {
    if (error instanceof Refusal) return renderError(error.error);
    if (error instanceof StripeError) {
      unit.discard();
      return renderError(error);
    }
    if (error instanceof NeedsObjects || error instanceof ObjectInFlight || isOfDatabase(error)) throw error;
    log.error({ err: error, request_id: unit.context.request_id }, 'unexpected error');
    unit.discard();
    return renderError(errors.internal());
  }
}

/** PostgreSQL, or the way there, is in trouble: the request has not been decided. */
function isOfDatabase(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return severity !== undefined || typeof code === 'string' || isAway(error);
}

function answer({ status, body, should_retry }: Decided): Answer {
  return { kind: 'answer', status, body, original_request: null, should_retry };
}
