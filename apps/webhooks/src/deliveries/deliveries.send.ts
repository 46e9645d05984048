import { unescape } from 'node:querystring';
import { type Clock, stopwatch, timestamp } from '@pinstripe/kernel';
import { logger, metrics, span, withRemote } from '@pinstripe/telemetry';
import { headersOf } from '../outbound/headers.ts';
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
  const body = Buffer.from(target.body);
  const signed = signature(body, activeSecrets(target.secrets, started_at), started_at);
  const url = URL.parse(target.url);
  const answer = await post(client, claimed, url, signed, body).catch((error: unknown): Answer => {
    if (error instanceof NotDelivered) return error.answer;
    log.error({ err: error, delivery: claimed.delivery.id }, 'an attempt went wrong on this side');
    return { http_status: null, error: 'internal', body_head: null };
  });
  const duration_ms = Math.round(stopwatch() - began);
  const attempt = { started_at, duration_ms, url: shown(url), signature: signed, ...answer };
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
  url: URL | null,
  signed: string,
  body: Buffer,
): Promise<Answer> {
  if (url === null) throw new Error('the destination has no valid URL');
  const headers = { ...headersOf(signed), ...authorization(url) };
  const attributes = {
    'http.request.method': 'POST',
    'server.address': url.hostname,
    'webhook.event': delivery.event,
    'webhook.destination': delivery.destination,
    'webhook.attempt': delivery.attempt_count + 1,
  };
  const attempting = async () => {
    const answer = await client.post(url, headers, body);
    if (!isDelivered(answer)) throw new NotDelivered(answer);
    return answer;
  };
  return withRemote(traceparent, () => span('deliver event', attributes, attempting, 'client'));
}

function authorization({ username, password }: URL): { Authorization?: string } {
  const credentials = `${unescape(username)}:${unescape(password)}`;
  return credentials === ':' ? {} : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Without credentials. */
function shown(url: URL | null): string {
  return url === null ? '' : `${url.origin}${url.pathname}${url.search}`;
}

function outcomeOf(attempt: Attempt): 'delivered' | 'refused' | 'failed' {
  if (isDelivered(attempt)) return 'delivered';
  return attempt.http_status === null ? 'failed' : 'refused';
}
