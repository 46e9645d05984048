import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { jitter, pause } from '@pinstripe/kernel';
import type { Runtime, Steps } from '@pinstripe/service';
import { logger, metrics } from '@pinstripe/telemetry';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { findParked, parkingKey } from './dead-letters.ts';
import { passes } from './failures.ts';
import { Handling } from './handling.ts';
import { Offsets } from './offsets.ts';
import { type Received, receive, Unreadable } from './received.ts';
import { topicOf, type Topics } from './topics.ts';

/**
 * The consumers of a service, as a transport strategy of Nest over kafkajs batches (KERNEL 7). Handlers are methods of
 * controllers: `@EventPattern('customer.deleted')` for an event, `'*'` for every event, `'command.attach_source'` for a
 * command.
 *
 * An offset is committed only when everything before it was handled, skipped as a repeat, or is a dead letter. Messages of one
 * key are handled in their order, others side by side, so that their units commit together. Nothing is skipped because
 * database or broker are away: it waits and tries again. Whatever else a handler throws is tried three times, then the
 * message is a dead letter, and those behind it go on.
 *
 * It does not guarantee order across keys, nor that two replicas never hold one message at the same time while partitions
 * change hands: the inbox lets only one of them act.
 */
export interface ConsumerOptions {
  /** The services whose events this one reads. */
  events_of?: readonly string[];
  /** After a message that could not be handled, leave later ones of its key unread: for consumers that build state. */
  park_keys?: boolean;
}

const TRIES_MAX = 3;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2000;
const RESTART_MS = 1000;
const PARTITIONS_AT_ONCE = 8;
const LANES_AT_ONCE = 64;
const HEARTBEAT_MS = 1000;
const STOP_PATIENCE_MS = 5000;

const log = logger('consumers');

/** The batch is given up, and will come again: the service stops, or its partition goes to another replica. */
class Abandoned extends Error {}

export class Consumers extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly handlers = new Map<string, MessageHandler[]>();
  private readonly group: string;
  private readonly handling: Handling;
  private readonly offsets = new Offsets();
  private consumer: Consumer | null = null;
  private stopped = false;
  /** Whether the last thing that happened was an error that passes; it is logged once, not by every message. */
  private waits = false;

  constructor(
    private readonly runtime: Runtime,
    steps: Steps,
    private readonly kafka: Kafka,
    private readonly topics: Topics,
    private readonly options: ConsumerOptions,
  ) {
    super();
    this.group = `${runtime.namespace}.${runtime.name}`;
    this.handling = new Handling(runtime, steps, this.group, (pattern) => this.handlers.get(pattern) ?? []);
  }

  /** Nest's own list would run the handlers of one pattern side by side, in one unit. */
  override addHandler(pattern: unknown, handler: MessageHandler, is_event = false): void {
    if (!is_event)
      throw new Error(`'${String(pattern)}': services answer by events and replies, not @MessagePattern`);
    const name = String(pattern);
    this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler]);
  }

  override listen(ready: (error?: unknown) => void): void {
    this.run().then(() => ready(), ready);
  }

  /** Takes no more messages, finishes those in hand and the steps that they began, and leaves the group. */
  override async close(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.offsets.commit();
    await this.consumer?.disconnect();
    await Promise.race([this.handling.settled(), pause(STOP_PATIENCE_MS)]);
  }

  override on(): never {
    throw new Error('the consumers have no events to listen to');
  }

  override unwrap<T>(): T {
    return this.consumer as T;
  }

  private async run(): Promise<void> {
    const topics = this.subscriptions();
    await this.topics.ensure(topics);
    const consumer = this.kafka.consumer({
      groupId: this.group,
      sessionTimeout: 6000,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && !this.stopped) void this.restart(payload.error);
    });
    this.consumer = consumer;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.onBatch(payload),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private subscriptions(): string[] {
    const { namespace, name } = this.runtime;
    const patterns = [...this.handlers.keys()];
    const isCommand = (pattern: string) => pattern.startsWith('command.');
    const topics = [topicOf(namespace, name, 'replies')];
    if (patterns.some(isCommand)) topics.push(topicOf(namespace, name, 'commands'));
    if (patterns.every(isCommand)) return topics;
    return [
      ...topics,
      ...(this.options.events_of ?? []).map((service) => topicOf(namespace, service, 'events')),
    ];
  }

  /** kafkajs gives up after errors that it takes for final; a broker that is away for long is among them. */
  private async restart(error: unknown): Promise<void> {
    log.error({ err: error, service: this.runtime.name }, 'the consumers have crashed; starting them again');
    while (!this.stopped) {
      await pause(RESTART_MS * jitter(0.2));
      try {
        if (!this.stopped) await this.run();
        return;
      } catch (again) {
        log.error(
          { err: again, service: this.runtime.name },
          'the consumers cannot be started; trying again',
        );
      }
    }
  }

  private async onBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset, isRunning } = payload;
    let broken: unknown = null;
    const pulse = setInterval(
      () => heartbeat().catch((error: unknown) => (broken ??= error)),
      HEARTBEAT_MS,
    ).unref();
    const requireOurs = () => {
      if (broken !== null || !isRunning()) throw new Abandoned();
    };
    try {
      const messages = batch.messages.map((message) => receive(batch.topic, batch.partition, message));
      await this.settleBatch(messages, requireOurs);
      resolveOffset(batch.lastOffset());
      this.offsets.commitSoon(payload);
      if (!isRunning()) await this.offsets.commit();
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      // kafkajs joins the group again when it sees why; when it stops, there is nothing that it has to see.
      if (broken !== null) throw broken;
    } finally {
      clearInterval(pulse);
    }
  }

  /** Messages with one key make a lane, which is walked in order; lanes are walked side by side. */
  private async settleBatch(messages: readonly Received[], requireOurs: () => void): Promise<void> {
    const parked = this.options.park_keys
      ? await this.insist(() => findParked(this.runtime, messages), requireOurs)
      : new Set<string>();
    const lanes = Map.groupBy(messages, ({ key, offset }) => key ?? `offset ${offset}`);
    const untaken = lanes.values();
    const outcomes = new Map<string, number>();
    const walk = async () => {
      for (const lane of untaken) {
        for (const received of lane) {
          const outcome = await this.insist(() => this.settle(received, parked), requireOurs);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }
    };
    const walks = await Promise.allSettled(Array.from({ length: Math.min(lanes.size, LANES_AT_ONCE) }, walk));
    for (const [outcome, count] of outcomes) {
      metrics.messages_consumed.inc(
        { service: this.runtime.name, topic: messages[0]!.topic, outcome },
        count,
      );
    }
    for (const each of walks) if (each.status === 'rejected') throw each.reason;
  }

  /** Handles a message or, when that cannot be, buries it. @throws errors that pass. */
  private async settle(received: Received, parked: Set<string>): Promise<string> {
    const parks = this.options.park_keys === true && received.kind === 'events';
    if (parks && parked.has(parkingKey(received))) return this.bury(received, 'parked', parks);
    for (let tries = 1; ; tries++) {
      try {
        return await this.handling.handle(received);
      } catch (error) {
        if (passes(error)) throw error;
        if (tries < TRIES_MAX && !(error instanceof Unreadable)) {
          await pause(RETRY_FIRST_MS * jitter(0.5));
          continue;
        }
        const { topic, partition, offset } = received;
        log.error(
          { err: error, topic, partition, offset },
          'a message cannot be handled: it is a dead letter now',
        );
        if (parks) parked.add(parkingKey(received));
        return this.bury(received, String(error), parks);
      }
    }
  }

  private async bury(received: Received, reason: string, parks: boolean): Promise<string> {
    await this.handling.bury(received, reason, parks);
    return 'dead';
  }

  /** Repeats `work` for as long as what it throws passes, and the message is ours. */
  private async insist<T>(work: () => Promise<T>, requireOurs: () => void): Promise<T> {
    for (let wait_ms = RETRY_FIRST_MS; ; wait_ms = Math.min(wait_ms * 2, RETRY_MAX_MS)) {
      requireOurs();
      try {
        const result = await work();
        if (this.waits) log.info({ service: this.runtime.name }, 'messages are handled again');
        this.waits = false;
        return result;
      } catch (error) {
        if (!passes(error)) throw error;
        if (!this.waits)
          log.warn({ err: error, service: this.runtime.name }, 'messages wait until this has passed');
        this.waits = true;
        await pause(wait_ms * jitter(0.5));
      }
    }
  }
}
