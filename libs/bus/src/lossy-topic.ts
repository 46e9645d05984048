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
  /** Takes out of an entry's text what is not to be published; called when it is published, away from who said it. */
  clean?: (text: string) => string;
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
/** As many entries wait, and as large ones, at most: what comes on top of them is lost. */
const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
const ENTRIES_PER_MESSAGE = 500;
const MESSAGE_BYTES_MAX = 256 * 1024;
/** Messages that are sent together are one to a broker, which by its default takes 1 MiB. */
const SEND_BYTES_MAX = 512 * 1024;
const REST_MS = 1000;

const log = logger('lossy topic');

interface Said {
  whose: Whose;
  /** The entry as JSON. */
  text: string;
  bytes: number;
}

interface Outgoing {
  message: Message;
  entry_count: number;
  bytes: number;
}

/**
 * Publishes what may be lost, and may not cost anything: whoever says something never waits for it and never hears of it
 * again. What one account says within a moment is one message, a JSON array.
 *
 * It guarantees that nothing is published twice, and that it never takes more than a bounded amount of memory. What is
 * said while Kafka is away, or faster than it takes it, is lost.
 */
export class LossyTopic {
  private readonly kafka: Kafka;
  private waiting: Said[] = [];
  private waiting_bytes = 0;
  private gathering: NodeJS.Timeout | undefined;
  private publishing: Promise<void> | null = null;
  private producer: Producer | null = null;
  private closed = false;

  constructor(private readonly options: LossyTopicOptions) {
    // Tried once: to try again could be to publish again, and what comes next does not wait.
    this.kafka = kafkaClient(options.client_id, options.brokers, { retries: 0 });
  }

  /** Never throws. `entry` is JSON. One that is larger than a message may be is lost. */
  say(whose: Whose, entry: object): void {
    if (this.closed || this.waiting.length >= WAITING_MAX) return;
    const said = sized(whose, JSON.stringify(entry));
    if (this.waiting_bytes + said.bytes > WAITING_BYTES_MAX) return;
    this.waiting.push(said);
    this.waiting_bytes += said.bytes;
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
    const { topic, clean = (text) => text } = this.options;
    const taken = this.waiting;
    this.waiting = [];
    this.waiting_bytes = 0;
    let lost = taken.length;
    try {
      const producer = await this.connected();
      for (const part of parts(messagesOf(taken, clean), SEND_BYTES_MAX)) {
        await producer.send({ topic, acks: 1, messages: part.map(({ message }) => message) });
        for (const { entry_count } of part) lost -= entry_count;
      }
    } catch (error) {
      log.warn({ err: error, topic, lost }, 'entries were lost');
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

function sized(whose: Whose, text: string): Said {
  return { whose, text, bytes: Buffer.byteLength(text) };
}

/** Each is made when it is asked for: to clean all that waits at once would take long. */
function* messagesOf(said: readonly Said[], clean: (text: string) => string): Generator<Outgoing> {
  const of_account = Map.groupBy(said, ({ whose: { account, livemode } }) => `${livemode} ${account}`);
  for (const entries of of_account.values()) {
    const { account, livemode } = entries[0]!.whose;
    const headers = { ce_account: account, ce_livemode: String(livemode) };
    for (const part of parts(cleaned(entries, clean), MESSAGE_BYTES_MAX, ENTRIES_PER_MESSAGE)) {
      const value = `[${part.map(({ text }) => text).join(',')}]`;
      yield {
        message: { key: account, value, headers },
        entry_count: part.length,
        bytes: Buffer.byteLength(value),
      };
    }
  }
}

function* cleaned(entries: readonly Said[], clean: (text: string) => string): Generator<Said> {
  for (const { whose, text } of entries) yield sized(whose, clean(text));
}

/** `items` in their order, in parts of so many bytes and items at most. An item that is larger is left out. */
function* parts<T extends { bytes: number }>(
  items: Iterable<T>,
  bytes_max: number,
  count_max = Infinity,
): Generator<T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (item.bytes > bytes_max) continue;
    if (part.length === count_max || bytes + item.bytes > bytes_max) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += item.bytes;
  }
  if (part.length > 0) yield part;
}
