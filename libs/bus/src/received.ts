import type { CommandName } from '@pinstripe/contract';
import { parseFrozen, timestamp } from '@pinstripe/kernel';
import { type Runtime, UNREQUESTED, type WorkContext } from '@pinstripe/service';
import { span, traceparent, withRemote } from '@pinstripe/telemetry';
import type { KafkaMessage } from 'kafkajs';
import type { Origin } from './commands.ts';
import { kindOf, type TopicKind } from './topics.ts';

/** A message as it came from Kafka. Handlers find it in Nest's context, `@Ctx()`, should they need to. */
export class Received {
  readonly kind: TopicKind | null;
  readonly offset: string;
  readonly value: Buffer | null;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly message: KafkaMessage,
  ) {
    this.kind = kindOf(topic);
    this.offset = message.offset;
    this.value = message.value;
  }

  /** Null for a message without one. */
  get key(): string | null {
    return this.message.key?.toString() ?? null;
  }

  /** When it was published, in seconds. */
  get published_at(): number {
    return Math.floor(Number(this.message.timestamp) / 1000);
  }

  get headers(): Readonly<Record<string, string>> {
    const names = Object.keys(this.message.headers ?? {});
    return Object.fromEntries(names.map((name) => [name, this.header(name)!]));
  }

  /** Of a header that occurs several times, the last. Only what is asked for is decoded. */
  header(name: string): string | undefined {
    const values = this.message.headers?.[name];
    return (Array.isArray(values) ? values.at(-1) : values)?.toString();
  }
}

/** The message says nothing that could be understood, now or ever. */
export class Unreadable extends Error {}

/** @throws Unreadable when there is no such header. */
export function header(received: Received, name: string): string {
  const value = received.header(name);
  if (value === undefined) throw new Unreadable(`the header ${name} is missing`);
  return value;
}

/** Notes in the trace that a message belongs to that it was consumed; answers what comes of it is to go on with. */
export function consumed(received: Received): string | null {
  const remote = received.header('traceparent');
  const { kind, topic } = received;
  const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic };
  const name = `${kind} ${received.header('ce_type') ?? ''}`;
  return withRemote(remote, () => span(name, attributes, () => traceparent(), 'consumer')) ?? remote ?? null;
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
    platform: received.header('ce_platform') ?? null,
    now: received.kind === 'commands' ? secondsOf(header(received, 'ce_time')) : timestamp(runtime.clock),
    request_id,
    traceparent: received.header('traceparent') ?? null,
  };
}

function secondsOf(time: string): number {
  const millis = Date.parse(time);
  if (Number.isNaN(millis)) throw new Unreadable(`the header ce_time is '${time}', which is no time`);
  return Math.floor(millis / 1000);
}
