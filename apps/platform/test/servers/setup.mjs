// Starts the servers of a test run. Jest's workers, which begin later, find them by the environment: see
// libs/testing/src/infrastructure/servers.ts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../src/infrastructure/kafka.ts';
import { startPostgres } from '../../src/infrastructure/postgres.ts';

let folder;
let starting;

export default async function setup() {
  folder = await mkdtemp(join(tmpdir(), 'pinstripe-test-'));
  starting = [
    startPostgres({ dataDir: join(folder, 'postgres'), durable: false }),
    startKafka({ dataDir: join(folder, 'kafka') }),
  ];
  try {
    const [postgres, kafka] = await Promise.all(starting);
    process.env.PINSTRIPE_TEST_DATABASE_URL = postgres.url;
    process.env.PINSTRIPE_TEST_KAFKA_BROKERS = kafka.brokers.join(',');
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown() {
  const outcomes = await Promise.allSettled(starting);
  await Promise.all(outcomes.map(({ value }) => value?.stop()));
  await rm(folder, { recursive: true, force: true });
}
