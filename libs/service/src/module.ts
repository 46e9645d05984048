import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Clock, StripeError, systemClock, timestamp } from '@pinstripe/kernel';
import { HealthRegistry, logger, metrics, startTelemetry } from '@pinstripe/telemetry';
import type { MigrationInterface } from 'typeorm';
import { Steps } from './attempts.ts';
import { readConfig, type ServiceConfig } from './config.ts';
import { Database } from './database.ts';
import { forgetExpiredClaims } from './idempotency.ts';
import { findObjects } from './objects.ts';
import { type Operation, Operations, ROUTE } from './operations.ts';
import type { Answer, Call, ObjectsQuery, ObjectsReply, ServiceTransport } from './protocol.ts';
import { POLL, startPolls } from './polls.ts';
import { type AnyResource, Runtime } from './runtime.ts';
import { SOCKET, type Upgrade, upgrades } from './sockets.ts';
import { ServiceTables1700000000000 } from './tables.ts';
import { TIMER, type TimerHandler, TimerPoll } from './timers.ts';

/** What a domain service is made of; everything else it has in common with the others. */
export interface ServiceDefinition {
  /** As topics and the contract's owners name it: `payments`. */
  name: string;
  /** The Nest module with its controllers, services, workers and consumers. */
  module: Type;
  resources: readonly AnyResource[];
  migrations: (new () => MigrationInterface)[];
  /** The services whose events its consumers read. */
  events_of?: readonly string[];
}

export interface ServiceEnvironment {
  config: ServiceConfig;
  clock: Clock;
}

/** What else runs with a service: the bus. Attached once its application exists, ended before it closes. */
export interface Attachment {
  stop(): Promise<void>;
}
export type Attach = (service: AttachedTo) => Promise<Attachment>;
export interface AttachedTo {
  definition: ServiceDefinition;
  app: NestFastifyApplication;
  runtime: Runtime;
  steps: Steps;
  config: ServiceConfig;
}

@Global()
@Module({ imports: [DiscoveryModule] })
class ServiceModule {
  static for(definition: ServiceDefinition, runtime: Runtime): DynamicModule {
    const providers = [
      { provide: Runtime, useValue: runtime },
      { provide: Steps, useValue: new Steps() },
    ];
    return { module: ServiceModule, imports: [definition.module], providers, exports: providers };
  }
}

/** A running service. */
export interface Service extends ServiceTransport {
  readonly name: string;
  readonly operations: readonly string[];
  readonly runtime: Runtime;
  readonly app: NestFastifyApplication;
  /** Fires the timers that are due and finishes abandoned attempts, now; answers how many there were. */
  poll(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts a service: migrates its database, wires its module, discovers what it handles, and begins its polls.
 * @throws Error in one sentence when its database cannot be reached.
 */
export async function startService(
  definition: ServiceDefinition,
  { config, clock }: ServiceEnvironment,
  attach: readonly Attach[] = [],
): Promise<Service> {
  const database = await Database.open({
    url: config.database_url,
    migrations: [ServiceTables1700000000000, ...definition.migrations],
  });
  const runtime = new Runtime({ ...definition, config, database, clock });
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.for(definition, runtime),
    new FastifyAdapter({ bodyLimit: 8 * 1024 * 1024 }),
    { logger: false, abortOnError: false },
  );
  const steps = app.get(Steps);
  const operations = new Operations(runtime, steps, methodsByName<Operation>(app, ROUTE));
  const timers = new TimerPoll(runtime, clock, methodsByName<TimerHandler>(app, TIMER));
  const upgrade = upgrades(methodsByName<Upgrade>(app, SOCKET));
  const attachments: Attachment[] = [];
  for (const one of attach) attachments.push(await one({ definition, app, runtime, steps, config }));
  await app.init();
  const fireDue = () => timers.fireDue();
  const finishAbandoned = () => steps.finishAbandoned(runtime);
  const polls = startPolls(definition.name, [
    { every_ms: 1000, work: fireDue },
    { every_ms: 1000, work: finishAbandoned },
    { every_ms: 60_000, work: () => forgetExpiredClaims(runtime, timestamp(clock), 1000) },
    ...marked<() => Promise<number>, number>(app, POLL).map(({ mark, method }) => ({
      every_ms: mark,
      work: method,
    })),
  ]);
  return {
    name: definition.name,
    operations: operations.names,
    runtime,
    app,
    call: (call) => operations.call(call),
    objects: (query) => findObjects(runtime, query),
    upgrade,
    poll: async () => (await fireDue()) + (await finishAbandoned()),
    close: async () => {
      steps.stop();
      await polls.stop();
      for (const attachment of attachments) await attachment.stop();
      await app.close();
      await database.close();
    },
  };
}

/** Serves the service's operations over HTTP, for a gateway in another process, and its health and metrics for whoever runs it. */
export async function serve(service: Service, config: ServiceConfig): Promise<string> {
  const fastify = service.app.getHttpAdapter().getInstance();
  const health = new HealthRegistry();
  health.addReadiness('database', () => service.runtime.database.query({ text: 'select 1' }));
  fastify.get('/health', () => health.live());
  fastify.get('/ready', async (_request, reply) => {
    const ready = await health.ready();
    return reply.status(ready.status === 'ok' ? 200 : 503).send(ready);
  });
  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.content_type).send(await metrics.text()),
  );
  fastify.post('/operations', (request) => service.call(request.body as Call));
  fastify.post('/objects', async (request, reply) => {
    try {
      return await service.objects(request.body as ObjectsQuery);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return reply.status(error.status).send({ error: error.body });
    }
  });
  fastify.server.on('upgrade', service.upgrade);
  await service.app.listen(config.port, config.host);
  return service.app.getUrl();
}

/** A service as a process of its own: configured by the environment, until it is told to stop. */
export async function runService(
  definition: ServiceDefinition,
  attach: readonly Attach[] = [],
): Promise<void> {
  try {
    await runUntilStopped(definition, attach);
  } catch (error) {
    // One sentence for the person who starts it; what it is about is in the configuration, not in a stack.
    log.fatal((error as Error).message);
    process.exit(1);
  }
}

async function runUntilStopped(definition: ServiceDefinition, attach: readonly Attach[]): Promise<void> {
  const config = readConfig();
  const telemetry = await startTelemetry({
    service: definition.name,
    otlp_endpoint: config.otlp_endpoint,
    logs: { level: config.log_level },
  });
  const service = await startService(definition, { config, clock: systemClock }, attach);
  const url = await serve(service, config);
  log.info({ service: definition.name, url }, 'listening');
  const stop = async () => {
    await service.close();
    await telemetry.shutdown();
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

/**
 * The way to a service in the same process. It carries serialized JSON, as HTTP would: nothing that one side holds is
 * ever seen or changed by the other. A connection to be upgraded is handed over as it is.
 */
export function inMemory(service: ServiceTransport): ServiceTransport {
  return {
    call: async (call): Promise<Answer> => service.call(JSON.parse(JSON.stringify(call)) as Call),
    objects: async (query): Promise<ObjectsReply> =>
      JSON.parse(JSON.stringify(await service.objects({ ...query }))) as ObjectsReply,
    upgrade: (request, socket, head) => service.upgrade(request, socket, head),
  };
}

type Method = (...args: never[]) => unknown;

/** The methods of all controllers and providers that a decorator has marked, with what it says of them. */
function marked<M extends Method, Mark>(
  app: NestFastifyApplication,
  symbol: symbol,
): { mark: Mark; method: M }[] {
  const discovery = app.get(DiscoveryService);
  const scanner = app.get(MetadataScanner);
  const found: { mark: Mark; method: M }[] = [];
  for (const { instance } of [...discovery.getControllers(), ...discovery.getProviders()]) {
    if (instance === null || typeof instance !== 'object') continue;
    const prototype = Object.getPrototypeOf(instance) as Record<string, M> | null;
    if (prototype === null) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const mark = Reflect.getMetadata(symbol, prototype[name]!) as Mark | undefined;
      if (mark !== undefined) found.push({ mark, method: prototype[name]!.bind(instance) as M });
    }
  }
  return found;
}

/** Marked methods by name. @throws Error when two have the same. */
function methodsByName<M extends Method>(
  app: NestFastifyApplication,
  symbol: symbol,
): ReadonlyMap<string, M> {
  const methods = new Map<string, M>();
  for (const { mark, method } of marked<M, string>(app, symbol)) {
    if (methods.has(mark)) throw new Error(`'${mark}' is declared twice`);
    methods.set(mark, method);
  }
  return methods;
}

const log = logger('service');
