import { unescape } from 'node:querystring';
import { type Clock, stopwatch, type Timestamp, timestamp } from '@pinstripe/kernel';
import { logger, metrics, span, withRemote } from '@pinstripe/telemetry';
import type { Answer, HttpClient } from '../outbound/http-client.ts';
import { signature } from '../outbound/signature.ts';
import { activeSecrets } from '../webhook-endpoints/webhook-endpoint.ts';
import type { Claimed, Target } from './deliveries.queue.ts';
import { type Attempt, isDelivered } from './delivery.ts';

const log = logger('deliveries');

/** Marks the span of an attempt as failed. */
class NotDelivered extends Error {
  constructor(readonly answer: Answer) {
    super(answer.error ?? `status ${answer.http_status}`);
  }
}

/** Makes one attempt, as a part of the trace of the request that the event came of. Never throws. */
export async function send(
  client: HttpClient,
  clock: Clock,
  claimed: Claimed,
  target: Target,
): Promise<Attempt> {
  const started_at = timestamp(clock);
  const began = stopwatch();
  const answer = await post(client, claimed, target, started_at).catch((error: unknown): Answer => {
    if (error instanceof NotDelivered) return error.answer;
    log.error({ err: error, delivery: claimed.delivery.id }, 'an attempt went wrong on this side');
    return { http_status: null, error: 'internal', body_head: null };
  });
  const attempt = { started_at, duration_ms: Math.round(stopwatch() - began), ...answer };
  metrics.delivery_duration.observe(
    { service: 'webhooks', outcome: outcomeOf(attempt) },
    attempt.duration_ms / 1000,
  );
  return attempt;
}

/** @throws NotDelivered within the attempt's span. */
async function post(
  client: HttpClient,
  { delivery, traceparent }: Claimed,
  target: Target,
  started_at: Timestamp,
): Promise<Answer> {
  const url = new URL(target.url);
  const body = Buffer.from(target.body);
  const headers = headersOf(url, signature(body, activeSecrets(target.secrets, started_at), started_at));
  const attributes = {
    'http.request.method': 'POST',
    'server.address': url.hostname,
    'webhook.event': delivery.event,
    'webhook.destination': delivery.destination,
    'webhook.attempt': delivery.attempts.length + 1,
  };
  const attempting = async () => {
    const answer = await client.post(url, headers, body);
    if (!isDelivered(answer)) throw new NotDelivered(answer);
    return answer;
  };
  return withRemote(traceparent, () => span('deliver event', attributes, attempting, 'client'));
}

function headersOf({ username, password }: URL, signed: string): Record<string, string> {
  const credentials = `${unescape(username)}:${unescape(password)}`;
  return {
    Accept: '*/*; q=0.5, application/xml',
    'Cache-Control': 'no-cache',
    'Content-Type': 'application/json; charset=utf-8',
    'Stripe-Signature': signed,
    'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    ...(credentials === ':' ? {} : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
}

function outcomeOf(attempt: Attempt): 'delivered' | 'refused' | 'failed' {
  if (isDelivered(attempt)) return 'delivered';
  return attempt.http_status === null ? 'failed' : 'refused';
}
