import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { PAGE_PATHS, SOCKET_PATHS } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { ApiAnswer, ApiRequest } from './exchange.ts';
import type { Gateway } from './gateway.ts';
import { PREFLIGHT_HEADERS } from './headers.ts';

/** As much as a request of hundreds of parameters takes, many times over. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** What is the platform's own, beside the API: health, metrics, and what its events are. */
const OWN_PATHS = new Set(['/health', '/ready', '/metrics', '/asyncapi.json']);

/**
 * The server of the API. The contract routes and the gateway decodes, so a request is only read whole and handed over as
 * text: a router and its hooks would cost more than all that the gateway does. The platform's own paths go to `own`, those
 * of hosted pages to `pages`, if there are any.
 */
export function apiServer(gateway: Gateway, own: RequestListener, pages: RequestListener | null): Server {
  // Whoever offers another upgrade (`h2c`, as some clients do with every request) is answered as if he had not.
  const shouldUpgradeCallback = ({ headers, url }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket' && SOCKET_PATHS.has(url!.split('?', 1)[0]!);
  const options = { requestTimeout: REQUEST_TIMEOUT_MS, shouldUpgradeCallback };
  const server = createServer(options, (request, response) => {
    if (OWN_PATHS.has(request.url!)) own(request, response);
    else if (pages !== null && isPage(request.url!)) pages(request, response);
    else if (request.method === 'OPTIONS') response.writeHead(204, PREFLIGHT_HEADERS).end();
    else readBody(request, (body) => void answer(gateway, request, response, body));
  });
  return server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
}

function isPage(url: string): boolean {
  return PAGE_PATHS.some((path) => url.startsWith(path));
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
