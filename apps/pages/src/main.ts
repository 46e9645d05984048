import { createServer } from 'node:http';
import { readConfig } from '@pinstripe/service';
import { logger, startTelemetry } from '@pinstripe/telemetry';
import { askOverHttp } from './ask.ts';
import { hostedPages } from './pages.ts';

/** The pages as a process of their own: `GATEWAY_URL` says where the API is. */
const config = readConfig(undefined, ['GATEWAY_URL']);
const log = logger('pages');
const telemetry = await startTelemetry({
  service: 'pages',
  otlp_endpoint: config.otlp_endpoint,
  logs: { level: config.log_level },
});
const pages = hostedPages(askOverHttp(config.service_urls['gateway']![0]!));
const server = createServer((request, response) => {
  if (request.url === '/health' || request.url === '/ready') response.end('{"status":"ok"}');
  else pages(request, response);
});
server.listen(config.port, config.host, () =>
  log.info({ url: `http://${config.host}:${(server.address() as { port: number }).port}` }, 'listening'),
);

function stop(): void {
  server.close(() => void telemetry.shutdown());
  server.closeIdleConnections();
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
