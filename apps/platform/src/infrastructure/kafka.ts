import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  endOrphan,
  freePort,
  runToEnd,
  startServer,
  writableFolder,
  type Log,
  type ServerProcess,
} from './server-process.ts';

/** A real Kafka broker, alone, which is its own controller (KRaft), on the loopback interface. */
export interface KafkaServer extends ServerProcess {
  /** Where clients connect, as kafkajs and `KAFKA_BROKERS` want it. */
  readonly brokers: string[];
}

interface KafkaOptions {
  /** Holds the topics and the broker's own state; made when it does not exist. */
  dataDir: string;
  /** Picked by the system unless given. */
  port?: number;
  log?: Log;
}

const ROOT = resolve(import.meta.dirname, '../../../..');
/** Filled by tools/bring.mjs. */
const CACHE = join(ROOT, '.cache/kafka');
/** Sixteen bytes in base64; a broker refuses a folder that was formatted for another cluster. */
const CLUSTER_ID = 'UGluc3RyaXBlTG9jYWxCcg';
const JAVA_MAJOR_MIN = 17;

/** Small and quick to start: no second compiler, one collector thread. */
const JVM = ['-Xms48m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
const JVM_LOG = [
  '-Xlog:disable',
  '-Xlog:all=error:stderr',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];
const REASON = /^.*?(?:Exception: |\[main\] (?:ERROR|FATAL) |Error: |setpriv: )/;

const SETTINGS: Record<string, string> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'CLIENTS',
  'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',

  // There is one broker: one replica of everything, and few partitions of its own topics, which it opens at each start.
  'default.replication.factor': '1',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',

  // A topic exists because the service that owns it has made it, never because somebody misspelt one.
  'auto.create.topics.enable': 'false',
  // Consumers join at once, and after kill -9 neither the broker's nor a consumer's former self is waited for longer.
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  'broker.session.timeout.ms': '2000',
  'broker.heartbeat.interval.ms': '500',

  'num.network.threads': '2',
  'num.io.threads': '4',
  'background.threads': '2',
  // The compaction map is taken from the heap at once: 128 MiB unless told otherwise.
  'log.cleaner.dedupe.buffer.size': '8388608',
};

/**
 * Starts Kafka on the state in `dataDir`, which it formats first if need be. State that was left by `kill -9` is
 * recovered. The first orderly stop leaves an archive of the JVM's classes, with which later starts are a second faster.
 *
 * @throws Error with one sentence for people: no Java, the folder cannot be written or is in use, the port is taken.
 * Nothing is left running then.
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaServer> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => {});
  const port = await freePort('Kafka', options.port);
  if (!existsSync(join(CACHE, 'jars')))
    throw new Error('Kafka is not here yet: `node tools/bring.mjs` brings it.');
  await writableFolder(dataDir);
  const java = await javaVersion();
  await endOrphan('Kafka', join(dataDir, 'kafka.pid'), dataDir);

  const properties = join(dataDir, 'server.properties');
  await writeFile(properties, await settings(dataDir, port));
  const archive = join(CACHE, `classes-${java}.jsa`);
  const unfinished = existsSync(archive) ? undefined : `${archive}.${port}`;
  const jvm = [...JVM, ...JVM_LOG, '-cp', join(CACHE, 'jars', '*')];
  if (!unfinished) jvm.unshift(`-XX:SharedArchiveFile=${archive}`);
  if (!existsSync(join(dataDir, 'log/meta.properties'))) {
    await runToEnd({
      name: 'Formatting the Kafka storage',
      command: 'java',
      args: [...jvm, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties],
      reason: REASON,
    });
  }

  const server = await startServer({
    name: 'Kafka',
    command: 'java',
    args: [
      ...(unfinished ? [`-XX:ArchiveClassesAtExit=${unfinished}`] : []),
      ...jvm,
      'kafka.Kafka',
      properties,
    ],
    ready: /Kafka Server started/,
    reason: REASON,
    stopSignal: 'SIGTERM',
    log,
  });
  await writeFile(join(dataDir, 'kafka.pid'), `${server.pid}\n`);

  return {
    ...server,
    brokers: [`127.0.0.1:${port}`],
    async stop() {
      await server.stop();
      await rm(join(dataDir, 'kafka.pid'), { force: true });
      if (unfinished && existsSync(unfinished)) await rename(unfinished, archive);
    },
  };
}

async function settings(dataDir: string, port: number): Promise<string> {
  const controllerPort = await freePort('Kafka');
  const all = {
    ...SETTINGS,
    'log.dirs': join(dataDir, 'log'),
    listeners: `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function javaVersion(): Promise<string> {
  const printed = await promisify(execFile)('java', ['-version']).then(
    ({ stderr }) => stderr,
    () => '',
  );
  const version = /version "([^"]+)"/.exec(printed)?.[1] ?? '';
  if (Number.parseInt(version, 10) >= JAVA_MAJOR_MIN) return version;
  const found = version ? `it is Java ${version}` : 'there is none';
  throw new Error(`Kafka needs Java ${JAVA_MAJOR_MIN} or newer on the PATH: ${found}.`);
}
