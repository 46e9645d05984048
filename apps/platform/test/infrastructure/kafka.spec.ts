import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { startKafka, type KafkaServer } from '../../src/infrastructure/kafka.ts';

const topic = 'pinstripe.payments.events';

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-kafka-'));
  dataDir = join(folder, 'kafka');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function produce(server: KafkaServer, value: string): Promise<void> {
  const producer = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value }] });
  await producer.disconnect();
}

/** The first `count` messages of the topic. */
async function consume(server: KafkaServer, count: number): Promise<(string | undefined)[]> {
  const consumer = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING }).consumer({
    groupId: 'reader',
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: (string | undefined)[] = [];
  await new Promise<void>((resolve) => {
    const eachMessage = async ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      if (values.push(message.value?.toString()) === count) resolve();
    };
    void consumer.run({ eachMessage });
  });
  await consumer.disconnect();
  return values;
}

describe('startKafka', () => {
  it('keeps what was acknowledged when the broker is killed, and takes more', async () => {
    const killed = await startKafka({ dataDir });
    const admin = new Kafka({ brokers: killed.brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    await admin.disconnect();
    await produce(killed, 'before');
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.exited).toBe('Kafka ended with SIGKILL');

    const server = await startKafka({ dataDir });
    await expect(startKafka({ dataDir })).rejects.toThrow('is another Pinstripe running here?');
    await produce(server, 'after');
    expect(await consume(server, 2)).toEqual(['before', 'after']);
    await server.stop();
  });
});
