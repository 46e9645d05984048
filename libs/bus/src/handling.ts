import type { MessageHandler } from '@nestjs/microservices';
import { errors, StripeError, timestamp } from '@pinstripe/kernel';
import {
  Outside,
  type Runtime,
  runUnit,
  type Steps,
  type Unit,
  UNREQUESTED,
  type WorkContext,
} from '@pinstripe/service';
import { logger, span, withRemote } from '@pinstripe/telemetry';
import { isObservable, lastValueFrom } from 'rxjs';
import { refused, reply } from './commands.ts';
import { buryIn, clean, findParked, parkIn } from './dead-letters.ts';
import { claimOf, isForgotten, isTaken } from './inbox.ts';
import { contextOf, document, header, json, originOf, type Received, Unreadable } from './received.ts';

/**
 * What is done about one message: its handlers run in one unit of work, which also takes the message's key in the inbox.
 *
 * It guarantees that what a message does is written once, however often the message comes. It tells errors that are the
 * handler's own answer from those that are not: a command whose handler throws an error of the API is answered with it,
 * and done.
 */
export type Outcome = 'handled' | 'repeated';

const log = logger('consumers');

type Claim = NonNullable<Unit['claim']>;

export class Handling {
  /** Steps outside that messages have begun, being finished. */
  private readonly background = new Set<Promise<void>>();

  constructor(
    private readonly runtime: Runtime,
    private readonly steps: Steps,
    private readonly handlersOf: (pattern: string) => readonly MessageHandler[],
    /** The service's events go to one handler, in batches (`IN_BATCHES`). */
    private readonly in_batches: () => boolean,
  ) {}

  /** Whether these messages can be handled at once. */
  takesAtOnce(batch: readonly Received[]): boolean {
    return this.in_batches() && batch[0]?.kind === 'events' && !batch.some(isForgotten);
  }

  /** Hands a whole batch of events to the handler that takes them so; when it resolves, what that did is durable. */
  async handleAtOnce(batch: readonly Received[]): Promise<void> {
    await call(this.handlersOf('*'), batch, batch[0]!);
  }

  /** Whether anybody here has something to do about a message: one that is not understood is a dead letter. */
  concerns(received: Received): boolean {
    if (received.kind !== 'events') return true;
    const type = received.header('ce_type');
    return type === undefined || this.handlersOf(type).length > 0 || this.handlersOf('*').length > 0;
  }

  /**
   * Handles a message; when it resolves, what the message did is durable.
   * @throws Unreadable, what its handlers throw, and errors of the database. Nothing is written then.
   */
  handle(received: Received): Promise<Outcome> {
    const attributes = {
      'messaging.system': 'kafka',
      'messaging.destination.name': received.topic,
      'messaging.message.id': received.header('ce_id'),
    };
    const name = `${received.kind} ${received.header('ce_type') ?? ''}`;
    const work = () => this.dispatch(received);
    return withRemote(received.header('traceparent'), () => span(name, attributes, work, 'consumer'));
  }

  /** Puts a message among the dead letters, tells the sender of a command, and parks the message's key if it is to be. */
  async bury(received: Received, reason: string, parks: boolean): Promise<void> {
    const claim = claimOf(this.runtime.name, received);
    await runUnit(this.runtime, { context: this.addresseeOf(received) }, async (unit) => {
      unit.claim = { ...claim, row: { ...claim.row, key: clean(claim.row.key) } };
      buryIn(unit, this.runtime, received, reason);
      if (received.kind === 'commands') refuseIn(received);
      if (parks && (await findParked(this.runtime, [received])).size === 0) parkIn(unit, received, reason);
    });
  }

  /** Resolves when the steps outside that messages have begun are finished. */
  async settled(): Promise<void> {
    await Promise.all(this.background);
  }

  private async dispatch(received: Received): Promise<Outcome> {
    if (isForgotten(received)) throw new Unreadable('it is older than what the inbox remembers');
    switch (received.kind) {
      case 'events':
        return this.onEvent(received);
      case 'commands':
        return this.onCommand(received);
      case 'replies':
        return this.onReply(received);
      default:
        throw new Unreadable('nobody here reads this topic');
    }
  }

  private async onEvent(received: Received): Promise<Outcome> {
    const handlers = [...this.handlersOf(header(received, 'ce_type')), ...this.handlersOf('*')];
    header(received, 'ce_id');
    if (this.in_batches()) {
      await this.handleAtOnce([received]);
      return 'handled';
    }
    const event = document(received) as { request?: { id: string | null } | null };
    const context = contextOf(this.runtime, received, event.request?.id ?? null);
    return this.act(received, context, () => call(handlers, event, received));
  }

  private async onCommand(received: Received): Promise<Outcome> {
    const command = { ...originOf(received), payload: document(received) };
    const handlers = this.handlersOf(`command.${command.name}`);
    if (handlers.length === 0) throw new Unreadable(`nobody handles the command ${command.name}`);
    const context = contextOf(this.runtime, received, received.header('ce_requestid') ?? null);
    return this.act(received, context, async (unit) => {
      try {
        return await call(handlers, command, received);
      } catch (error) {
        if (!(error instanceof StripeError) || error.status === 429 || error.status >= 500) throw error;
        unit.discard();
        reply(command, refused(error));
        return [];
      }
    });
  }

  /** The step whose attempt has the command's id takes the outcome, in a unit of its own that knows repeats. */
  private async onReply(received: Received): Promise<Outcome> {
    const context = contextOf(this.runtime, received, received.header('ce_requestid') ?? null);
    await this.steps.onReply(this.runtime, context, header(received, 'ce_id'), json(received));
    return 'handled';
  }

  private async act(
    received: Received,
    context: WorkContext,
    work: (unit: Unit) => Promise<unknown[]>,
  ): Promise<Outcome> {
    const claim: Claim = claimOf(this.runtime.name, received);
    const isClaimed = () => isTaken(this.runtime, claim);
    const { verdict, result } = await runUnit(this.runtime, { context, isClaimed }, (unit) => {
      unit.claim = claim;
      return work(unit);
    });
    if (verdict === 'claimed') return 'repeated';
    for (const value of result) if (value instanceof Outside) this.finishLater(context, value);
    return 'handled';
  }

  /** The partition does not wait for a bank. What is not finished here, the poll for abandoned attempts will. */
  private finishLater(context: WorkContext, { attempt_id }: Outside<unknown>): void {
    const finishing = this.steps
      .finish(this.runtime, context, attempt_id)
      .then(() => undefined)
      .catch((error: unknown) => {
        // The step waits for a reply of its own, longer than anybody waits for it.
        if (error instanceof StripeError && error.body.code === 'idempotency_key_in_use') return;
        log.error(
          { err: error, attempt: attempt_id },
          'a step outside was not finished; the poll will find it',
        );
      })
      .finally(() => this.background.delete(finishing));
    this.background.add(finishing);
  }

  /** Even of a message that says nothing else a dead letter can be written. */
  private addresseeOf(received: Received): WorkContext {
    try {
      return contextOf(this.runtime, received, received.header('ce_requestid') ?? null);
    } catch {
      return { ...UNREQUESTED, account: '', livemode: false, now: timestamp(this.runtime.clock) };
    }
  }
}

/** Runs the handlers of a pattern one after the other: they share a unit. */
async function call(
  handlers: readonly MessageHandler[],
  data: unknown,
  received: Received,
): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const handler of handlers) {
    const result: unknown = await handler(data, received);
    results.push(isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result);
  }
  return results;
}

/** Whoever sent the command learns that it failed, unless the message does not say who that is. */
function refuseIn(received: Received): void {
  try {
    reply(originOf(received), refused(errors.internal()));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
}
