import { type ClientRequest, type RequestListener, request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream';

const TIMEOUT_MS = 60_000;

/** Hands requests on to the server at `base_url` as they are, and its answers back; 503 when it cannot be reached. */
export function proxyTo(base_url: string): RequestListener {
  return (request, response) => {
    const { method, headers, url } = request;
    const upstream: ClientRequest = httpRequest(new URL(url!, base_url), {
      headers,
      timeout: TIMEOUT_MS,
      ...(method === undefined ? {} : { method }),
    });
    upstream.on('timeout', () => upstream.destroy());
    upstream.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(503).end();
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      pipeline(answer, response, () => undefined);
    });
    pipeline(request, upstream, () => undefined);
  };
}
