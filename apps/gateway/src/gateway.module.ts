import type { RequestListener } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthController } from './health.controller.ts';
import { apiServer } from './http/edge.ts';
import { Gateway, type GatewayOptions } from './http/gateway.ts';

export type { RequestLog } from './http/exchange.ts';
export { type GatewayOptions } from './http/gateway.ts';
export { HttpTransport } from './transports/http-transport.ts';

@Module({ controllers: [HealthController] })
export class GatewayModule {}

export interface RunningGateway {
  /** Where it listens: `http://127.0.0.1:12111`. */
  readonly url: string;
  /** Answers what has begun, and takes no more. */
  close(): Promise<void>;
}

/**
 * Starts the gateway on `host` and `port`; port 0 takes a free one.
 *
 * @throws Error when the port is taken.
 */
export async function createGateway(
  options: GatewayOptions & { host: string; port: number },
): Promise<RunningGateway> {
  const gateway = new Gateway(options);
  const adapter = new FastifyAdapter({
    forceCloseConnections: 'idle',
    serverFactory: (own: RequestListener) => apiServer(gateway, own),
  });
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), close: () => app.close() };
}
