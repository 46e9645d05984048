import type { RequestListener } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AsyncApiController, EventsDocument, type EventTopics } from './asyncapi.controller.ts';
import { HealthController } from './health.controller.ts';
import { apiServer } from './http/edge.ts';
import { Gateway, type GatewayOptions } from './http/gateway.ts';

import type { ApiAnswer } from './http/exchange.ts';

export type { RequestLog } from './http/exchange.ts';
export { type GatewayOptions } from './http/gateway.ts';
export { RequestLogTopic } from './request-log/request-log.ts';
export { HttpTransport } from './transports/http-transport.ts';
export { proxyTo } from './transports/proxy.ts';

/** A question to the API as a form, and its answer, within this process. */
export type AskInMemory = (
  headers: Readonly<Record<string, string>>,
) => (question: {
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
}) => Promise<ApiAnswer>;

@Module({ controllers: [AsyncApiController, HealthController] })
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
  options: GatewayOptions & {
    host: string;
    port: number;
    topics: EventTopics;
    /** Shows hosted pages, which ask the API in memory; without it there are none at this address. */
    pages?: (ask: AskInMemory) => RequestListener;
  },
): Promise<RunningGateway> {
  const gateway = new Gateway(options);
  const adapter = new FastifyAdapter({
    forceCloseConnections: 'idle',
    serverFactory: (own: RequestListener) =>
      apiServer(gateway, own, options.pages?.(inMemory(gateway)) ?? null),
  });
  const module = {
    module: GatewayModule,
    providers: [{ provide: EventsDocument, useValue: new EventsDocument(options.topics) }],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  await app.listen(options.port, options.host);
  const close = () => {
    gateway.close();
    return app.close();
  };
  return { url: await app.getUrl(), close };
}

function inMemory(gateway: Gateway): AskInMemory {
  return (own) =>
    async ({ method, path, params }) => {
      const form = new URLSearchParams(params).toString();
      const [query, body] = method === 'GET' ? [form, ''] : ['', form];
      const headers = { ...own, 'content-type': 'application/x-www-form-urlencoded' };
      return gateway.answer({ method, path, query, headers, body, client_ip: null });
    };
}
