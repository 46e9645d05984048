import { jitter, pause, randomText } from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { endsOf, place } from './ends.ts';
import { kafkaClient } from './kafka.ts';
import { Received } from './received.ts';
import { Topics } from './topics.ts';

export interface TailOptions {
  brokers: string[];
  /** The first part of the name of its group. */
  name: string;
  topics: string[];
  /** Called with each message, in the order of its partition; it must not throw. */
  hear: (message: Received) => void;
}

/** A fetch that finds nothing lasts this long, and so may the end. */
const FETCH_MS = 250;
const RESTART_MS = 1000;

const log = logger('tail');

/**
 * Hears what is published on topics from now on, for whoever listens live: every tail hears all of it, whatever others
 * read.
 *
 * It guarantees that all that is published after `start` has resolved is heard, each partition in its order and each
 * message once, while this process lives, whatever becomes of brokers and connections. It remembers nothing beyond that:
 * it commits no offsets, and its group, which kafkajs cannot do without, is one of its own that ends with it.
 */
export class Tail {
  private readonly kafka: Kafka;
  /** The offset to be heard next, by topic and partition. */
  private next = new Map<string, bigint>();
  private consumer: Consumer | null = null;
  private stopped = false;

  constructor(private readonly options: TailOptions) {
    this.kafka = kafkaClient(options.name, options.brokers);
  }

  /** Resolves once it reads; topics that do not exist are made. @throws Error when Kafka cannot be reached. */
  async start(): Promise<void> {
    const { topics } = this.options;
    await new Topics(this.kafka, {}).ensure(topics);
    this.next = await endsOf(this.kafka, topics);
    await this.read();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.consumer?.disconnect();
  }

  /** Resolves when the group has been joined. @throws Error when it cannot be. */
  private async read(): Promise<void> {
    const { name, topics } = this.options;
    const consumer = this.kafka.consumer({
      groupId: `${name}.tail.${randomText(16)}`,
      maxWaitTimeInMs: FETCH_MS,
      sessionTimeout: 6000,
      heartbeatInterval: 1000,
      allowAutoTopicCreation: false,
      // In its own group a restarted consumer would wait for the one that it was to be given up.
      retry: { retries: 2, restartOnFailure: () => Promise.resolve(false) },
    });
    let has_joined = false;
    const joined = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        this.seek(consumer, payload.memberAssignment);
        has_joined = true;
        resolve();
      });
      // `run` resolves also when the group cannot be joined. That is for who began this to hear: it has not begun.
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (has_joined) void this.restart(payload.error);
        else reject(payload.error);
      });
    });
    this.consumer = consumer;
    try {
      await consumer.connect();
      // From the beginning is right for a partition that is added later. All others are set to their places.
      await consumer.subscribe({ topics, fromBeginning: true });
      const running = consumer.run({ autoCommit: false, eachBatch: (payload) => this.onBatch(payload) });
      await Promise.all([running, joined]);
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Whenever the group is joined, kafkajs forgets the places. */
  private seek(consumer: Consumer, assigned: Record<string, number[]>): void {
    for (const [topic, partitions] of Object.entries(assigned)) {
      for (const partition of partitions) {
        const offset = this.next.get(place(topic, partition));
        if (offset !== undefined) consumer.seek({ topic, partition, offset: String(offset) });
      }
    }
  }

  private async onBatch({ batch: { topic, partition, messages } }: EachBatchPayload): Promise<void> {
    const here = place(topic, partition);
    for (const message of messages) {
      const offset = BigInt(message.offset);
      if (offset < (this.next.get(here) ?? 0n)) continue;
      this.next.set(here, offset + 1n);
      this.options.hear(new Received(topic, partition, message));
    }
  }

  /** Begins again in a new group, at the places of the old one. */
  private async restart(error: unknown): Promise<void> {
    log.warn({ err: error, topics: this.options.topics }, 'a tail has crashed; starting it again');
    for (;;) {
      await pause(RESTART_MS * jitter(0.2));
      if (this.stopped) return;
      try {
        await this.read();
        if (this.stopped) await this.consumer?.disconnect();
        return;
      } catch (again) {
        log.warn({ err: again, topics: this.options.topics }, 'a tail cannot be started; trying again');
      }
    }
  }
}
