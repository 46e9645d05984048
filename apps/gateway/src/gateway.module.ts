import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HealthController } from './health.controller.ts';
import { answerBadUrl, BODY_BYTES_MAX, serveApi } from './http/edge.ts';
import { Gateway, type GatewayOptions } from './http/gateway.ts';

export type { RequestLog } from './http/exchange.ts';
export { type GatewayOptions } from './http/gateway.ts';
export { HttpTransport } from './transports/http-transport.ts';

/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 60_000;

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
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerBadUrl(request, reply, gateway),
  });
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  serveApi(adapter.getInstance(), gateway);
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), close: () => app.close() };
}
