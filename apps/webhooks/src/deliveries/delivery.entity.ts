import type { WebhookDelivery, WebhookDeliveryAttempt } from '@pinstripe/contract';
import type { Timestamp } from '@pinstripe/kernel';
import { type Adjustable, scope, type Table } from '@pinstripe/service';
import { headersOf } from '../outbound/headers.ts';
import type { Attempt } from './delivery.ts';

/** Where deliveries are added one by one; those that events cause are stored with these (`events.store.ts`). */
export const DELIVERIES: Table = {
  name: 'deliveries',
  columns: {
    account: 'text',
    livemode: 'boolean',
    destination: 'text',
    id: 'text',
    event: 'text',
    created: 'bigint',
    status: 'text',
    next_attempt_at: 'bigint',
    traceparent: 'text',
  },
};

/** As the index `deliveries_undelivered` has it. */
export const IS_UNDELIVERED = "delivered_at is null and status <> 'canceled'";

/** Of an event: whether an endpoint has not got it, yet or at all (Events API, `delivery_success`). */
export const HAS_UNDELIVERED =
  'exists (select from deliveries d where d.account = events.account and d.livemode = events.livemode ' +
  `and d.event = events.id and ${IS_UNDELIVERED})`;

const FEW = 1000;

/**
 * The account's events that an endpoint has not got, when these are few: then looking at each of them is quick, and
 * looking for them among all events is not. Null when they are many.
 */
export async function fewUndelivered(): Promise<string[] | null> {
  const { runtime, context } = scope();
  const rows = await runtime.database.query<{ event: string }>({
    name: 'few_undelivered',
    text:
      `select event from deliveries where account = $1 and livemode = $2 and ${IS_UNDELIVERED} ` +
      `limit ${FEW + 1}`,
    values: [context.account, context.livemode],
  });
  return rows.length > FEW ? null : rows.map(({ event }) => event);
}

/** How many endpoints have not got each of these events, by event (Events API, `pending_webhooks`). */
export async function undeliveredOf(event_ids: readonly string[]): Promise<Map<string, number>> {
  if (event_ids.length === 0) return new Map();
  const { runtime, context } = scope();
  const rows = await runtime.database.query<{ event: string; count: number }>({
    name: 'count_undelivered',
    text:
      'select event, count(*)::int as count from deliveries ' +
      `where account = $1 and livemode = $2 and event = any($3) and ${IS_UNDELIVERED} group by event`,
    values: [context.account, context.livemode, event_ids],
  });
  return new Map(rows.map(({ event, count }) => [event, count]));
}

/** A row of the table, as far as its owner may see it. */
export interface StoredDelivery {
  id: string;
  destination: string;
  livemode: boolean;
  event: string;
  created: Timestamp;
  /** Whose the event is, where that is another account: one that is connected. */
  event_account: string | null;
  status: WebhookDelivery['status'];
  next_attempt_at: Timestamp | null;
  claimed_until: Timestamp;
  delivered_at: Timestamp | null;
  attempts: StoredAttempt[];
}

/** Deliveries are older than the columns that they have: the first attempts were kept without what was sent. */
type StoredAttempt = Omit<Attempt, 'url' | 'signature'> & Partial<Pick<Attempt, 'url' | 'signature'>>;

export const DELIVERY_COLUMNS =
  'id, destination, livemode, event, event_account, created, status, next_attempt_at, claimed_until, delivered_at, attempts';

/** Makes a delivery due, by its destination and id, at the time that is its delta; not while an attempt is under way. */
export const REPLAY: Adjustable = {
  table: 'deliveries',
  match: "r.destination = split_part(x.key, ' ', 1) and r.id = split_part(x.key, ' ', 2)",
  set: "status = 'pending', next_attempt_at = x.delta",
  condition: 'r.claimed_until <= x.delta',
};

export function render(stored: StoredDelivery): WebhookDelivery {
  const { id, created, delivered_at, event, livemode, next_attempt_at, status, destination } = stored;
  const is_of_v2 = destination.startsWith('ed_');
  return {
    id,
    object: 'webhook_delivery',
    attempts: stored.attempts.map(renderAttempt),
    created,
    delivered_at,
    event,
    event_destination: is_of_v2 ? destination : null,
    livemode,
    next_attempt_at,
    status,
    webhook_endpoint: is_of_v2 ? null : destination,
  };
}

function renderAttempt(attempt: StoredAttempt): WebhookDeliveryAttempt {
  const { started_at, duration_ms, url = '', signature = '', http_status, error, body_head } = attempt;
  return {
    duration_ms,
    error,
    request: { headers: headersOf(signature), url },
    response: http_status === null ? null : { body_head: body_head ?? '', status: http_status },
    started_at,
  };
}
