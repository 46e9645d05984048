import { createServer, connect, type Socket } from 'node:net';
import type { Type } from '@nestjs/common';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { ShiftedClock, systemClock } from '@pinstripe/kernel';
import {
  OUTBOX,
  readConfig,
  runUnit,
  type Service,
  type ServiceConfig,
  startService,
  type Table,
  UNREQUESTED,
  type WorkContext,
} from '@pinstripe/service';
import { startTelemetry } from '@pinstripe/telemetry';
import { type TestDatabase, testDatabase, testKafka } from '@pinstripe/testing';
import { type Consumer, Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { kafkaBus, type KafkaBusOptions } from '../src/index.ts';

export const spans = new InMemorySpanExporter();

/** What was logged. It is not printed: most of what goes wrong here is meant to. */
export const logged: string[] = [];
await startTelemetry({
  service: 'test',
  logs: { level: 'warn', write: (line) => void logged.push(line) },
  exporter: spans,
});

/** What the handlers of these tests do: a row for each time that they act. */
export const EFFECTS: Table = { name: 'effects', columns: { key: 'text', what: 'text' }, ordered: true };

export class EffectTables1700000008000 implements MigrationInterface {
  readonly name = 'EffectTables1700000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table effects (id bigint generated always as identity, key text not null, what text not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table effects');
  }
}

export const CONTEXT: WorkContext = {
  ...UNREQUESTED,
  account: 'acct_test',
  livemode: false,
  now: Math.floor(systemClock.millis() / 1000),
};

/** The headers of an event, as the services write them. */
export function eventHeaders(id: string, type: string): Record<string, string> {
  return { ce_id: id, ce_type: type, ce_account: CONTEXT.account, ce_livemode: String(CONTEXT.livemode) };
}

export interface Reading {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** A corner of the test run's Kafka, and the services that a test has started there. */
export class BusWorld {
  readonly namespace: string;
  readonly kafka: Kafka;
  readonly brokers: string[];
  private readonly ends: (() => Promise<unknown>)[] = [];

  constructor() {
    const { brokers, namespace } = testKafka();
    this.brokers = brokers;
    this.namespace = namespace.replace(/\.$/, '');
    this.kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  }

  async close(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
  }

  async database(): Promise<TestDatabase> {
    const database = await testDatabase();
    this.ends.push(() => database.drop());
    return database;
  }

  config(url: string): ServiceConfig {
    return readConfig({
      DATABASE_URL: url,
      KAFKA_BROKERS: this.brokers.join(','),
      PINSTRIPE_NAMESPACE: this.namespace,
    });
  }

  /** Starts a replica of the service `name`, on a database of its own unless `url` is given. */
  async service(
    name: string,
    module: Type,
    { events_of = [], ...options }: KafkaBusOptions & { events_of?: readonly string[] } = {},
    url?: string,
  ): Promise<Service> {
    const config = this.config(url ?? (await this.database()).url);
    const definition = { name, module, resources: [], migrations: [EffectTables1700000008000], events_of };
    const service = await startService(definition, { config, clock: new ShiftedClock() }, [
      kafkaBus(options),
    ]);
    let closed = false;
    const { close } = service;
    service.close = async () => {
      if (closed) return;
      closed = true;
      await close();
    };
    this.ends.push(() => service.close());
    return service;
  }

  async send(topic: string, messages: Message[]): Promise<void> {
    const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: `${this.namespace}.${topic}`, messages });
    await producer.disconnect();
  }

  /** Collects what is in a topic, from its beginning. */
  async read(topic: string): Promise<Reading[]> {
    const consumer: Consumer = this.kafka.consumer({
      groupId: `${this.namespace}.reader.${topic}`,
      maxWaitTimeInMs: 50,
    });
    const readings: Reading[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: `${this.namespace}.${topic}`, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        readings.push({
          key: String(message.key),
          value: String(message.value),
          headers: Object.fromEntries(headers) as Record<string, string>,
        });
      },
    });
    this.ends.push(() => consumer.disconnect());
    return readings;
  }
}

/** Commits a message to publish, by a unit of its own. */
export async function commitMessage(
  { runtime }: Pick<Service, 'runtime'>,
  topic: string,
  key: string,
  value: string,
): Promise<void> {
  await runUnit(runtime, { context: CONTEXT }, async (unit) =>
    unit.insert(OUTBOX, { topic, key, headers: {}, value }),
  );
}

/** What the handlers of `service` did, in the order in which it was committed per key. */
export async function effectsOf({ runtime }: Service): Promise<{ key: string; what: string }[]> {
  return runtime.database.query({ text: 'select key, what from effects order by id' });
}

type Nothing = false | null | undefined;

/** Resolves as soon as `probe` finds something; the test's own time limit ends a wait that is in vain. */
export async function eventually<T>(probe: () => T | Nothing | Promise<T | Nothing>): Promise<T> {
  for (;;) {
    const found = await probe();
    if (found !== false && found !== null && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A way to a server that can be cut: connections break, and new ones are refused. */
export async function cuttable(
  url: string,
): Promise<{ url: string; cut(): Promise<void>; mend(): Promise<void>; end(): Promise<void> }> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as { port: number };
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    cut,
    mend: () => listen(port),
    end: () => (server.listening ? cut() : Promise.resolve()),
  };
}
