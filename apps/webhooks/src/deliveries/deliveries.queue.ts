import type { Timestamp } from '@pinstripe/kernel';
import type { Database } from '@pinstripe/service';
import { bodyOf, type Kind } from '../events/event.ts';
import type { Caused } from '../events/events.store.ts';
import type { Secret } from '../webhook-endpoints/webhook-endpoint.ts';
import { IS_UNDELIVERED } from './delivery.entity.ts';
import type { Addressed } from './delivery-places.ts';
import type { Attempt, Delivery } from './delivery.ts';

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
  claimed_until: Timestamp;
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

/** What came of an attempt; without one, the delivery has been canceled. */
export interface Outcome {
  delivery: Delivery;
  /** Of the delivery as it was claimed. */
  version: number;
  attempt: Attempt | null;
}

/** How long an attempt and recording it may take, in seconds. */
export const CLAIMED_FOR = 30;
/** How long the attempt alone may take: none begins when less is left of the claim, however long beginning it took. */
export const ATTEMPT_MAX = 12;

const SAME_ROW = 'd.destination = x.destination and d.id = x.id';

interface ClaimedRow extends Delivery {
  account: string;
  version: number;
  traceparent: string | null;
  url: string | null;
  secrets: Secret[] | null;
  failing_since: Timestamp | null;
  event_account: string | null;
  event_kind: Kind;
  event_text: string | null;
  pending_webhooks: number;
}

/** Takes up to `count` deliveries of each destination that are due, those longest due first. */
export async function claim(
  database: Database,
  wanted: readonly Wanted[],
  now: Timestamp,
): Promise<Claimed[]> {
  const claimed_until = now + CLAIMED_FOR;
  const rows = await database.query<ClaimedRow>({
    name: 'claim_deliveries',
    text: `
      with x as materialized (
        select due.* from unnest($1::text[], $2::int[]) as wanted(destination, count) cross join lateral (
          select destination, id from deliveries
          where destination = wanted.destination and status = 'pending' and next_attempt_at <= $3 and claimed_until <= $3
          order by next_attempt_at limit wanted.count for update skip locked) due),
      claimed as (
        update deliveries d set claimed_until = $4 from x where ${SAME_ROW}
        returning d.account, d.livemode, d.destination, d.id, d.event, d.created, d.status, d.next_attempt_at,
          d.delivered_at, jsonb_array_length(d.attempts) as attempt_count, d.version, d.traceparent, d.event_account)
      select c.*, e.url, e.secrets, e.failing_since, v.event_kind, v.event_text, v.pending_webhooks
      from claimed c
      left join destinations e
        on e.account = c.account and e.livemode = c.livemode and e.id = c.destination and e.status = 'enabled'
      left join lateral (
        select 'snapshot' as event_kind, v.document::text as event_text, (
          select count(*)::int from deliveries d
          where d.account = c.account and d.livemode = c.livemode and d.event = c.event and ${IS_UNDELIVERED}
        ) as pending_webhooks
        from events v
        where v.account = coalesce(c.event_account, c.account) and v.livemode = c.livemode and v.id = c.event
        union all
        select 'thin', t.document::text, 0 from thin_events t
        where t.account = coalesce(c.event_account, c.account) and t.livemode = c.livemode and t.id = c.event) v on true`,
    values: [
      wanted.map(({ destination }) => destination),
      wanted.map(({ count }) => count),
      now,
      claimed_until,
    ],
  });
  return rows.map((row) => {
    const { account, version, traceparent, url, secrets, failing_since } = row;
    const { event_account, event_kind: kind, event_text: text, pending_webhooks } = row;
    const {
      id,
      created,
      livemode,
      event,
      destination,
      status,
      next_attempt_at,
      delivered_at,
      attempt_count,
    } = row;
    return {
      account,
      delivery: {
        id,
        created,
        livemode,
        event,
        destination,
        status,
        next_attempt_at,
        delivered_at,
        attempt_count,
      },
      version,
      claimed_until,
      traceparent,
      target:
        url === null || text === null
          ? null
          : {
              url,
              secrets: secrets!,
              failing_since,
              body: bodyOf({ kind, text }, event_account, pending_webhooks),
            },
    };
  });
}

/** A destination that deliveries may go to, as it is now. */
export type Addressee = Omit<Target, 'body'>;

/** Those of the destinations that are enabled, by their ids. */
export async function addressees(
  database: Database,
  caused: readonly Caused[],
): Promise<Map<string, Addressee>> {
  const of_destination = Map.groupBy(caused, ({ delivery }) => delivery.destination);
  const firsts = [...of_destination.values()].map(([first]) => first!);
  const rows = await database.query<Addressee & { id: string }>({
    name: 'addressees',
    text: `
      select e.id, e.url, e.secrets, e.failing_since
      from unnest($1::text[], $2::boolean[], $3::text[]) as x(account, livemode, id)
      join destinations e on e.account = x.account and e.livemode = x.livemode and e.id = x.id
      where e.status = 'enabled'`,
    values: [
      firsts.map(({ account }) => account),
      firsts.map(({ delivery }) => delivery.livemode),
      firsts.map(({ delivery }) => delivery.destination),
    ],
  });
  return new Map(rows.map(({ id, ...addressee }) => [id, addressee]));
}

/** Records what came of attempts. One that another process has recorded meanwhile is left as it is. */
export async function save(database: Database, outcomes: readonly Outcome[]): Promise<void> {
  await database.query({
    name: 'save_deliveries',
    text: `
      update deliveries d set status = x.status, next_attempt_at = x.next_attempt_at, delivered_at = x.delivered_at,
        attempts = d.attempts || coalesce(x.attempt, '[]'), version = d.version + 1, claimed_until = 0
      from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::bigint[], $7::jsonb[])
        as x(destination, id, version, status, next_attempt_at, delivered_at, attempt)
      where ${SAME_ROW} and d.version = x.version`,
    values: [
      outcomes.map(({ delivery }) => delivery.destination),
      outcomes.map(({ delivery }) => delivery.id),
      outcomes.map(({ version }) => version),
      outcomes.map(({ delivery }) => delivery.status),
      outcomes.map(({ delivery }) => delivery.next_attempt_at),
      outcomes.map(({ delivery }) => delivery.delivered_at),
      outcomes.map(({ attempt }) => (attempt === null ? null : JSON.stringify(attempt))),
    ],
  });
}

/** Hands deliveries back whose attempt was broken off, unless another process has taken them since. */
export async function release(database: Database, held: readonly Claimed[]): Promise<void> {
  await database.query({
    text: `
      update deliveries d set claimed_until = 0
      from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) as x(destination, id, version, claimed_until)
      where ${SAME_ROW} and d.version = x.version and d.claimed_until = x.claimed_until`,
    values: [
      held.map(({ delivery }) => delivery.destination),
      held.map(({ delivery }) => delivery.id),
      held.map(({ version }) => version),
      held.map(({ claimed_until }) => claimed_until),
    ],
  });
}

/**
 * The destinations that have deliveries due, and those that are gone and still have any. One step in the index for each
 * destination with deliveries left to make, however many these are.
 */
export async function survey(
  database: Database,
  now: Timestamp,
): Promise<{ due: Addressed[]; gone: string[] }> {
  const rows = await database.query<Addressed & { is_due: boolean; is_gone: boolean }>({
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
      select account, destination, next_attempt_at <= $1 as is_due, not exists (
        select from destinations e
        where e.account = heads.account and e.livemode = heads.livemode and e.id = heads.destination) as is_gone
      from heads`,
    values: [now],
  });
  return {
    due: rows.filter(({ is_due, is_gone }) => is_due && !is_gone),
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
        select destination, id from deliveries
        where destination = any($1) and status = 'pending' and claimed_until <= $2 limit 1000 for update skip locked)
      update deliveries d set version = d.version + 1, next_attempt_at = null,
        status = case when delivered_at is null then 'canceled' else 'delivered' end
      from x where ${SAME_ROW}`,
    values: [destinations, now],
  });
}
