import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { pause } from '@pinstripe/kernel';
import type { Runtime, Steps } from '@pinstripe/service';
import type { Kafka } from 'kafkajs';
import { Handling } from './handling.ts';
import { Settling } from './settling.ts';
import { Subscription } from './subscription.ts';
import { type TopicKind, topicOf, type Topics } from './topics.ts';

/**
 * The consumers of a service, as a transport strategy of Nest over kafkajs batches (docs/principles.md, "Consumers").
 * Handlers are methods of controllers: `@EventPattern('customer.deleted')` for an event, `'*'` for every event,
 * `'command.attach_to_customer'` for a command.
 *
 * Every message is acted on once, in the order of its key; `settling.ts` says what happens to one that cannot be.
 * Events, commands and replies are read side by side, each by a consumer group of its own: what waits for an object in
 * flight never stands in the way of the reply that will land it.
 */
export interface ConsumerOptions {
  /** The services whose events this one reads. */
  events_of?: readonly string[];
  /** After an event that could not be handled, leave later ones of its key unread: for consumers that build state. */
  park_keys?: boolean;
}

/**
 * What a handler says that takes the events of all types as they come, in batches: `@EventPattern('*', IN_BATCHES)`. It
 * gets them as a list of `Received`, outside of any unit, and answers for what a unit would have: that what it does is
 * durable when it resolves, and done once, however often a message comes. It is the service's only handler of events. A
 * batch that it throws on it gets again, message by message.
 */
export const IN_BATCHES = { in_batches: true } as const;

const COMMAND = 'command.';
const STOP_PATIENCE_MS = 3000;

export class Consumers extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly handlers = new Map<string, MessageHandler[]>();
  private readonly handling: Handling;
  private readonly settling: Settling;
  private subscriptions: Subscription[] = [];
  private in_batches = false;

  constructor(
    private readonly runtime: Runtime,
    steps: Steps,
    private readonly kafka: Kafka,
    private readonly topics: Topics,
    private readonly options: ConsumerOptions,
  ) {
    super();
    this.handling = new Handling(
      runtime,
      steps,
      (pattern) => this.handlers.get(pattern) ?? [],
      () => this.in_batches,
    );
    this.settling = new Settling(runtime, this.handling, options.park_keys ?? false);
  }

  /** Nest's own list would run the handlers of one pattern side by side, in one unit. */
  override addHandler(
    pattern: unknown,
    handler: MessageHandler,
    is_event = false,
    extras: Partial<typeof IN_BATCHES> = {},
  ): void {
    const name = String(pattern);
    if (!is_event) throw new Error(`'${name}' is a @MessagePattern: services answer by events and replies`);
    if (extras.in_batches) this.in_batches = true;
    this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler]);
    const of_events = [...this.handlers].flatMap(([each, all]) => (each.startsWith(COMMAND) ? [] : all));
    if (this.in_batches && (!this.handlers.has('*') || of_events.length > 1))
      throw new Error('who takes events in batches takes all of them, and is alone in that');
  }

  override listen(ready: (error?: unknown) => void): void {
    this.start().then(() => ready(), ready);
  }

  /** Takes no more messages, finishes those in hand and the steps that they began, and leaves the groups. */
  override async close(): Promise<void> {
    const subscriptions = this.subscriptions;
    this.subscriptions = [];
    await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    await Promise.race([this.handling.settled(), pause(STOP_PATIENCE_MS)]);
  }

  override on(): never {
    throw new Error('the consumers have no events to listen to');
  }

  override unwrap<T>(): T {
    return this.subscriptions as T;
  }

  private async start(): Promise<void> {
    const { namespace, name } = this.runtime;
    const wanted = this.wanted();
    await this.topics.ensure([...wanted.values()].flat());
    this.subscriptions = [...wanted].map(
      ([kind, topics]) =>
        new Subscription(this.kafka, `${namespace}.${name}.${kind}`, topics, (batch, requireOurs) =>
          this.settling.settleBatch(batch, requireOurs),
        ),
    );
    await Promise.all(this.subscriptions.map((subscription) => subscription.start()));
  }

  /** The topics that there are handlers for; replies are the steps' own. */
  private wanted(): Map<TopicKind, string[]> {
    const { namespace, name } = this.runtime;
    const patterns = [...this.handlers.keys()];
    const wanted = new Map<TopicKind, string[]>([['replies', [topicOf(namespace, name, 'replies')]]]);
    if (patterns.some((pattern) => pattern.startsWith(COMMAND))) {
      wanted.set('commands', [topicOf(namespace, name, 'commands')]);
    }
    const { events_of = [] } = this.options;
    if (events_of.length > 0 && !patterns.every((pattern) => pattern.startsWith(COMMAND))) {
      wanted.set(
        'events',
        events_of.map((service) => topicOf(namespace, service, 'events')),
      );
    }
    return wanted;
  }
}
