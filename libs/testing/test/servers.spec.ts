import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { testDatabase, testKafka } from '../src/index.ts';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('testDatabase', () => {
  it('gives each test an empty database that another does not see', async () => {
    const [ours, theirs] = await Promise.all([testDatabase(), testDatabase()]);
    await query(ours.url, 'create table coupons (id text)');
    expect(await query(theirs.url, `select to_regclass('coupons') as found`)).toEqual([{ found: null }]);
    await Promise.all([ours.drop(), theirs.drop()]);
  });

  it('drops the database under open connections', async () => {
    const database = await testDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await cut;
    await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist');
  });

  it('sorts text by its bytes', async () => {
    const database = await testDatabase();
    const rows = await query(
      database.url,
      `select * from unnest(array['b', 'B', 'a', 'é', 'Z']) as t(x) order by x`,
    );
    expect(rows.map((row) => (row as { x: string }).x)).toEqual(['B', 'Z', 'a', 'b', 'é']);
    await database.drop();
  });
});

describe('testKafka', () => {
  it('carries a message to a consumer that starts from the beginning', async () => {
    const { brokers, namespace } = testKafka();
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const topic = `${namespace}events`;
    const admin = kafka.admin();
    const producer = kafka.producer({ idempotent: true });
    const consumer = kafka.consumer({ groupId: `${namespace}reader` });
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);

    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    await producer.send({ topic, messages: [{ key: 'pi_1', value: 'payment_intent.created' }] });
    await consumer.subscribe({ topic, fromBeginning: true });
    const received = await new Promise((resolve) => {
      void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) });
    });

    expect(received).toBe('payment_intent.created');
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  });

  it('gives each test a namespace of its own', () => {
    expect(testKafka().namespace).not.toBe(testKafka().namespace);
  });
});
