import { ShiftedClock } from '@pinstripe/kernel';
import { readConfig, type ServiceConfig } from '@pinstripe/service';
import { testDatabase, testKafka } from '@pinstripe/testing';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type Stripe from 'stripe';
import { type Platform, startPlatform } from '../../src/platform.ts';
import { connect, eventually } from './world.ts';

/** The steps of docs/guides/consuming-events.md, "Reading everything again", for the service webhooks. */
const KEY = 'sk_test_replayreplayreplay';
const OTHER_KEY = 'sk_test_anotheranother12';
const DAY = 24 * 60 * 60;

const clock = new ShiftedClock();
let config: ServiceConfig;
let drop: () => Promise<void>;
let platform: Platform;

const start = () => startPlatform({ config, clock, rate_limit: null });
const sdk = (key: string) => connect(platform.url, key);

beforeAll(async () => {
  const [database, { brokers, namespace }] = [await testDatabase(), testKafka()];
  drop = database.drop;
  config = readConfig({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: brokers.join(','),
    PINSTRIPE_NAMESPACE: namespace,
    VAULT_KEY: '5e'.repeat(32),
  });
  platform = await start();
});
afterAll(async () => {
  await platform.close();
  await drop();
});

async function events(key: string, count: number): Promise<Stripe.Event[]> {
  return eventually(
    () => sdk(key).events.list().autoPagingToArray({ limit: 1000 }),
    ({ length }) => length >= count,
  );
}

async function pay(stripe: Stripe): Promise<void> {
  await stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    return_url: 'https://example.com',
  });
}

/** What webhooks has kept, and how far it has read. */
async function forget(): Promise<void> {
  const { database_url, kafka_brokers, namespace } = config;
  const client = new pg.Client({ connectionString: database_url });
  await client.connect();
  const name = `${namespace.replaceAll('-', '_').toLowerCase()}_webhooks`;
  await client.query(`drop database ${client.escapeIdentifier(name)}`);
  await client.end();
  const admin = new Kafka({ brokers: kafka_brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteGroups([`${namespace}.webhooks.events`]);
  await admin.disconnect();
}

it('has the same events again, each once, after its database was lost', async () => {
  const stripe = sdk(KEY);
  for (let n = 0; n < 20; n++) await stripe.customers.create({ name: `n ${n}` });
  await pay(stripe);
  await sdk(OTHER_KEY).coupons.create({ percent_off: 10 });
  clock.advance(DAY);
  await pay(stripe);
  const before = [await events(KEY, 28), await events(OTHER_KEY, 1)];

  await platform.close();
  await forget();
  platform = await start();
  const after = [await events(KEY, 28), await events(OTHER_KEY, 1)];
  expect(after).toEqual(before);

  await sdk(KEY).customers.create({ name: 'after' });
  const [newest, ...others] = await events(KEY, 29);
  expect(newest).toMatchObject({ type: 'customer.created', data: { object: { name: 'after' } } });
  expect(others).toEqual(before[0]);
});
