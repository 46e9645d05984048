import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaServer, startKafka } from '../../src/infrastructure/kafka.ts';
import { type PostgresServer, startPostgres } from '../../src/infrastructure/postgres.ts';
import { freePort } from '../../src/infrastructure/server-process.ts';
import { expectNothingLostOrDoneTwice, type Stores, STORES } from './invariants.ts';
import { delay } from './insist.ts';
import { Load } from './load.ts';
import { type NodeProcess, Processes } from './processes.ts';
import { type Report, rounds } from './rounds.ts';

const CLIENT_COUNT = 8;

let folder: string;
let processes: Processes;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-survival-'));
  processes = new Processes();
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => expect(processes.crashes).toEqual([]));

/** Kills under load, brings back, and looks at what is there then. */
async function survive(
  platform: NodeProcess,
  stores: () => Promise<Stores>,
  random: () => number,
  report: Report,
  killAndRestart: () => Promise<void>,
): Promise<void> {
  const load = new Load(platform.url, random, CLIENT_COUNT);
  await delay(500 + random() * 1500);
  await killAndRestart();
  const back_at = performance.now();
  report('the first answer after the restart', await load.acknowledgedAfter(back_at));
  await delay(500);
  await load.stop();
  report('every client answered after the restart', performance.now() - back_at);
  await expectNothingLostOrDoneTwice(await stores(), load.stripe, load.acknowledged);
  report(
    `all of ${load.acknowledged.payments} payments settled after the restart`,
    performance.now() - back_at,
  );
}

function storesAt(server_url: string, brokers: string[]): Stores {
  const databases = STORES.map((name) => [
    name,
    Object.assign(new URL(server_url), { pathname: `/pinstripe_${name}` }).href,
  ]);
  return {
    databases: Object.fromEntries(databases) as Stores['databases'],
    brokers,
    namespace: 'pinstripe',
  };
}

/** As `npm start` runs it, with PostgreSQL and Kafka of its own. */
describe('the platform with its servers', () => {
  let platform: NodeProcess;

  beforeAll(async () => {
    const port = await freePort('Pinstripe');
    platform = await processes.start({
      app: 'platform',
      env: { PINSTRIPE_STATE: folder, PORT: String(port), KAFKA_PORT: '0' },
    });
  }, 60_000);
  afterAll(() => processes.stop(), 30_000);

  /** The servers say themselves where they listen. */
  const stores = async () => {
    const postmaster = await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8');
    const properties = await readFile(join(folder, 'kafka/server.properties'), 'utf8');
    const broker = /^listeners=CLIENTS:\/\/([^,]+)/m.exec(properties)![1]!;
    return storesAt(`postgres://pinstripe@127.0.0.1:${postmaster.split('\n')[3]}/postgres`, [broker]);
  };

  rounds('loses nothing and does nothing twice when all of it is killed', (random, report) =>
    survive(platform, stores, random, report, async () => {
      await processes.kill(platform);
      platform = await processes.restart(platform);
    }),
  );
});

/** The same state, in the hands of servers that can be killed alone. */
describe('the platform on servers of others', () => {
  let postgres: PostgresServer;
  let kafka: KafkaServer;
  let platform: NodeProcess;

  beforeAll(async () => {
    [postgres, kafka] = await Promise.all([
      startPostgres({ dataDir: join(folder, 'postgres') }),
      startKafka({ dataDir: join(folder, 'kafka') }),
    ]);
    const [database_url, brokers] = [postgres.url, kafka.brokers.join(',')];
    const env = { PINSTRIPE_STATE: folder, PORT: '0', DATABASE_URL: database_url, KAFKA_BROKERS: brokers };
    platform = await processes.start({ app: 'platform', env });
  }, 60_000);
  afterAll(async () => {
    try {
      await processes.stop();
    } finally {
      await Promise.all([postgres?.stop(), kafka?.stop()]);
    }
  }, 60_000);

  const stores = async () => storesAt(postgres.url, kafka.brokers);

  async function kill(server: { pid: number; exited: Promise<string> }): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
  }

  rounds('loses nothing and does nothing twice when PostgreSQL is killed', (random, report) =>
    survive(platform, stores, random, report, async () => {
      await kill(postgres);
      const port = Number(new URL(postgres.url).port);
      postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port });
    }),
  );

  rounds('loses nothing and does nothing twice when the broker is killed', (random, report) =>
    survive(platform, stores, random, report, async () => {
      await kill(kafka);
      const port = Number(kafka.brokers[0]!.split(':')[1]);
      kafka = await startKafka({ dataDir: join(folder, 'kafka'), port });
    }),
  );
});
