import type { ICustomPartitioner, Kafka, ProducerBatch, ProducerConfig, RecordMetadata } from 'kafkajs';
import { type OutboxRow, Publisher } from './publisher.ts';
import type { Topics } from './topics.ts';

/** A broker of two partitions, as far as producers see it; `refuses` decides what it answers to a batch. */
class Broker {
  readonly log: string[] = [];
  producers = 0;

  constructor(private readonly answer: (values: string[], producer: number) => 'all' | 'some' | Error) {}

  readonly kafka = { producer: (config: ProducerConfig) => this.producer(config) } as unknown as Kafka;

  private producer({ createPartitioner }: ProducerConfig) {
    const number = ++this.producers;
    const choose = (createPartitioner as ICustomPartitioner)();
    return {
      connect: async () => undefined,
      disconnect: async () => undefined,
      sendBatch: async ({ topicMessages }: ProducerBatch): Promise<RecordMetadata[]> => {
        const { topic, messages } = topicMessages![0]!;
        const values = messages.map(({ value }) => String(value));
        const answer = this.answer(values, number);
        if (answer instanceof Error) throw answer;
        const partitions = messages.map((message) =>
          choose({ topic, message, partitionMetadata: PARTITIONS }),
        );
        if (answer === 'all') this.log.push(...values);
        const answered = new Set(answer === 'all' ? partitions : partitions.slice(0, 1));
        return [...answered].map((partition) => ({ topicName: topic, partition, errorCode: 0 }));
      },
    };
  }
}

const PARTITIONS = [0, 1].map((partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 1,
  replicas: [1],
  isr: [1],
}));
const NO_TOPICS = { ensure: async () => undefined } as unknown as Topics;

const row = (id: number, value = String(id)): OutboxRow => ({
  id,
  topic: 't',
  key: `key_${id}`,
  headers: {},
  value,
});
const rows = Array.from({ length: 10 }, (_, n) => row(n));
const refusal = (type: string) => Object.assign(new Error('no'), { type });

function publisherTo({ kafka }: Broker) {
  const set_aside: number[] = [];
  const publisher = new Publisher(kafka, NO_TOPICS, async ({ id }) => void set_aside.push(id));
  return { publisher, set_aside };
}

describe('the publisher', () => {
  it('finds the rows that are refused among the others, and keeps the order of these', async () => {
    const broker = new Broker((values) =>
      values.some((value) => value === '3' || value === '8') ? refusal('MESSAGE_TOO_LARGE') : 'all',
    );
    const { publisher, set_aside } = publisherTo(broker);
    await publisher.publish(rows);
    expect(set_aside).toEqual([3, 8]);
    expect(broker.log).toEqual(['0', '1', '2', '4', '5', '6', '7', '9']);
  });

  it('gives nothing up when the error is not about the rows, and takes a new producer', async () => {
    const broker = new Broker((_, producer) =>
      producer === 1 ? refusal('OUT_OF_ORDER_SEQUENCE_NUMBER') : 'all',
    );
    const { publisher, set_aside } = publisherTo(broker);
    await expect(publisher.publish(rows)).rejects.toThrow('no');
    await publisher.publish(rows);
    expect([broker.producers, set_aside, broker.log.length]).toEqual([2, [], 10]);
  });

  it('takes a partition that does not answer for an error', async () => {
    const { publisher } = publisherTo(new Broker(() => 'some'));
    await expect(publisher.publish(rows)).rejects.toThrow('not acknowledged: t ');
  });

  it('sends no batch that could be too large for a partition, unless a row is by itself', async () => {
    const sizes: number[] = [];
    const broker = new Broker((values) => (sizes.push(values.join('').length), 'all'));
    const { publisher } = publisherTo(broker);
    const lengths = [400_000, 400_000, 400_000, 950_000, 10];
    await publisher.publish(lengths.map((length, id) => row(id, 'x'.repeat(length))));
    expect(sizes).toEqual([800_000, 400_000, 950_000, 10]);
  });
});
