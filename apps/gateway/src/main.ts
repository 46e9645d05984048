import 'reflect-metadata';
import type { Service } from '@pinstripe/contract';
import { systemClock } from '@pinstripe/kernel';
import { readConfig } from '@pinstripe/service';
import { logger, startTelemetry } from '@pinstripe/telemetry';
import { createGateway, HttpTransport } from './gateway.module.ts';

/** The gateway as a process of its own: `PAYMENTS_URL` and its like in the environment say where the services are. */
const config = readConfig(undefined, []);
const log = logger('gateway');
const telemetry = await startTelemetry({
  service: 'gateway',
  otlp_endpoint: config.otlp_endpoint,
  logs: { level: config.log_level },
});
const transports = Object.entries(config.service_urls).map(([service, urls]): [Service, HttpTransport] => [
  service as Service,
  new HttpTransport(urls),
]);
const gateway = await createGateway({
  transports: Object.fromEntries(transports),
  mode: config.mode,
  clock: systemClock,
  rate_limit: config.mode === 'sandbox' ? null : 100,
  host: config.host,
  port: config.port,
});
log.info({ url: gateway.url }, 'listening');

async function stop(): Promise<void> {
  await gateway.close();
  await Promise.all(transports.map(([, transport]) => transport.close()));
  await telemetry.shutdown();
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
