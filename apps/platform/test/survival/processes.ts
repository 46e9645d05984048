import { join, resolve } from 'node:path';
import { testDatabase, testKafka } from '@pinstripe/testing';
import { type ServerProcess, startServer } from '../../src/infrastructure/server-process.ts';

/**
 * The platform's programs as processes of their own, from what was built (`npm run build`). They end with the test
 * process, however that ends.
 */
export interface NodeProcess extends ServerProcess {
  /** Where it listens. */
  url: string;
  /** Ends it and its process group as `kill -9` does. Resolves when it is gone. */
  kill(): Promise<void>;
  /** What it has printed last, for the message of a test that fails. */
  lastLines(): string;
}

const APPS = resolve(import.meta.dirname, '../../..');
const LINES_MAX = 40;

interface Program {
  app: string;
  env: Record<string, string>;
  /** The line that says that it is ready; its first group is the address. */
  ready?: RegExp;
}

export async function startNode({
  app,
  env,
  ready = /"url":"([^"]+)".*"listening"/,
}: Program): Promise<NodeProcess> {
  const lines: string[] = [];
  let url = '';
  const server = await startServer({
    name: app,
    command: 'env',
    args: [
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      process.execPath,
      '--disable-warning=TimeoutNegativeWarning',
      join(APPS, app, 'dist/main.js'),
    ],
    ready,
    reason: /^\w*Error: /,
    stopSignal: 'SIGTERM',
    log: (line) => {
      url ||= ready.exec(line)?.[1] ?? '';
      lines.push(line);
      if (lines.length > LINES_MAX) lines.shift();
    },
  });
  return {
    ...server,
    url,
    kill: async () => {
      process.kill(-server.pid, 'SIGKILL');
      await server.exited;
    },
    lastLines: () => lines.join('\n'),
  };
}

/** The services of the story, and of `payments` two replicas. */
export const STORES = ['billing', 'connect', 'payments', 'webhooks'] as const;
export type Store = (typeof STORES)[number];

export interface SeparateProcesses {
  /** The gateway's. */
  url: string;
  brokers: string[];
  namespace: string;
  databases: Record<Store, string>;
  gateway: NodeProcess;
  /** Every replica that was started, by service. */
  replicas: Record<Store, NodeProcess[]>;
  /** How processes have ended that nobody ended. */
  crashes: string[];
  kill(process: NodeProcess): Promise<void>;
  /** Starts a replica that was killed again, at its former address. */
  restart(process: NodeProcess): Promise<void>;
  close(): Promise<void>;
}

/** Starts gateway, billing, connect, webhooks and two replicas of payments, each as its own process. */
export async function startSeparateProcesses(): Promise<SeparateProcesses> {
  const { brokers, namespace } = testKafka();
  const databases = await Promise.all(STORES.map(async (store) => [store, await testDatabase()] as const));
  const running: NodeProcess[] = [];
  const programs = new Map<NodeProcess, Program>();
  const ended = new Set<NodeProcess>();
  const crashes: string[] = [];

  const start = async (app: string, env: Record<string, string>) => {
    const process = await startNode({ app, env });
    running.push(process);
    programs.set(process, { app, env });
    void process.exited.then((how) => ended.has(process) || crashes.push(`${how}\n${process.lastLines()}`));
    return process;
  };
  const close = async () => {
    await Promise.all(running.map((process) => (ended.add(process), process.stop())));
    await Promise.all(databases.map(([, { drop }]) => drop()));
  };

  try {
    const replicas: Record<Store, NodeProcess[]> = { billing: [], connect: [], payments: [], webhooks: [] };
    const starting = [...databases, ...databases.filter(([store]) => store === 'payments')].map(
      async ([store, { url }]) => {
        const env = {
          DATABASE_URL: url,
          KAFKA_BROKERS: brokers.join(','),
          PINSTRIPE_NAMESPACE: namespace,
          VAULT_KEY: '5e'.repeat(32),
        };
        replicas[store].push(await start(store, env));
      },
    );
    for (const outcome of await Promise.allSettled(starting))
      if (outcome.status === 'rejected') throw outcome.reason;
    const urls = STORES.map((store) => [
      `${store.toUpperCase()}_URL`,
      replicas[store].map(({ url }) => url).join(','),
    ]);
    const gateway = await start('gateway', Object.fromEntries(urls) as Record<string, string>);
    return {
      url: gateway.url,
      brokers,
      namespace,
      databases: Object.fromEntries(databases.map(([store, { url }]) => [store, url])) as Record<
        Store,
        string
      >,
      gateway,
      replicas,
      crashes,
      kill: (process) => (ended.add(process), process.kill()),
      restart: async (process) => {
        const { app, env } = programs.get(process)!;
        const again = await start(app, { ...env, PORT: new URL(process.url).port });
        for (const list of Object.values(replicas)) {
          if (list.includes(process)) list.splice(list.indexOf(process), 1, again);
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
