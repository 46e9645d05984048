// Deliveries at their limit: events are put on their topic as a service's relay would, and come to endpoints on this machine.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { mintId, mintSortId } from '../../libs/kernel/dist/index.js';

const TOPIC = 'pinstripe.billing.events';
const ENDPOINTS_OF_ACCOUNT_MAX = 16;
const PATIENCE_MS = 60_000;
const BATCH = 500;
/** The first requests make connections and topics. */
const WARM_UP = 20;

/**
 * How many deliveries a second reach 64 endpoints, how long the first attempt takes after the answer of the request that
 * caused it, and what 200 endpoints out of 1,000 that hang do to the others.
 */
export async function measureDeliveries({ url, brokers, webhooks, seconds, cpu }) {
  const receiver = await startReceiver();
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  try {
    const bench = { url, receiver, producer, webhooks, cpu };
    const few = await makeEndpoints(bench, 'few', () => 'ok', 64, 1);
    await flood(bench, few, 64 * 40);
    const plain = await flood(bench, few, Math.round(64 * 60 * seconds));
    const first = await firstAttempts(bench, seconds);
    const healthy = await makeEndpoints(bench, 'healthy', () => 'ok', 800);
    const alone = await flood(bench, healthy, Math.round(800 * 4 * seconds));
    await makeEndpoints(bench, 'hanging', () => 'hang', 200).then((hanging) =>
      publish(bench, hanging, 200 * 20),
    );
    const beside = await flood(bench, healthy, Math.round(800 * 4 * seconds));
    return { plain, first, alone, beside };
  } finally {
    await producer.disconnect();
    await receiver.close();
  }
}

/** Endpoints made through the API, `each` for an account; answers their accounts. */
async function makeEndpoints(
  { url, receiver, webhooks },
  name,
  behaviour,
  count,
  each = ENDPOINTS_OF_ACCOUNT_MAX,
) {
  const made = [];
  const create = async (n) => {
    const path = `/${behaviour(n)}/${name}/${n}`;
    const body = new URLSearchParams({ url: receiver.url + path, 'enabled_events[]': '*' });
    const key = `sk_test_bench_${name}_${Math.floor(n / each)}_padding`;
    const answer = await fetch(`${url}/v1/webhook_endpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body,
    });
    if (!answer.ok) throw new Error(await answer.text());
    const { id, secret } = await answer.json();
    made[n] = { id, secret, path, key };
  };
  for (let n = 0; n < count; n += 32) {
    await Promise.all(Array.from({ length: Math.min(32, count - n) }, (_, at) => create(n + at)));
  }
  receiver.learn(made.map(({ path, secret }) => [path, secret]));
  const ids = made.map(({ id }) => id);
  const { rows } = await webhooks.query('select distinct account from webhook_endpoints where id = any($1)', [
    ids,
  ]);
  return { accounts: rows.map(({ account }) => account), each: count / rows.length, key: made[0].key };
}

/** Publishes events of these accounts, as many as make `deliveries`; answers when each was published, by its id. */
async function publish({ producer }, { accounts, each }, deliveries) {
  const events = Math.ceil(deliveries / each);
  const published = new Map();
  for (let n = 0; n < events; n += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, events - n) }, (_, at) =>
      message(accounts[(n + at) % accounts.length]),
    );
    const now = performance.timeOrigin + performance.now();
    for (const { headers } of messages) published.set(headers.ce_id, now);
    await producer.send({ topic: TOPIC, messages });
  }
  return published;
}

/** Publishes at once what makes `deliveries`, and measures how they come. */
async function flood(bench, endpoints, deliveries) {
  const { receiver, cpu } = bench;
  await receiver.take();
  const before = cpu(receiver.pid);
  const expected = Math.ceil(deliveries / endpoints.each) * endpoints.each;
  await publish(bench, endpoints, deliveries);
  await receiver.reach(expected);
  const after = cpu(receiver.pid);
  const times = (await receiver.take()).map(([, at]) => at).sort((a, b) => a - b);
  if (times.length !== expected) throw new Error(`${times.length} deliveries instead of ${expected}`);
  const used = Object.keys(after).map((process) => [process, (after[process] - before[process]) / expected]);
  return { rate: ((expected - 1) / (times.at(-1) - times[0])) * 1000, used };
}

/** From the answer of a request to the arrival of its event, a hundred times a second at most. */
async function firstAttempts({ url, receiver, webhooks }, seconds) {
  const endpoints = await makeEndpoints({ url, receiver, webhooks }, 'first', () => 'ok', 1, 1);
  await receiver.take();
  const answered = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const answer = await fetch(`${url}/v1/coupons`, {
      method: 'POST',
      headers: { authorization: `Bearer ${endpoints.key}` },
      body: new URLSearchParams({ percent_off: '5', duration: 'once' }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    answered.push(performance.timeOrigin + performance.now());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await receiver.reach(answered.length);
  const arrived = (await receiver.take()).map(([, at]) => at).sort((a, b) => a - b);
  return quantiles(arrived.map((at, n) => Math.max(0, at - answered[n])).slice(WARM_UP));
}

function quantiles(values) {
  values.sort((a, b) => a - b);
  const quantile = (q) => values[Math.min(values.length - 1, Math.floor(values.length * q))];
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

function message(account) {
  const now = Date.now();
  const id = mintId('evt', mintSortId(now));
  const customer = mintId('cus', mintSortId(now));
  const created = Math.floor(now / 1000);
  const event = {
    id,
    object: 'event',
    api_version: '2025-02-24.acacia',
    created,
    livemode: false,
    pending_webhooks: 0,
    request: { id: 'req_bench', idempotency_key: null },
    type: 'customer.created',
    data: { object: { ...CUSTOMER, id: customer, created } },
  };
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: event.type,
    ce_source: '/billing',
    ce_time: new Date(created * 1000).toISOString(),
    ce_subject: customer,
    ce_account: account,
    ce_livemode: 'false',
    'content-type': 'application/json',
  };
  return { key: customer, value: JSON.stringify(event), headers };
}

const CUSTOMER = {
  object: 'customer',
  address: null,
  balance: 0,
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  discount: null,
  email: 'jenny@example.com',
  invoice_prefix: '0759376C',
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: { order: '6735' },
  name: 'Jenny Rosen',
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
};

async function startReceiver() {
  const child = fork(join(import.meta.dirname, 'receiver.mjs'));
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { url } = await next();
  const secrets = [];
  const ask = async (what) => {
    child.send({ ask: what });
    const answer = await next();
    if (answer.problem !== null) throw new Error(`a signature did not verify: ${answer.problem}`);
    return answer;
  };
  return {
    url,
    pid: child.pid,
    learn: (more) => {
      secrets.push(...more);
      child.send({ secrets });
    },
    take: async () => (await ask('take')).arrivals,
    /** Waits until `count` deliveries have come. */
    reach: async (count) => {
      const give_up_at = performance.now() + PATIENCE_MS;
      for (;;) {
        const { count: arrived } = await ask('count');
        if (arrived >= count) return;
        if (performance.now() > give_up_at)
          throw new Error(`only ${arrived} of ${count} deliveries have come`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    close: () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      return ended;
    },
  };
}
