import type { CommandName, Commands, Refused, Service } from '@pinstripe/contract';
import type { StripeError } from '@pinstripe/kernel';
import { cloudEvent, OUTBOX, scope } from '@pinstripe/service';
import { topicOf } from './topics.ts';

/**
 * Commands: what another domain is asked to do, and what came of it (docs/principles.md, "Commands"). What they carry
 * is declared in the contract (`Commands`).
 *
 * A command is a row of the outbox, written by the unit that wants it. It carries a domain key under which it is handled
 * once for ever, however often it is sent, and the time of the object that it is about. Its outcome is one reply, written
 * by the unit in which its handler decides; it has no time limit. The service that sent it gives the reply to the step
 * outside (`Steps`) whose attempt has the command's id.
 */
export interface Command<Name extends CommandName> {
  /** The service that is asked. */
  to: Service;
  /** The handler there is `@EventPattern('command.{name}')`. */
  name: Name;
  /** The domain key: of a command that a step sends, the attempt's id. */
  id: string;
  /** Commands with one key are handled in their order; usually a customer's id. */
  key: string;
  payload: Commands[Name]['payload'];
}

/** A command as its handler gets it. It is JSON: a handler that begins a step outside keeps it in the step's request. */
export interface CommandMessage<Name extends CommandName = CommandName> {
  id: string;
  name: Name;
  /** The service that waits for the reply. */
  reply_to: string;
  key: string;
  payload: Commands[Name]['payload'];
}

/** Where a reply goes: a command, its payload aside. */
export type Origin<Name extends CommandName = CommandName> = Omit<CommandMessage<Name>, 'payload'>;

/** Buffers a command; it is sent once the unit has committed. */
export function sendCommand<Name extends CommandName>({ to, name, id, key, payload }: Command<Name>): void {
  send(to, 'commands', { name, id, key }, payload, { ce_replyto: scope().runtime.name });
}

/**
 * Buffers the reply to a command. Each command is owed one: by its handler or, when that begins a step outside, by every
 * outcome of the step. Only for an error that the handler itself throws is the reply written for it.
 */
export function reply<Name extends CommandName>(
  origin: Origin<Name>,
  outcome: Commands[Name]['outcome'],
): void {
  send(origin.reply_to, 'replies', origin, outcome, {});
}

/** The outcome of a command that is refused with an error of the API. */
export function refused({ status, body }: StripeError): Refused {
  return { refused: { status, error: body } };
}

function send(
  to: string,
  kind: 'commands' | 'replies',
  { name, id, key }: Omit<Origin, 'reply_to'>,
  value: object,
  extensions: Record<string, string>,
): void {
  const { runtime, context, unit } = scope();
  unit.insert(OUTBOX, {
    topic: topicOf(runtime.namespace, to, kind),
    key,
    headers: {
      ...cloudEvent(id, name, context.now, runtime.name),
      ce_account: context.account,
      ce_livemode: String(context.livemode),
      ...(context.platform == null ? {} : { ce_platform: context.platform }),
      ...(context.request_id === null ? {} : { ce_requestid: context.request_id }),
      ...extensions,
    },
    value: JSON.stringify(value),
  });
}
