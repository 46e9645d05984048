import { DAY, HOUR, MINUTE, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';

/**
 * The delivery of one event to one destination.
 *
 * - `pending`: the executor acts next, at `next_attempt_at`
 * - `delivered`: the destination has answered with a 2xx
 * - `failed`: all attempts have been made in vain
 * - `canceled`: when an attempt was due, the destination was disabled or gone
 *
 * A delivery that is replayed is `pending` again. What has been delivered once stays that, whatever comes of it.
 */
export interface Delivery extends Identity {
  event: string;
  /** The webhook endpoint or event destination. */
  destination: string;
  status: 'pending' | 'delivered' | 'failed' | 'canceled';
  /** Null once no attempt will be made. */
  next_attempt_at: Timestamp | null;
  /** When the destination said first that it has the event. */
  delivered_at: Timestamp | null;
  attempt_count: number;
}

/** One request to a destination, and what came of it. The request's body was the event. */
export interface Attempt {
  started_at: Timestamp;
  duration_ms: number;
  /** Without the credentials that it may have. */
  url: string;
  /** The request's `Stripe-Signature`. */
  signature: string;
  /** Of the answer; null when there was none. */
  http_status: number | null;
  /** Why there was no answer. */
  error: string | null;
  /** How the answer's body begins. */
  body_head: string | null;
}

/** In a sandbox an event is retried three times over a few hours (guide "Webhooks", "Automatic retries"). */
const TEST_DELAYS = [10 * MINUTE, 40 * MINUTE, 160 * MINUTE];

/** In live mode retries go on for three days, each after twice the time, up to eight hours. */
const LIVE_FOR = 3 * DAY;
const LIVE_DELAY_FIRST = MINUTE;
const LIVE_DELAY_MAX = 8 * HOUR;

export function create(event: string, destination: string, identity: Identity): Delivery {
  return {
    ...identity,
    event,
    destination,
    status: 'pending',
    next_attempt_at: identity.created,
    delivered_at: null,
    attempt_count: 0,
  };
}

/** Redirects are failures too: only a 2xx says that the event has arrived. */
export function isDelivered({ http_status }: Pick<Attempt, 'http_status'>): boolean {
  return http_status !== null && http_status >= 200 && http_status < 300;
}

/** `spread` is a factor around 1: what failed together is not to come again together. */
export function record(
  delivery: Delivery,
  attempt: Pick<Attempt, 'http_status'>,
  now: Timestamp,
  spread: number,
): Delivery {
  const made = { ...delivery, attempt_count: delivery.attempt_count + 1 };
  if (isDelivered(attempt) || delivery.delivered_at !== null) {
    return {
      ...made,
      status: 'delivered',
      next_attempt_at: null,
      delivered_at: delivery.delivered_at ?? now,
    };
  }
  const next_attempt_at = retryAt(made, now, spread);
  return { ...made, status: next_attempt_at === null ? 'failed' : 'pending', next_attempt_at };
}

export function cancel(delivery: Delivery): Delivery {
  const status = delivery.delivered_at === null ? 'canceled' : 'delivered';
  return { ...delivery, status, next_attempt_at: null };
}

function retryAt(
  { livemode, created, attempt_count }: Delivery,
  now: Timestamp,
  spread: number,
): Timestamp | null {
  const delay = livemode
    ? Math.min(LIVE_DELAY_FIRST * 2 ** (attempt_count - 1), LIVE_DELAY_MAX)
    : TEST_DELAYS[attempt_count - 1];
  if (delay === undefined) return null;
  const retry_at = now + Math.round(delay * spread);
  return livemode && retry_at > created + LIVE_FOR ? null : retry_at;
}
