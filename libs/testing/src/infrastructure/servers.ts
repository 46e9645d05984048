import { randomText } from '@pinstripe/kernel';
import pg from 'pg';

/** A database of a test's own. */
export interface TestDatabase {
  url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/** A corner of the run's Kafka for one test. */
export interface TestKafka {
  brokers: string[];
  /** Begins the names of the test's topics and groups: no other test's begin with it. */
  namespace: string;
}

/**
 * Creates an empty database with a name of its own on the PostgreSQL of the test run.
 * @throws Error in a spec that Jest runs without servers: it belongs into a `test` folder or is named `*.pg.spec.ts`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = new URL(fromRun('PINSTRIPE_TEST_DATABASE_URL'));
  const name = `test_${randomText(12).toLowerCase()}`;
  await execute(server, `create database ${name} strategy file_copy`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` });
  return { url: url.href, drop: () => execute(server, `drop database ${name} with (force)`) };
}

/**
 * The Kafka of the test run.
 * @throws Error in a spec that Jest runs without servers: it belongs into a `test` folder or is named `*.pg.spec.ts`.
 */
export function testKafka(): TestKafka {
  return {
    brokers: fromRun('PINSTRIPE_TEST_KAFKA_BROKERS').split(','),
    namespace: `test-${randomText(12)}`,
  };
}

function fromRun(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(
      'No servers in this run: a spec that needs them is in a test folder or named *.pg.spec.ts.',
    );
  }
  return value;
}

async function execute(server: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
