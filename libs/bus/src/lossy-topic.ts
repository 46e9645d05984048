import { pause } from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';
import type { Kafka, Message, Producer } from 'kafkajs';
import { endsOf } from './ends.ts';
import { kafkaClient } from './kafka.ts';
import { Topics } from './topics.ts';

export interface LossyTopicOptions {
  brokers: string[];
  client_id: string;
  topic: string;
}

/** Whose an entry is. */
export interface Whose {
  account: string;
  livemode: boolean;
}

/** Entries of so many milliseconds travel together. */
const GATHER_MS = 50;
/** So long nothing is published after something was: what a publication costs is its number, not its size. */
const PAUSE_MS = 200;
/** As many entries wait, at most: what comes on top of them is lost. */
const WAITING_MAX = 10_000;
/** Keeps a message far below what a broker takes. */
const ENTRIES_PER_MESSAGE = 500;
const REST_MS = 1000;

const log = logger('lossy topic');

/**
 * Publishes what may be lost, and may not cost anything: whoever says something never waits for it and never hears of it
 * again. What one account says within a moment is one message, a JSON array.
 *
 * It guarantees that nothing is published twice, and that it never takes more than a bounded amount of memory. What is
 * said while Kafka is away, or faster than it takes it, is lost.
 */
export class LossyTopic {
  private readonly kafka: Kafka;
  private waiting: { whose: Whose; entry: object }[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private publishing: Promise<void> | null = null;
  private producer: Producer | null = null;
  private closed = false;

  constructor(private readonly options: LossyTopicOptions) {
    // Tried once: to try again could be to publish again, and what comes next does not wait.
    this.kafka = kafkaClient(options.client_id, options.brokers, { retries: 0 });
  }

  /** Never throws. `entry` is made into text later: it must not change. */
  say(whose: Whose, entry: object): void {
    if (this.closed || this.waiting.length >= WAITING_MAX) return;
    this.waiting.push({ whose, entry });
    if (this.publishing === null) this.gathering ??= setTimeout(() => this.begin(), GATHER_MS).unref();
  }

  /** Publishes what waits, and ends. */
  async close(): Promise<void> {
    this.closed = true;
    await this.publishing;
    clearTimeout(this.gathering);
    if (this.waiting.length > 0) await this.publish();
    await this.producer?.disconnect();
  }

  private begin(): void {
    this.gathering = undefined;
    const published = this.publish().then(() => (this.closed ? undefined : pause(PAUSE_MS)));
    this.publishing = published.finally(() => {
      this.publishing = null;
      if (this.waiting.length > 0 && !this.closed)
        this.gathering = setTimeout(() => this.begin(), GATHER_MS).unref();
    });
  }

  private async publish(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    try {
      const producer = await this.connected();
      await producer.send({ topic: this.options.topic, acks: 1, messages: [...messagesOf(taken)] });
    } catch (error) {
      log.warn({ err: error, topic: this.options.topic, lost: taken.length }, 'entries were lost');
      const producer = this.producer;
      this.producer = null;
      await producer?.disconnect().catch(() => undefined);
      if (!this.closed) await pause(REST_MS);
    }
  }

  private async connected(): Promise<Producer> {
    if (this.producer !== null) return this.producer;
    const { topic } = this.options;
    await new Topics(this.kafka, {}).ensure([topic]);
    await endsOf(this.kafka, [topic]);
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    return (this.producer = producer);
  }
}

function* messagesOf(said: readonly { whose: Whose; entry: object }[]): Generator<Message> {
  const of_account = Map.groupBy(said, ({ whose: { account, livemode } }) => `${livemode} ${account}`);
  for (const entries of of_account.values()) {
    const { account, livemode } = entries[0]!.whose;
    for (let at = 0; at < entries.length; at += ENTRIES_PER_MESSAGE) {
      const value = JSON.stringify(entries.slice(at, at + ENTRIES_PER_MESSAGE).map(({ entry }) => entry));
      yield { key: account, value, headers: { ce_account: account, ce_livemode: String(livemode) } };
    }
  }
}
