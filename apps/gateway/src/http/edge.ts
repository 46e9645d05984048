import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { errors } from '@pinstripe/kernel';
import type { ApiAnswer, ApiRequest } from './exchange.ts';
import type { Gateway } from './gateway.ts';
import { PREFLIGHT_HEADERS } from './headers.ts';

/** As much as a request of hundreds of parameters takes, many times over. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** What is the platform's own, beside the API: health and metrics. */
const OWN_PATHS = new Set(['/health', '/ready', '/metrics']);

/**
 * The server of the API. The contract routes and the gateway decodes, so a request is only read whole and handed over as
 * text: a router and its hooks would cost more than all that the gateway does. The platform's own paths go to `own`.
 */
export function apiServer(gateway: Gateway, own: RequestListener): Server {
  return createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (OWN_PATHS.has(request.url!)) own(request, response);
    else if (request.method === 'OPTIONS') response.writeHead(204, PREFLIGHT_HEADERS).end();
    else readBody(request, (body) => void answer(gateway, request, response, body));
  });
}

/** The answer to a body that was too large to be read, or to one that was. */
async function answer(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | null,
) {
  const api_request = toApiRequest(request, body ?? '');
  if (body !== null) return send(request, response, await gateway.answer(api_request));
  const refusal = gateway.answerRefused(api_request, errors.requestTooLarge(BODY_BYTES_MAX));
  // What is left of the body is not worth reading.
  response.once('finish', () => request.destroy());
  return send(request, response, { ...refusal, headers: { ...refusal.headers, connection: 'close' } });
}

/** Reads a request to its end; null when that is too far away. A client that goes away is forgotten. */
function readBody(request: IncomingMessage, done: (body: string | null) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) return;
    request.off('data', onData).off('end', onEnd).pause();
    done(null);
  };
  const onEnd = () => done(chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'));
  request.on('data', onData).on('end', onEnd);
}

function toApiRequest(request: IncomingMessage, body: string): ApiRequest {
  const { method, url, headers, socket } = request as IncomingMessage & { method: string; url: string };
  const mark = url.indexOf('?');
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers,
    body,
    client_ip: socket.remoteAddress ?? null,
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: ApiAnswer,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
