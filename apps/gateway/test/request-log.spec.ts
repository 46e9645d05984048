import { Tail } from '@pinstripe/bus';
import type { LoggedRequest } from '@pinstripe/service';
import { testKafka } from '@pinstripe/testing';
import { RequestLogTopic } from '../src/gateway.module.ts';
import { world } from './gateway-world.ts';

const { brokers, namespace: prefix } = testKafka();
const namespace = prefix.replace(/\.$/, '');
const requests = new RequestLogTopic({ brokers, namespace });
const heard: { text: string; entries: LoggedRequest[] }[] = [];
const tail = new Tail({
  brokers,
  name: `${namespace}.test`,
  topics: [`${namespace}.gateway.requests`],
  hear: ({ value }) => {
    const text = value!.toString();
    heard.push({ text, entries: JSON.parse(text) as LoggedRequest[] });
  },
});
const { send } = world({ onRequest: requests.onRequest });

beforeAll(() => tail.start());
afterAll(async () => {
  await requests.close();
  await tail.stop();
});

it('tells of requests without their secrets, and only the beginning of what is long', async () => {
  await send('POST', '/v1/payment_intents', 'amount=4242424242424242x&currency=usd');
  await send('POST', '/v1/payment_intents', `amount=1&currency=usd&${'4242 4242 '.repeat(100_000)}=1`);
  await send('GET', `/v1/payment_intents/${'x'.repeat(16_000)}`);
  while (heard.flatMap(({ entries }) => entries).length < 3)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const entries = heard.flatMap((message) => message.entries);
  expect(entries.map(({ status }) => status)).toEqual([400, 400, 200]);
  for (const { text } of heard) expect(text).not.toMatch(/4242 ?4242/);
  expect(entries[1]!.error!.message).toMatch(/^Received unknown parameter: \[card\].*…$/);
  expect(entries[2]!.url).toMatch(/^\/v1\/payment_intents\/x+…$/);
  expect(entries[2]!.url).toHaveLength(501);
});
