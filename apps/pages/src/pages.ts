import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { logger } from '@pinstripe/telemetry';
import type { Ask } from './ask.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { codeOf } from './qr-code/qr-code.ts';
import { authorize, threeDSecure, voucher } from './payer-actions/payer-action.page.ts';

export { type Ask, type Question } from './ask.ts';

export interface PageRequest {
  method: string;
  query: URLSearchParams;
  form: URLSearchParams;
  /** How the payer's browser names this platform. */
  host: string | null;
}

/** A page, the way to another, or an image. */
export type Answer =
  | { status: number; page: Html }
  | { status: 303; location: string }
  | { status: 200; content_type: string; image: Buffer | string };

export type Page = (request: PageRequest, ask: Ask) => Promise<Answer>;

const FOR_PAYERS = new Map([
  ['/3d_secure_2/hosted', threeDSecure],
  ['/pm-redirects/authorize', authorize],
  ['/pm-redirects/voucher', voucher],
]);

const PAGES: ReadonlyMap<string, Page> = new Map([
  ...FOR_PAYERS,
  ['/pm-redirects/qr.png', codeOf('png', FOR_PAYERS)],
  ['/pm-redirects/qr.svg', codeOf('svg', FOR_PAYERS)],
]);

const BODY_BYTES_MAX = 64 * 1024;

/** No page needs a script. Where its buttons lead is the client's to say, so that `form-action` cannot be narrowed. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const log = logger('pages');

/** The hosted pages. They keep nothing: what they show, and what comes of it, is the API's, which they `ask`. */
export function hostedPages(ask: Ask): RequestListener {
  return (request, response) => void respond(request, response, ask);
}

async function respond(request: IncomingMessage, response: ServerResponse, ask: Ask): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url!, 'http://pages');
    const form = new URLSearchParams(await bodyOf(request));
    const show = PAGES.get(pathname) ?? notFound;
    const host = request.headers.host ?? null;
    send(response, await show({ method: request.method!, query: searchParams, form, host }, ask));
  } catch (error) {
    log.error({ err: error, path: request.url?.split('?')[0] }, 'a page could not be shown');
    send(response, {
      status: 500,
      page: page(
        'Error',
        html`<h1>Something went wrong.</h1>
          <p>Please try again.</p>`,
      ),
    });
  }
}

async function notFound(): Promise<Answer> {
  return { status: 404, page: page('Not found', html`<h1>There is nothing here.</h1>`) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += chunk;
    if (body.length > BODY_BYTES_MAX) throw new Error('the form is too large');
  }
  return body;
}

function send(response: ServerResponse, answer: Answer): void {
  if ('location' in answer) {
    response.writeHead(answer.status, { ...HEADERS, location: answer.location }).end();
    return;
  }
  if ('image' in answer) {
    response.writeHead(answer.status, { ...HEADERS, 'content-type': answer.content_type }).end(answer.image);
    return;
  }
  response
    .writeHead(answer.status, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' })
    .end(answer.page.text);
}
