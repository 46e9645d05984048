import { API_VERSION } from '@pinstripe/contract';
import type { Exchange } from './exchange.ts';

/** Every answer has these. Browsers may read it, since publishable keys are theirs. */
const CONSTANT = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Request-Id, Stripe-Should-Retry, Idempotent-Replayed',
  'cache-control': 'no-cache, no-store',
  'content-type': 'application/json',
  'stripe-version': API_VERSION,
};

/** What an answer says of itself, beside its status and body. */
export interface AnswerNotes {
  should_retry?: boolean | null;
  /** Of the request that was answered first, when this is its answer again. */
  original_request?: string | null;
  retry_after_s?: number | null;
}

export function answerHeaders(
  exchange: Exchange,
  status: number,
  notes: AnswerNotes,
): Record<string, string> {
  const { request, request_id, account, idempotency_key } = exchange;
  const { should_retry = null, original_request = null, retry_after_s = null } = notes;
  const headers: Record<string, string> = { ...CONSTANT, 'request-id': request_id };
  if (idempotency_key !== null) {
    headers['idempotency-key'] = idempotency_key;
    headers['original-request'] = original_request ?? request_id;
    if (original_request !== null) headers['idempotent-replayed'] = 'true';
  }
  if (account !== null && request.headers['stripe-account'] === account) headers['stripe-account'] = account;
  if (should_retry !== null)
    headers['stripe-should-retry'] = String(should_retry && isRepeatable(exchange, status));
  if (retry_after_s !== null) headers['retry-after'] = String(retry_after_s);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="Stripe"';
  return headers;
}

/** A 503 leaves open whether something was done: to ask again without a key of the client's own could be to do it twice. */
function isRepeatable({ request }: Exchange, status: number): boolean {
  return status !== 503 || request.method === 'GET' || Boolean(request.headers['idempotency-key']);
}

/** The answer to a browser that asks what it may send. */
export const PREFLIGHT_HEADERS = {
  'access-control-allow-headers':
    'Authorization, Content-Type, Idempotency-Key, Stripe-Account, Stripe-Version, X-Stripe-Client-User-Agent',
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-origin': '*',
  'access-control-max-age': '300',
};
