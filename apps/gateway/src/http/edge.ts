import { errors } from '@pinstripe/kernel';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiAnswer, ApiRequest } from './exchange.ts';
import type { Gateway } from './gateway.ts';
import { PREFLIGHT_HEADERS } from './headers.ts';

/** As much as a request of hundreds of parameters takes, many times over. */
export const BODY_BYTES_MAX = 1024 * 1024;

/**
 * Puts the API on a server: one handler for every path that has no other. The contract routes, and the gateway decodes,
 * so Fastify only hands over text.
 */
export function serveApi(server: FastifyInstance, gateway: Gateway): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/*',
    handler: async (request, reply) => {
      if (request.method === 'OPTIONS') return reply.code(204).headers(PREFLIGHT_HEADERS).send();
      return send(reply, await gateway.answer(toApiRequest(request)));
    },
    errorHandler: (error: FastifyError, request, reply) => {
      const is_too_large = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
      const refusal = is_too_large
        ? errors.requestTooLarge(BODY_BYTES_MAX)
        : errors.requestMalformed('application/x-www-form-urlencoded');
      void send(reply, gateway.answerRefused(toApiRequest(request), refusal));
    },
  });
}

/** Answers a request whose URL the server's router cannot read. */
export function answerBadUrl(request: FastifyRequest, reply: FastifyReply, gateway: Gateway): void {
  const refused = toApiRequest(request);
  void send(reply, gateway.answerRefused(refused, errors.unrecognizedUrl(refused.method, refused.path)));
}

function toApiRequest(request: FastifyRequest): ApiRequest {
  const { method, url, headers } = request.raw as {
    method: string;
    url: string;
    headers: ApiRequest['headers'];
  };
  const mark = url.indexOf('?');
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers,
    body: typeof request.body === 'string' ? request.body : '',
    client_ip: request.raw.socket.remoteAddress ?? null,
  };
}

function send(reply: FastifyReply, { status, headers, body }: ApiAnswer): FastifyReply {
  // As bytes: to text Fastify would add a charset, which the API's content type does not have.
  return reply.code(status).headers(headers).send(Buffer.from(body));
}
