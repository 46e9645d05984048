import 'reflect-metadata';
import type { Service } from '@pinstripe/contract';
import { systemClock } from '@pinstripe/kernel';
import { readConfig } from '@pinstripe/service';
import { logger, startTelemetry } from '@pinstripe/telemetry';
import { createGateway, HttpTransport, proxyTo, RequestLogTopic } from './gateway.module.ts';

/** The gateway as a process of its own: `PAYMENTS_URL` and its like in the environment say where the services are, `PAGES_URL` the pages. */
const config = readConfig(undefined, []);
const log = logger('gateway');
const telemetry = await startTelemetry({
  service: 'gateway',
  otlp_endpoint: config.otlp_endpoint,
  logs: { level: config.log_level },
});
const { pages: [pages_url] = [], ...service_urls } = config.service_urls;
const transports = Object.entries(service_urls).map(([service, urls]): [Service, HttpTransport] => [
  service as Service,
  new HttpTransport(urls),
]);
const topics = { brokers: config.kafka_brokers, namespace: config.namespace };
const requests = config.kafka_brokers.length > 0 ? new RequestLogTopic(topics) : null;
const gateway = await createGateway({
  transports: Object.fromEntries(transports),
  mode: config.mode,
  clock: systemClock,
  rate_limit: config.mode === 'sandbox' ? null : 100,
  host: config.host,
  port: config.port,
  topics,
  ...(requests === null ? {} : { onRequest: requests.onRequest }),
  ...(pages_url === undefined ? {} : { pages: () => proxyTo(pages_url) }),
});
log.info({ url: gateway.url }, 'listening');

async function stop(): Promise<void> {
  await gateway.close();
  await requests?.close();
  await Promise.all(transports.map(([, transport]) => transport.close()));
  await telemetry.shutdown();
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
