import { jitter, pause } from '@pinstripe/kernel';
import { logger } from '@pinstripe/telemetry';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { Offsets } from './offsets.ts';
import { Received } from './received.ts';

/** Handles a batch; durable when it resolves. It calls `requireOurs` before each message, and ends with what that throws. */
export type SettleBatch = (batch: readonly Received[], requireOurs: () => void) => Promise<void>;

const RESTART_MS = 1000;
const PARTITIONS_AT_ONCE = 8;
const HEARTBEAT_MS = 1000;
/** A fetch that finds nothing lasts this long, and so may the end. */
const FETCH_MS = 250;

const log = logger('consumers');

/** The batch is given up, and will come again: the service stops, or its partition goes to another replica. */
class Abandoned extends Error {}

/**
 * Reads topics as a member of a consumer group, from their beginning.
 *
 * It guarantees that the offset of a message is committed only when the message and all before it in its partition are
 * settled, and that it keeps reading, whatever becomes of brokers and connections. It does not guarantee that a batch is
 * given only once, nor that two replicas never hold one message at the same time while partitions change hands.
 */
export class Subscription {
  private readonly offsets = new Offsets();
  private consumer: Consumer | null = null;
  private stopped = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly group: string,
    private readonly topics: string[],
    private readonly settleBatch: SettleBatch,
  ) {}

  /** Resolves when the group has been joined. @throws Error when Kafka cannot be reached. */
  async start(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: this.group,
      sessionTimeout: 6000,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: FETCH_MS,
      allowAutoTopicCreation: false,
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) void this.restart(payload.error);
    });
    this.consumer = consumer;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: this.topics, fromBeginning: true });
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

  /** Takes no more messages, finishes those in hand, and leaves the group. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.offsets.commit();
    await this.consumer?.disconnect();
  }

  /** kafkajs gives up after errors that it takes for final; some pass all the same. */
  private async restart(error: unknown): Promise<void> {
    log.error({ err: error, group: this.group }, 'a consumer has crashed; starting it again');
    for (;;) {
      await pause(RESTART_MS * jitter(0.2));
      if (this.stopped) return;
      try {
        await this.start();
        // It may have been told to stop meanwhile.
        if (this.stopped) await this.consumer?.disconnect();
        return;
      } catch (again) {
        log.error({ err: again, group: this.group }, 'a consumer cannot be started; trying again');
      }
    }
  }

  private async onBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const lost = new AbortController();
    const beat = () => payload.heartbeat().catch((error: unknown) => lost.abort(error));
    const pulse = setInterval(() => void beat(), HEARTBEAT_MS).unref();
    const requireOurs = () => {
      if (lost.signal.aborted || !payload.isRunning()) throw new Abandoned();
    };
    try {
      const messages = batch.messages.map((message) => new Received(batch.topic, batch.partition, message));
      await this.settleBatch(messages, requireOurs);
      payload.resolveOffset(batch.lastOffset());
      this.offsets.commitSoon(payload);
      // There is no later.
      if (this.stopped || !payload.isRunning()) await this.offsets.commit();
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      // kafkajs joins the group again when it is told why; when it stops, there is nothing that it has to know.
      lost.signal.throwIfAborted();
    } finally {
      clearInterval(pulse);
    }
  }
}
