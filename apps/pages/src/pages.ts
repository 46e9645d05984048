import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { logger } from '@pinstripe/telemetry';
import type { Ask, AskFor, Forwarded } from './ask.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { bankTransfer } from './bank-transfers/bank-transfer.page.ts';
import { mandate } from './mandates/mandate.page.ts';
import { microdeposits } from './microdeposits/microdeposits.page.ts';
import { authorize, threeDSecure, voucher } from './payer-actions/payer-action.page.ts';
import { codeOf } from './qr-code/qr-code.ts';
import { receipt } from './receipts/receipt.page.ts';
import { refundDetails } from './refunds/refund-details.page.ts';
import { STYLE_SOURCE } from './style.ts';

export { type Ask, type AskFor, type Question } from './ask.ts';

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

/** Pages that lead back to where the client wants the payer, and that its own page may hold in a frame. */
const FOR_PAYERS: ReadonlyMap<string, Page> = new Map([
  ['/3d_secure_2/hosted', threeDSecure],
  ['/pm-redirects/authorize', authorize],
  ['/pm-redirects/voucher', voucher],
]);

const PAGES: ReadonlyMap<string, Page> = new Map([
  ...FOR_PAYERS,
  ['/mandates', mandate],
  ['/pm-redirects/bank_transfer', bankTransfer],
  ['/pm-redirects/microdeposits', microdeposits],
  ['/pm-redirects/qr.png', codeOf('png', FOR_PAYERS)],
  ['/pm-redirects/qr.svg', codeOf('svg', FOR_PAYERS)],
  ['/receipts', receipt],
  ['/refunds', refundDetails],
]);

const BODY_BYTES_MAX = 64 * 1024;

/** No page needs a script, nor anything but its own style. */
const POLICY = `default-src 'none'; style-src ${STYLE_SOURCE}; base-uri 'none'`;
/** Where a payer's buttons lead is the client's to say, and so is who shows them; what all other pages ask goes here alone. */
const OWN_POLICY = `${POLICY}; form-action 'self'; frame-ancestors 'none'`;

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const TOO_LARGE: Answer = {
  status: 413,
  page: page('Error', html`<h1>This is more than the form takes.</h1>`),
};

const log = logger('pages');

/** The hosted pages. They keep nothing: what they show, and what comes of it, is the API's, which they ask. */
export function hostedPages(ask_for: AskFor): RequestListener {
  return (request, response) => void respond(request, response, ask_for(forwardedBy(request)));
}

async function respond(request: IncomingMessage, response: ServerResponse, ask: Ask): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url!, 'http://pages');
    const body = await bodyOf(request);
    if (body === null) {
      // a browser hears the answer once it has sent all
      request.resume();
      return send(response, TOO_LARGE);
    }
    const form = new URLSearchParams(body);
    const show = PAGES.get(pathname) ?? notFound;
    const host = request.headers.host ?? null;
    response.setHeader('content-security-policy', FOR_PAYERS.has(pathname) ? POLICY : OWN_POLICY);
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

function forwardedBy({ headers }: IncomingMessage): Forwarded {
  const { host, 'x-forwarded-host': forwarded = host, 'x-forwarded-proto': scheme } = headers;
  return {
    ...(typeof forwarded === 'string' ? { 'x-forwarded-host': forwarded } : {}),
    ...(typeof scheme === 'string' ? { 'x-forwarded-proto': scheme } : {}),
  };
}

async function notFound(): Promise<Answer> {
  return { status: 404, page: page('Not found', html`<h1>There is nothing here.</h1>`) };
}

/** What a browser sends with a request; null when that is more than any form here has. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  let body = '';
  // the connection is still there for the answer
  const chunks = request.setEncoding('utf8').iterator({ destroyOnReturn: false });
  for await (const chunk of chunks as AsyncIterable<string>) {
    body += chunk;
    if (body.length > BODY_BYTES_MAX) return null;
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
