import type { Timestamp } from '@pinstripe/kernel';
import { arrayLiteral, type Database } from '@pinstripe/service';
import type { Delivery } from '../deliveries/delivery.ts';
import type { Happened, Kind } from './event.ts';

/** A delivery that an event causes. */
export interface Caused {
  event: Happened;
  /** Whose the destination is: the event's account, or the platform that it is connected to. */
  account: string;
  delivery: Delivery;
  /** Of the message that brought the event, so that one trace leads from the request to the endpoint's answer. */
  traceparent: string | null;
  /** Until when it is in the hands of this process, which makes the first attempt; 0 when whoever finds it does. */
  claimed_until: Timestamp;
}

/**
 * Stores events as they came, and the deliveries that they cause with them: each kind in one statement. An event that is stored already is left
 * as it is and causes nothing. Answers the ids of the deliveries that are stored.
 */
export async function store(
  database: Database,
  events: readonly Happened[],
  caused: readonly Caused[],
): Promise<Set<string>> {
  const stored = (['snapshot', 'thin'] as const).map((kind) =>
    storeKind(
      database,
      kind,
      events.filter((event) => event.kind === kind),
      caused.filter(({ event }) => event.kind === kind),
    ),
  );
  const [snapshot, thin] = await Promise.all(stored);
  return new Set([...snapshot!, ...thin!]);
}

async function storeKind(
  database: Database,
  kind: Kind,
  events: readonly Happened[],
  caused: readonly Caused[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const of_events = [
    events.map(({ account }) => account),
    events.map(({ livemode }) => livemode),
    events.map(({ id }) => id),
    events.map(({ created }) => created),
    events.map(({ sort_id }) => sort_id),
    events.map(({ type }) => type),
    events.map(({ subject }) => subject),
    arrayLiteral(
      'json_text',
      events.map(({ text }) => text),
    ),
  ];
  if (caused.length === 0) {
    await database.query({ name: `store_${kind}_events`, text: STORE[kind], values: of_events });
    return new Set();
  }
  const rows = await database.query<{ id: string }>({
    name: `store_${kind}_events_and_deliveries`,
    text: `with stored as (${STORE[kind]} returning id) ${CAUSE}`,
    values: [
      ...of_events,
      caused.map(({ event }) => event.id),
      caused.map(({ account }) => account),
      caused.map(({ delivery }) => delivery.livemode),
      caused.map(({ delivery }) => delivery.destination),
      caused.map(({ delivery }) => delivery.id),
      caused.map(({ delivery }) => delivery.created),
      caused.map(({ traceparent }) => traceparent),
      caused.map(({ claimed_until }) => claimed_until),
      caused.map(({ event, account }) => (event.account === account ? null : event.account)),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

const STORE = { snapshot: storeInto('events'), thin: storeInto('thin_events') };

function storeInto(table: string): string {
  return `
  insert into ${table} (account, livemode, id, created, sort_id, type, subject, document)
  select * from unnest($1::text[], $2::boolean[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::json[])
  on conflict do nothing`;
}

const CAUSE = `
  insert into deliveries (account, livemode, destination, id, event, created, status, next_attempt_at, traceparent,
    claimed_until, event_account)
  select x.account, x.livemode, x.destination, x.id, x.event, x.created, 'pending', x.created, x.traceparent,
    x.claimed_until, x.event_account
  from unnest($9::text[], $10::text[], $11::boolean[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::bigint[],
    $17::text[])
    as x(event, account, livemode, destination, id, created, traceparent, claimed_until, event_account)
  join stored on stored.id = x.event
  returning id`;
