import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { LossyTopic } from '../src/index.ts';
import { BusWorld, eventually, logged } from './world.ts';

let world: BusWorld;
let topic: LossyTopic;
beforeEach(() => {
  world = new BusWorld();
});
afterEach(async () => {
  await topic.close();
  await world.close();
});

function open(brokers: string[], clean?: (text: string) => string): LossyTopic {
  topic = new LossyTopic({
    brokers,
    client_id: 'test',
    topic: `${world.namespace}.gateway.requests`,
    ...(clean && { clean }),
  });
  return topic;
}

/** The address of a broker that is away. */
async function nobody(): Promise<string[]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return [`127.0.0.1:${port}`];
}

const jenny = { account: 'acct_jenny', livemode: false };

it('publishes what one account says within a moment as one message, once', async () => {
  open(world.brokers);
  topic.say(jenny, { n: 0 });
  // Once that is published, the topic is there, and what is said is gathered for no longer than it says.
  const admin = world.kafka.admin();
  await admin.connect();
  await eventually(async () => (await admin.listTopics()).includes(`${world.namespace}.gateway.requests`));
  await admin.disconnect();
  const readings = await world.read('gateway.requests');
  await eventually(() => readings.length === 1);
  for (let n = 1; n <= 20; n++) topic.say(jenny, { n });
  topic.say({ account: 'acct_other', livemode: true }, { n: 1 });
  await eventually(() => readings.length === 3);
  await topic.close();
  expect(readings).toHaveLength(3);
  const [, ...later] = readings;
  const of = (key: string) => later.find((reading) => reading.key === key)!;
  expect(JSON.parse(of('acct_jenny').value)).toEqual(Array.from({ length: 20 }, (_, at) => ({ n: at + 1 })));
  expect(of('acct_jenny').headers).toMatchObject({ ce_account: 'acct_jenny', ce_livemode: 'false' });
  expect(of('acct_other').headers).toMatchObject({ ce_account: 'acct_other', ce_livemode: 'true' });
});

it('publishes at its end what was said last', async () => {
  open(world.brokers);
  topic.say(jenny, { last: true });
  await topic.close();
  topic.say(jenny, { too_late: true });
  const readings = await world.read('gateway.requests');
  await eventually(() => readings.length > 0);
  expect(readings.map(({ value }) => value)).toEqual(['[{"last":true}]']);
});

it('publishes large entries in as many messages as a broker takes, and leaves out one that it would not', async () => {
  open(world.brokers);
  const text = 'x'.repeat(50_000);
  for (let n = 0; n < 60; n++) topic.say(jenny, { n, text });
  topic.say(jenny, { n: -1, text: text.repeat(30) });
  topic.say({ account: 'acct_other', livemode: false }, { n: 60 });
  await topic.close();
  const readings = await world.read('gateway.requests');
  const entries = () => readings.flatMap(({ value }) => JSON.parse(value) as { n: number }[]);
  await eventually(() => entries().length >= 61);
  expect(
    entries()
      .map(({ n }) => n)
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 61 }, (_, n) => n));
});

it('cleans what it publishes, away from who says it', async () => {
  let cleaned = 0;
  open(world.brokers, (text) => {
    cleaned += 1;
    return text.replaceAll('secret', '***');
  });
  topic.say(jenny, { key: 'secret' });
  expect(cleaned).toBe(0);
  await topic.close();
  const readings = await world.read('gateway.requests');
  await eventually(() => readings.length > 0);
  expect(readings.map(({ value }) => value)).toEqual(['[{"key":"***"}]']);
});

it('keeps no more than so many bytes', async () => {
  open(await nobody());
  for (let n = 0; n < 1000; n++) topic.say(jenny, { text: 'x'.repeat(100 * 1024) });
  await eventually(() =>
    logged.some((line) => /entries were lost.*"lost":163\b|"lost":163\b.*entries were lost/.test(line)),
  );
});

it('loses what is said while Kafka is away, and says so, without waiting for it', async () => {
  open(await nobody());
  for (let n = 0; n < 50_000; n++) topic.say(jenny, { n });
  // More than a bounded number never waited.
  await eventually(() =>
    logged.some((line) => line.includes('entries were lost') && line.includes('"lost":10000')),
  );
});
