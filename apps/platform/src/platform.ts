import { billing } from '@pinstripe/billing';
import { kafkaBus } from '@pinstripe/bus';
import { connect } from '@pinstripe/connect';
import type { Service as ServiceName } from '@pinstripe/contract';
import { createGateway, RequestLogTopic, type RunningGateway } from '@pinstripe/gateway';
import type { Clock } from '@pinstripe/kernel';
import { hostedPages } from '@pinstripe/pages';
import { payments } from '@pinstripe/payments';
import {
  inMemory,
  type Service,
  type ServiceConfig,
  type ServiceDefinition,
  type ServiceTransport,
  startService,
} from '@pinstripe/service';
import { webhooks } from '@pinstripe/webhooks';
import pg from 'pg';

/** Every service that is built. */
const SERVICES: readonly ServiceDefinition[] = [billing, connect, payments, webhooks];

export interface PlatformOptions {
  config: ServiceConfig;
  clock: Clock;
  /** Requests a second of one account; null for no limit. */
  rate_limit: number | null;
}

export interface Platform {
  readonly url: string;
  readonly services: readonly Service[];
  readonly gateway: RunningGateway;
  close(): Promise<void>;
}

/**
 * Starts every service and the gateway in this process. `config.database_url` names a server: each service has its own
 * database there, made when it is missing.
 */
export async function startPlatform({ config, clock, rate_limit }: PlatformOptions): Promise<Platform> {
  const services: Service[] = [];
  try {
    const urls = await databases(config.database_url, config.namespace);
    const starting = SERVICES.map(async (definition) => {
      const own = { ...config, database_url: urls.get(definition.name)! };
      const service = await startService(definition, { config: own, clock }, [kafkaBus()]);
      services.push(service);
      return service;
    });
    for (const outcome of await Promise.allSettled(starting))
      if (outcome.status === 'rejected') throw outcome.reason;
    const transports: Partial<Record<ServiceName, ServiceTransport>> = {};
    for (const service of services) transports[service.name as ServiceName] = inMemory(service);
    const { mode, host, port, namespace, kafka_brokers } = config;
    const topics = { brokers: kafka_brokers, namespace };
    const requests = new RequestLogTopic(topics);
    const { onRequest } = requests;
    const gateway = await createGateway({
      transports,
      mode,
      clock,
      rate_limit,
      host,
      port,
      topics,
      onRequest,
      pages: hostedPages,
    });
    const stop = async () => {
      await close(services, gateway);
      await requests.close();
    };
    return { url: gateway.url, services, gateway, close: stop };
  } catch (error) {
    await close(services);
    throw error;
  }
}

async function close(services: readonly Service[], gateway?: RunningGateway): Promise<void> {
  await gateway?.close();
  await Promise.all(services.map((service) => service.close()));
}

/** The address of each service's database, made when it is missing. */
async function databases(server_url: string, namespace: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: server_url });
  await client.connect();
  try {
    const urls = new Map<string, string>();
    for (const definition of SERVICES) {
      const name = `${namespace.replaceAll(/[^a-zA-Z0-9]/g, '_').toLowerCase()}_${definition.name}`;
      const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
      if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
      urls.set(definition.name, Object.assign(new URL(server_url), { pathname: `/${name}` }).href);
    }
    return urls;
  } finally {
    await client.end();
  }
}
