import type { CommandName } from '@pinstripe/contract';
import { parseFrozen, timestamp } from '@pinstripe/kernel';
import { type Runtime, UNREQUESTED, type WorkContext } from '@pinstripe/service';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Origin } from './commands.ts';
import { kindOf, type TopicKind } from './topics.ts';

/** A message as it came from Kafka. Handlers find it in Nest's context, `@Ctx()`, should they need to. */
export interface Received {
  kind: TopicKind | null;
  topic: string;
  partition: number;
  offset: string;
  /** Null for a message without one. */
  key: string | null;
  headers: Readonly<Record<string, string>>;
  value: Buffer | null;
  /** When it was published, in seconds. */
  published_at: number;
}

/** The message says nothing that could be understood, now or ever. */
export class Unreadable extends Error {}

export function receive(topic: string, partition: number, message: KafkaMessage): Received {
  return {
    kind: kindOf(topic),
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? null,
    headers: textOf(message.headers ?? {}),
    value: message.value,
    published_at: Math.floor(Number(message.timestamp) / 1000),
  };
}

/** Of a header that occurs several times, the last. */
function textOf(headers: IHeaders): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) {
    const value = Array.isArray(values) ? values.at(-1) : values;
    if (value !== undefined) text[name] = value.toString();
  }
  return text;
}

/** @throws Unreadable when there is no such header. */
export function header({ headers }: Received, name: string): string {
  const value = headers[name];
  if (value === undefined) throw new Unreadable(`the header ${name} is missing`);
  return value;
}

/** The message's value, frozen. @throws Unreadable when it is not JSON. */
export function json({ value }: Received): unknown {
  try {
    return parseFrozen(value?.toString() ?? '');
  } catch (error) {
    throw new Unreadable(`the value is not JSON: ${(error as Error).message}`);
  }
}

/** The value of a message that must be an object. @throws Unreadable when it is something else. */
export function document(received: Received): object {
  const value = json(received);
  if (value === null || typeof value !== 'object') throw new Unreadable('the value is not an object');
  return value;
}

/** Where the reply to the command in a message goes. @throws Unreadable when it does not say. */
export function originOf(received: Received): Origin {
  return {
    id: header(received, 'ce_id'),
    name: header(received, 'ce_type') as CommandName,
    reply_to: header(received, 'ce_replyto'),
    key: received.key ?? '',
  };
}

/**
 * For whom a message is handled, and when. A command brings the time of the object that it is about; events and replies
 * are handled at the time at which they come. The request behind it is named, so that the events that follow tell of it, but never
 * its idempotency key, under which this service may hold an answer to a request of its own.
 * @throws Unreadable without account, mode or, for a command, time.
 */
export function contextOf(runtime: Runtime, received: Received, request_id: string | null): WorkContext {
  return {
    ...UNREQUESTED,
    account: header(received, 'ce_account'),
    livemode: header(received, 'ce_livemode') === 'true',
    now: received.kind === 'commands' ? secondsOf(header(received, 'ce_time')) : timestamp(runtime.clock),
    request_id,
    traceparent: received.headers['traceparent'] ?? null,
  };
}

function secondsOf(time: string): number {
  const millis = Date.parse(time);
  if (Number.isNaN(millis)) throw new Unreadable(`the header ce_time is '${time}', which is no time`);
  return Math.floor(millis / 1000);
}
