import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@pinstripe/contract';
import { mintId, mintSortId } from '@pinstripe/kernel';
import type { Call } from '@pinstripe/service';
import { testDatabase } from '@pinstripe/testing';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { type KafkaServer, startKafka } from '../../src/infrastructure/kafka.ts';
import { eventually } from '../scenarios/world.ts';
import { type NodeProcess, Processes } from './processes.ts';
import { rounds } from './rounds.ts';

/**
 * Webhooks in the middle of its deliveries: killed, or left alone by the broker. Whatever was published arrives; what was
 * recorded as delivered is not sent again.
 */

/** How many deliveries: 10,000 is what the platform is measured by, fewer tell the same sooner. */
const DELIVERIES = Number(process.env['SURVIVAL_DELIVERIES'] ?? '2000');
const ENDPOINTS = 4;
const EVENTS = Math.ceil(DELIVERIES / ENDPOINTS);
const ACCOUNT = 'acct_survivor';
const PUBLISHED_AT_ONCE = 100;
const PATIENCE_MS = 90_000;
/** How long a delivery stays in the hands of a process that died, in seconds. */
const CLAIMED_FOR = 30;
/** What was answered so long before the kill has been recorded, however busy the machine. */
const SURELY_RECORDED_MS = 3000;

let folder: string;
let kafka: KafkaServer;
let processes: Processes;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-deliveries-'));
  processes = new Processes();
  kafka = await startKafka({ dataDir: join(folder, 'kafka') });
}, 60_000);
afterAll(async () => {
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);
afterEach(() => expect(processes.crashes).toEqual([]));

/** One arrival of an event at an endpoint. */
interface Arrival {
  /** The endpoint's path and the event's id. */
  what: string;
  /** When it was answered; null while it is not. */
  answered_at: number | null;
}

/** Endpoints that take a few milliseconds for an answer, so that some are always in flight. */
async function startEndpoints(random: () => number) {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { id: string };
      const arrival: Arrival = { what: `${request.url} ${id}`, answered_at: null };
      arrivals.push(arrival);
      response.once('finish', () => (arrival.answered_at = performance.now()));
      setTimeout(() => response.end(), random() * 10);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Webhooks as a process of its own, its endpoints, and what is published for them. */
async function startWebhooks(random: () => number, namespace: string) {
  const [database, endpoints] = [await testDatabase(), await startEndpoints(random)];
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const env = {
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafka.brokers.join(','),
    PINSTRIPE_NAMESPACE: namespace,
  };
  const service = await processes.start({ app: 'webhooks', env });
  for (let n = 0; n < ENDPOINTS; n++) await createEndpoint(service, `${endpoints.url}/${n}`);
  const producer = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const published: string[] = [];
  return {
    service,
    arrivals: endpoints.arrivals,
    query: async <Row>(text: string, values: unknown[] = []) =>
      (await client.query(text, values)).rows as Row[],
    /** Publishes so many events, as a service's relay would. */
    publish: async (count: number) => {
      for (let n = 0; n < count; n += PUBLISHED_AT_ONCE) {
        const messages = Array.from({ length: Math.min(PUBLISHED_AT_ONCE, count - n) }, message);
        await producer.send({ topic: `${namespace}.billing.events`, messages });
        published.push(...messages.map(({ headers }) => headers.ce_id));
      }
    },
    expected: () => published.flatMap((id) => Array.from({ length: ENDPOINTS }, (_, n) => `/${n} ${id}`)),
    close: async () => {
      await Promise.all(processes.of('webhooks').map((each) => processes.kill(each)));
      await Promise.all([producer.disconnect(), client.end(), endpoints.close()]);
      await database.drop();
    },
  };
}

async function createEndpoint({ url }: NodeProcess, endpoint: string): Promise<void> {
  const call: Call = {
    operation: 'POST /v1/webhook_endpoints',
    ids: [],
    params: { url: endpoint, enabled_events: ['*'] },
    objects: {},
    context: {
      account: ACCOUNT,
      livemode: false,
      version: API_VERSION,
      request_id: 'req_survivor',
      idempotency_key: null,
      fingerprint: '',
      key_type: 'secret',
      now: Math.floor(Date.now() / 1000),
      traceparent: null,
      client_ip: null,
    } as Call['context'],
  };
  const answer = await fetch(`${url}/operations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call),
  });
  expect(await answer.json()).toMatchObject({ kind: 'answer', status: 200 });
}

function message() {
  const now = Date.now();
  const id = mintId('evt', mintSortId(now));
  const customer = mintId('cus', mintSortId(now));
  const created = Math.floor(now / 1000);
  const event = {
    id,
    object: 'event',
    api_version: API_VERSION,
    created,
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: 'customer.created',
    data: { object: { id: customer, object: 'customer' } },
  };
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: event.type,
    ce_source: '/billing',
    ce_time: new Date(created * 1000).toISOString(),
    ce_subject: customer,
    ce_account: ACCOUNT,
    ce_livemode: 'false',
  };
  return { key: customer, value: JSON.stringify(event), headers };
}

/** How often each arrived. */
function counted(arrivals: readonly Arrival[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { what } of arrivals) counts.set(what, (counts.get(what) ?? 0) + 1);
  return counts;
}

/** What was sent before a kill may arrive after it, and PostgreSQL may still be writing. Resolves once nothing more comes. */
async function stillness(count: () => number): Promise<void> {
  let before = -1;
  while (count() !== before) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const until = (done: () => boolean | Promise<boolean>) =>
  eventually(async () => done(), Boolean, PATIENCE_MS);

rounds(
  `makes each of ${DELIVERIES} deliveries when webhooks is killed in the middle`,
  async (random, report) => {
    const world = await startWebhooks(random, `deliveries${Math.floor(random() * 1e9)}`);
    const { arrivals, query } = world;
    try {
      const publishing = world.publish(EVENTS);
      const killed_after = DELIVERIES * (0.2 + random() * 0.5);
      await until(() => arrivals.length >= killed_after);
      await processes.kill(world.service);
      const killed_at = performance.now();
      await stillness(() => arrivals.length);
      const before = [...arrivals];
      const recorded = new Set(
        (
          await query<{ what: string }>(
            `select regexp_replace(e.document ->> 'url', '^http://[^/]+', '') || ' ' || d.event as what
           from deliveries d join webhook_endpoints e on e.id = d.destination where d.status = 'delivered'`,
          )
        ).map(({ what }) => what),
      );
      await publishing;
      await processes.restart(world.service);
      // Its time passes at once.
      await query('update deliveries set claimed_until = claimed_until - $1 where claimed_until > 0', [
        CLAIMED_FOR,
      ]);

      const expected = world.expected();
      await until(() => counted(arrivals).size === expected.length);
      await until(async () => {
        const [row] = await query<{ n: number }>(
          "select count(*)::int as n from deliveries where status = 'delivered'",
        );
        return row!.n === expected.length;
      });
      report('all deliveries made after the restart', performance.now() - killed_at);

      const counts = counted(arrivals);
      expect([...counts.keys()].toSorted()).toEqual(expected.toSorted());
      const twice = [...counts].filter(([, count]) => count > 1).map(([what]) => what);
      const in_flight = before.filter(({ what }) => !recorded.has(what)).map(({ what }) => what);
      report(
        `of ${before.length} sent before the kill, unrecorded: ${in_flight.length}; sent twice`,
        twice.length,
      );
      expect(counted(before).size).toBe(before.length);
      expect(twice.filter((what) => recorded.has(what))).toEqual([]);
      expect(twice.toSorted()).toEqual(in_flight.toSorted());
      expect([...counts.values()].every((count) => count <= 2)).toBe(true);
      const answered_long_before = before.filter(
        ({ answered_at }) => answered_at !== null && answered_at < killed_at - SURELY_RECORDED_MS,
      );
      expect(answered_long_before.filter(({ what }) => !recorded.has(what))).toEqual([]);
    } finally {
      await world.close();
    }
  },
);

rounds(
  `makes each of ${DELIVERIES} deliveries once when the broker is killed in the middle`,
  async (random, report) => {
    const world = await startWebhooks(random, `broker${Math.floor(random() * 1e9)}`);
    const { arrivals } = world;
    try {
      await world.publish(Math.floor(EVENTS / 2));
      await until(() => arrivals.length >= DELIVERIES * 0.2);
      process.kill(kafka.pid, 'SIGKILL');
      await kafka.exited;
      const port = Number(kafka.brokers[0]!.split(':')[1]);
      kafka = await startKafka({ dataDir: join(folder, 'kafka'), port });
      const back_at = performance.now();
      await world.publish(Math.ceil(EVENTS / 2));
      const expected = world.expected();
      await until(() => counted(arrivals).size === expected.length);
      report('all deliveries made after the broker is back', performance.now() - back_at);
      expect(arrivals.map(({ what }) => what).toSorted()).toEqual(expected.toSorted());
    } finally {
      await world.close();
    }
  },
);
