import { unescape } from 'node:querystring';
import { type Clock, stopwatch, timestamp } from '@pinstripe/kernel';
import { metrics, span, withRemote } from '@pinstripe/telemetry';
import type { Answer, HttpClient } from '../outbound/http-client.ts';
import { signature } from '../outbound/signature.ts';
import { activeSecrets } from '../webhook-endpoints/webhook-endpoint.ts';
import type { Claimed, Target } from './deliveries.queue.ts';
import { type Attempt, isDelivered } from './delivery.ts';

/** Marks the span of an attempt as failed. */
class NotDelivered extends Error {
  constructor(readonly answer: Answer) {
    super(answer.error ?? `status ${answer.http_status}`);
  }
}

/** Makes one attempt, as a part of the trace of the request that the event came of. */
export async function send(
  client: HttpClient,
  clock: Clock,
  { delivery, traceparent }: Claimed,
  { url: text, secrets, body: event }: Target,
): Promise<Attempt> {
  const started_at = timestamp(clock);
  const began = stopwatch();
  const url = new URL(text);
  const body = Buffer.from(event);
  const headers = headersOf(url, signature(body, activeSecrets(secrets, started_at), started_at));
  const attributes = {
    'http.request.method': 'POST',
    'server.address': url.hostname,
    'webhook.event': delivery.event,
    'webhook.destination': delivery.destination,
    'webhook.attempt': delivery.attempts.length + 1,
  };
  const answer = await withRemote(traceparent, () =>
    span('deliver event', attributes, () => post(client, url, headers, body), 'client'),
  ).catch((error: unknown) => {
    if (error instanceof NotDelivered) return error.answer;
    throw error;
  });
  const duration_ms = Math.round(stopwatch() - began);
  const attempt = { started_at, duration_ms, ...answer };
  metrics.delivery_duration.observe({ service: 'webhooks', outcome: outcomeOf(attempt) }, duration_ms / 1000);
  return attempt;
}

async function post(
  client: HttpClient,
  url: URL,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Answer> {
  const answer = await client.post(url, headers, body);
  if (!isDelivered(answer)) throw new NotDelivered(answer);
  return answer;
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
