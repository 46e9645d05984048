import type { Timestamp } from '@pinstripe/kernel';
import type { Database } from '@pinstripe/service';
import type { Secret } from '../webhook-endpoints/webhook-endpoint.ts';
import type { Delivery } from './delivery.ts';

/**
 * The table of deliveries as a queue: each delivery is its own timer, due at `next_attempt_at`.
 *
 * Taking a delivery leaves it in the hands of one process until `claimed_until`; a process that dies hands nothing back,
 * and another takes over then. What came of an attempt is recorded only if nobody else has recorded one since: the
 * version says so. So a delivery is made at least once, and again only when its outcome was not recorded.
 */
export interface Claimed {
  account: string;
  delivery: Delivery;
  version: number;
  traceparent: string | null;
  /** Null when the destination is disabled or gone, or the event no longer kept: no attempt is to be made. */
  target: Target | null;
}

export interface Target {
  url: string;
  secrets: readonly Secret[];
  failing_since: Timestamp | null;
  /** The event as it is sent. */
  body: string;
}

export interface Wanted {
  destination: string;
  count: number;
}

/** How long an attempt and recording it may take, in seconds. */
const CLAIMED_FOR = 30;

const SAME_ROW = 'd.account = x.account and d.livemode = x.livemode and d.id = x.id';

interface ClaimedRow {
  account: string;
  delivery: Delivery;
  version: number;
  traceparent: string | null;
  url: string | null;
  secrets: Secret[] | null;
  failing_since: Timestamp | null;
  body: string | null;
}

/** Takes up to `count` deliveries of each destination that are due, those longest due first. */
export async function claim(
  database: Database,
  wanted: readonly Wanted[],
  now: Timestamp,
): Promise<Claimed[]> {
  const rows = await database.query<ClaimedRow>({
    name: 'claim_deliveries',
    text: `
      with x as materialized (
        select due.* from unnest($1::text[], $2::int[]) as wanted(destination, count) cross join lateral (
          select account, livemode, id from deliveries
          where destination = wanted.destination and status = 'pending' and next_attempt_at <= $3 and claimed_until <= $3
          order by next_attempt_at limit wanted.count for update skip locked) due),
      claimed as (
        update deliveries d set claimed_until = $4 from x where ${SAME_ROW}
        returning d.account, d.livemode, d.version, d.document, d.private, d.event, d.destination)
      select c.account, c.version, c.document as delivery, c.private ->> 'traceparent' as traceparent,
        e.document ->> 'url' as url, e.private -> 'secrets' as secrets,
        (e.private ->> 'failing_since')::bigint as failing_since, v.body
      from claimed c
      left join webhook_endpoints e
        on e.account = c.account and e.livemode = c.livemode and e.id = c.destination and e.status = 'enabled'
      left join lateral (
        select ${BODY} as body from events v
        where v.account = c.account and v.livemode = c.livemode and v.id = c.event) v on true`,
    values: [
      wanted.map(({ destination }) => destination),
      wanted.map(({ count }) => count),
      now,
      now + CLAIMED_FOR,
    ],
  });
  return rows.map(({ account, delivery, version, traceparent, url, secrets, failing_since, body }) => ({
    account,
    delivery,
    version,
    traceparent,
    target: url === null || body === null ? null : { url, secrets: secrets!, failing_since, body },
  }));
}

/** An event as text, made by PostgreSQL from what it holds: nothing of it is parsed or printed in this process. */
const BODY = `
  json_build_object('id', v.id, 'object', 'event', 'api_version', v.document -> 'api_version', 'created', v.created,
    'data', v.document -> 'data', 'livemode', v.livemode, 'pending_webhooks', (
      select count(*) from deliveries d where d.account = v.account and d.livemode = v.livemode and d.event = v.id
      and d.status in ('pending', 'failed')),
    'request', v.document -> 'request', 'type', v.type)::text`;

/** Records what came of attempts. One that another process has recorded meanwhile is left as it is. */
export async function save(
  database: Database,
  saved: readonly Omit<Claimed, 'target' | 'traceparent'>[],
): Promise<void> {
  await database.query({
    name: 'save_deliveries',
    text: `
      update deliveries d set document = x.document, version = d.version + 1, claimed_until = 0
      from unnest($1::text[], $2::boolean[], $3::text[], $4::int[], $5::jsonb[])
        as x(account, livemode, id, version, document)
      where ${SAME_ROW} and d.version = x.version`,
    values: [
      saved.map(({ account }) => account),
      saved.map(({ delivery }) => delivery.livemode),
      saved.map(({ delivery }) => delivery.id),
      saved.map(({ version }) => version),
      saved.map(({ delivery }) => JSON.stringify(delivery)),
    ],
  });
}

/** Hands deliveries back whose attempt was broken off. */
export async function release(
  database: Database,
  held: readonly Pick<Claimed, 'account' | 'delivery'>[],
): Promise<void> {
  await database.query({
    text: `
      update deliveries d set claimed_until = 0
      from unnest($1::text[], $2::boolean[], $3::text[]) as x(account, livemode, id) where ${SAME_ROW}`,
    values: [
      held.map(({ account }) => account),
      held.map(({ delivery }) => delivery.livemode),
      held.map(({ delivery }) => delivery.id),
    ],
  });
}

/**
 * The destinations that have deliveries due, and those that are gone and still have any. One step in the index for each
 * destination with deliveries left to make, however many these are.
 */
export async function survey(database: Database, now: Timestamp): Promise<{ due: string[]; gone: string[] }> {
  const rows = await database.query<{ destination: string; is_due: boolean; is_gone: boolean }>({
    name: 'survey_deliveries',
    text: `
      with recursive heads as (
        (select destination, next_attempt_at, account, livemode from deliveries where status = 'pending'
          order by destination, next_attempt_at limit 1)
        union all
        select next.* from heads cross join lateral (
          select destination, next_attempt_at, account, livemode from deliveries
          where status = 'pending' and destination > heads.destination
          order by destination, next_attempt_at limit 1) next)
      select destination, next_attempt_at <= $1 as is_due, not exists (
        select from webhook_endpoints e
        where e.account = heads.account and e.livemode = heads.livemode and e.id = heads.destination) as is_gone
      from heads`,
    values: [now],
  });
  return {
    due: rows.filter(({ is_due, is_gone }) => is_due && !is_gone).map(({ destination }) => destination),
    gone: rows.filter(({ is_gone }) => is_gone).map(({ destination }) => destination),
  };
}

/** Cancels deliveries to destinations that are gone, up to a thousand. */
export async function cancelGone(
  database: Database,
  destinations: readonly string[],
  now: Timestamp,
): Promise<void> {
  await database.query({
    text: `
      with x as materialized (
        select account, livemode, id from deliveries
        where destination = any($1) and status = 'pending' and claimed_until <= $2 limit 1000 for update skip locked)
      update deliveries d set version = d.version + 1,
        document = d.document || '{"status": "canceled", "next_attempt_at": null}'
      from x where ${SAME_ROW}`,
    values: [destinations, now],
  });
}
