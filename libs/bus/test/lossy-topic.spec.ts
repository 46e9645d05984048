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

function open(brokers: string[]): LossyTopic {
  topic = new LossyTopic({ brokers, client_id: 'test', topic: `${world.namespace}.gateway.requests` });
  return topic;
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

it('loses what is said while Kafka is away, and says so, without waiting for it', async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  open([`127.0.0.1:${port}`]);
  for (let n = 0; n < 50_000; n++) topic.say(jenny, { n });
  // More than a bounded number never waited.
  await eventually(() =>
    logged.some((line) => line.includes('entries were lost') && line.includes('"lost":10000')),
  );
});
