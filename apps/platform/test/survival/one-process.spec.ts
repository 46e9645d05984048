import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaServer, startKafka } from '../../src/infrastructure/kafka.ts';
import { type PostgresServer, startPostgres } from '../../src/infrastructure/postgres.ts';
import { freePort } from '../../src/infrastructure/server-process.ts';
import { expectNothingLostOrDoneTwice, type Stores } from './invariants.ts';
import { delay, Load } from './load.ts';
import { type NodeProcess, startNode, STORES } from './processes.ts';
import { type Report, rounds } from './rounds.ts';

/**
 * The platform in one process, as `npm start` runs it, on PostgreSQL and Kafka of its own: all of them are killed, then
 * each of the two servers alone, while merchants are at work.
 */
let folder: string;
let postgres: PostgresServer;
let kafka: KafkaServer;
let platform: NodeProcess;
let port: number;
let stores: Stores;
const crashes: string[] = [];
let expected: NodeProcess | null = null;

async function startPlatform(): Promise<void> {
  const started = await startNode({
    app: 'platform',
    env: {
      PINSTRIPE_STATE: folder,
      DATABASE_URL: postgres.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      PORT: String(port),
    },
    ready: /Pinstripe is ready at (\S+)/,
  });
  platform = started;
  void started.exited.then((how) => expected === started || crashes.push(`${how}\n${started.lastLines()}`));
}

async function startServers(ports?: { postgres: number; kafka: number }): Promise<void> {
  [postgres, kafka] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), ...(ports && { port: ports.postgres }) }),
    startKafka({ dataDir: join(folder, 'kafka'), ...(ports && { port: ports.kafka }) }),
  ]);
}

const portsNow = () => ({
  postgres: Number(new URL(postgres.url).port),
  kafka: Number(kafka.brokers[0]!.split(':')[1]),
});

async function kill(server: { pid: number; exited: Promise<string> }): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-survival-'));
  port = await freePort('Pinstripe');
  await startServers();
  await startPlatform();
  const databases = STORES.map((store) => [
    store,
    Object.assign(new URL(postgres.url), { pathname: `/pinstripe_${store}` }).href,
  ]);
  stores = {
    databases: Object.fromEntries(databases) as Stores['databases'],
    brokers: kafka.brokers,
    namespace: 'pinstripe',
  };
}, 60_000);

afterAll(async () => {
  expected = platform;
  await platform?.stop();
  await Promise.all([postgres?.stop(), kafka?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

afterEach(() => expect(crashes).toEqual([]));

/** Kills under load, brings back, and looks at what is there then. */
async function survive(
  random: () => number,
  report: Report,
  { kill: killVictim, restart }: { kill(): Promise<void>; restart(): Promise<void> },
): Promise<void> {
  const load = new Load(platform.url, random, 8);
  await delay(500 + random() * 1500);
  await killVictim();
  await restart();
  const back_at = performance.now();
  report('the first answer after the restart', await load.acknowledgedAfter(back_at));
  await delay(1000);
  await load.stop();
  report('every client answered after the restart', performance.now() - back_at);
  await expectNothingLostOrDoneTwice(stores, load.stripe, load.acknowledged);
  report(
    `all of ${load.acknowledged.length} payments settled after the restart`,
    performance.now() - back_at,
  );
}

rounds('loses nothing and does nothing twice when PostgreSQL is killed', (random, report) =>
  survive(random, report, {
    kill: () => kill(postgres),
    restart: async () => {
      const { postgres: at } = portsNow();
      postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: at });
    },
  }),
);

rounds('loses nothing and does nothing twice when the broker is killed', (random, report) =>
  survive(random, report, {
    kill: () => kill(kafka),
    restart: async () => {
      const { kafka: at } = portsNow();
      kafka = await startKafka({ dataDir: join(folder, 'kafka'), port: at });
    },
  }),
);

rounds('loses nothing and does nothing twice when everything is killed', (random, report) =>
  survive(random, report, {
    kill: async () => {
      expected = platform;
      await Promise.all([platform.kill(), kill(postgres), kill(kafka)]);
    },
    restart: async () => {
      await startServers(portsNow());
      await startPlatform();
    },
  }),
);
