import { testDatabase, testKafka } from '@pinstripe/testing';
import { freePort } from '../../src/infrastructure/server-process.ts';
import { type Stores, STORES } from './invariants.ts';
import { Processes } from './processes.ts';

/** Gateway, pages, billing, connect, webhooks and two replicas of payments, each a process of its own. */
export interface SeparateServices {
  /** The gateway's. */
  url: string;
  stores: Stores;
  processes: Processes;
  close(): Promise<void>;
}

export async function startSeparateServices(): Promise<SeparateServices> {
  const { brokers, namespace } = testKafka();
  const databases = await Promise.all(STORES.map(async (name) => ({ name, ...(await testDatabase()) })));
  const processes = new Processes();
  const close = async () => {
    try {
      await processes.stop();
    } finally {
      await Promise.all(databases.map(({ drop }) => drop()));
    }
  };
  try {
    const replicas = databases.flatMap((database) =>
      database.name === 'payments' ? [database, database] : [database],
    );
    const starting = replicas.map(({ name, url }) =>
      processes.start({
        app: name,
        env: {
          DATABASE_URL: url,
          KAFKA_BROKERS: brokers.join(','),
          PINSTRIPE_NAMESPACE: namespace,
          VAULT_KEY: '5e'.repeat(32),
        },
      }),
    );
    for (const outcome of await Promise.allSettled(starting))
      if (outcome.status === 'rejected') throw outcome.reason;
    const env = STORES.map((name): [string, string] => [
      `${name.toUpperCase()}_URL`,
      processes
        .of(name)
        .map(({ url }) => url)
        .join(','),
    ]);
    const pages_port = await freePort('the pages');
    const { url } = await processes.start({
      app: 'gateway',
      env: { ...Object.fromEntries(env), PAGES_URL: `http://127.0.0.1:${pages_port}` },
    });
    await processes.start({ app: 'pages', env: { GATEWAY_URL: url, PORT: String(pages_port) } });
    const urls = databases.map(({ name, url: database_url }) => [name, database_url]);
    const stores = { databases: Object.fromEntries(urls) as Stores['databases'], brokers, namespace };
    return { url, stores, processes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
