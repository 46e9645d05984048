import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { systemClock } from '@pinstripe/kernel';
import { PORT_DEFAULT, readConfig } from '@pinstripe/service';
import { startTelemetry } from '@pinstripe/telemetry';
import { startKafka } from './infrastructure/kafka.ts';
import { startPostgres } from './infrastructure/postgres.ts';
import { freePort, type ServerProcess } from './infrastructure/server-process.ts';
import { localState } from './local-state.ts';
import { startPlatform } from './platform.ts';
import { complain, print, step } from './terminal.ts';

/**
 * `npm start`: the whole platform on this machine. PostgreSQL and Kafka are brought up too, unless `DATABASE_URL` and
 * `KAFKA_BROKERS` name others; state is kept in `.pinstripe/`. Everything stops with this process, however it ends.
 */
/** Beside the gateway's, and the same at every start: consumers write it down. */
const KAFKA_PORT = '12112';
const running: { stop(): Promise<void> }[] = [];

async function start(): Promise<void> {
  const { env } = process;
  const folder = resolve(env.PINSTRIPE_STATE ?? '.pinstripe');
  const state = await localState(folder);
  const port = await freePort('the gateway', Number(env.PORT ?? PORT_DEFAULT));
  const [database_url, brokers] = await Promise.all([
    env.DATABASE_URL ??
      own('PostgreSQL', startPostgres({ dataDir: join(folder, 'postgres') }), ({ url }) => url),
    env.KAFKA_BROKERS ??
      own(
        'Kafka',
        startKafka({ dataDir: join(folder, 'kafka'), port: Number(env.KAFKA_PORT ?? KAFKA_PORT) }),
        ({ brokers }) => brokers.join(','),
      ),
  ]);
  const config = readConfig({
    VAULT_KEY: state.vault_key,
    ...env,
    DATABASE_URL: database_url,
    KAFKA_BROKERS: brokers,
    PORT: String(port),
  });
  const telemetry = await startTelemetry({
    service: 'pinstripe',
    otlp_endpoint: config.otlp_endpoint,
    logs: { level: env.LOG_LEVEL ?? 'warn', format: process.stdout.isTTY ? 'line' : 'json' },
  });
  running.push({ stop: () => telemetry.shutdown() });
  const platform = await step('Services', () =>
    startPlatform({ config, clock: systemClock, rate_limit: null }),
  );
  running.push({ stop: () => platform.close() });
  print(`
  Pinstripe is ready at ${platform.url}

  Secret key   ${state.secret_key}
  Kafka        ${brokers}

  Try:  curl ${platform.url}/v1/customers -u ${state.secret_key}: -d email=jenny@example.com
`);
}

/** Starts a server of our own, to be stopped with the platform. One that ends by itself takes the platform with it. */
async function own<S extends ServerProcess>(
  name: string,
  starting: Promise<S>,
  address: (server: S) => string,
) {
  const server = await step(name, () => starting);
  running.push(server);
  void server.exited.then((how) => stopping ?? fail(new Error(`${name} has ended: ${how}`)));
  return address(server);
}

let stopping: Promise<void> | null = null;

/** Ends what runs, latest first: nothing loses what it stands on. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const server of running.reverse()) await server.stop();
  })();
  return stopping;
}

async function fail(error: unknown): Promise<void> {
  complain(error instanceof Error ? error.message : String(error));
  await stop();
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void stop().then(() => process.exit(0)));
}
await start().catch(fail);
