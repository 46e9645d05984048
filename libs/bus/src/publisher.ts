import { isObject } from '@pinstripe/kernel';
import { type Kafka, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import type { Topics } from './topics.ts';

/** A row of the outbox. */
export interface OutboxRow {
  id: number;
  topic: string;
  key: string;
  headers: Record<string, string>;
  value: string;
}

/** What a broker takes in one batch of a partition by default is 1 MiB; headers, keys and framing come on top of values. */
const BATCH_BYTES_MAX = 900_000;
const FRAMING_BYTES = 100;

/** The broker's answers that are about the rows themselves. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
]);

/**
 * Publishes rows in their order, by an idempotent producer that waits for all replicas.
 *
 * When `publish` resolves, Kafka holds every row, except those that it has refused and that were set aside. When it
 * rejects, it may hold some of them: publishing them again repeats messages, which consumers skip, but never lets a
 * later message of a key overtake an earlier one.
 */
export class Publisher {
  private producer: Producer | null = null;
  /** Partitions that the rows under way belong to. */
  private readonly chosen = new Set<string>();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: Topics,
    /** Called with a row that can never be published. */
    private readonly setAside: (row: OutboxRow, reason: string) => Promise<void>,
  ) {}

  async publish(rows: readonly OutboxRow[]): Promise<void> {
    for (const batch of batches(rows)) await this.publishBatch(batch);
  }

  async close(): Promise<void> {
    const producer = this.producer;
    this.producer = null;
    await producer?.disconnect();
  }

  /** A refusal names no row: halves are tried until the one that is refused stands alone. */
  private async publishBatch(batch: readonly OutboxRow[]): Promise<void> {
    try {
      await this.send(batch);
    } catch (error) {
      // After an error the producer's sequence numbers may lag behind the broker's, which would then take new
      // messages for old ones, and drop them.
      await this.close();
      const reason = refusalIn(error);
      if (reason === null) throw error;
      if (batch.length === 1) return this.setAside(batch[0]!, reason);
      const half = Math.ceil(batch.length / 2);
      await this.publishBatch(batch.slice(0, half));
      await this.publishBatch(batch.slice(half));
    }
  }

  private async send(batch: readonly OutboxRow[]): Promise<void> {
    const byTopic = Map.groupBy(batch, ({ topic }) => topic);
    await this.topics.ensure(byTopic.keys());
    this.producer ??= await this.connect();
    this.chosen.clear();
    const answered = await this.producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, messages]) => ({ topic, messages })),
    });
    this.requireAll(answered);
  }

  /** When a partition moves to a broker that has already answered, kafkajs forgets to send it what was meant for it. */
  private requireAll(answered: readonly RecordMetadata[]): void {
    for (const { topicName, partition } of answered) this.chosen.delete(`${topicName} ${partition}`);
    if (this.chosen.size > 0) throw new Error(`not acknowledged: ${[...this.chosen].join(', ')}`);
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => {
        const choose = Partitioners.DefaultPartitioner();
        return (message) => {
          const partition = choose(message);
          this.chosen.add(`${message.topic} ${partition}`);
          return partition;
        };
      },
    });
    await producer.connect();
    return producer;
  }
}

/** Consecutive rows, as many as surely fit into one batch of a partition; a row that is larger stands alone. */
function* batches(rows: readonly OutboxRow[]): Generator<readonly OutboxRow[]> {
  let first = 0;
  let bytes = 0;
  for (let at = 0; at < rows.length; at++) {
    const size = sizeOf(rows[at]!);
    if (at > first && bytes + size > BATCH_BYTES_MAX) {
      yield rows.slice(first, at);
      first = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (first < rows.length) yield rows.slice(first);
}

function sizeOf({ key, headers, value }: OutboxRow): number {
  let bytes = FRAMING_BYTES + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name]!) + 4;
  return bytes;
}

/** Why Kafka refuses these rows for good, or null when the error is not about them. */
function refusalIn(error: unknown): string | null {
  if (!isObject(error)) return null;
  const { name, message, type, errors, cause } = error;
  if (typeof type === 'string' && REFUSALS.has(type)) return `${type}: ${String(message)}`;
  // What kafkajs cannot even write.
  if (name === 'TypeError' || name === 'RangeError') return `${name}: ${String(message)}`;
  for (const inner of Array.isArray(errors) ? (errors as unknown[]) : []) {
    const refusal = refusalIn(inner);
    if (refusal !== null) return refusal;
  }
  return refusalIn(cause);
}
