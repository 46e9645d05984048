import type { Database } from '@pinstripe/service';
import type { Delivery } from '../deliveries/delivery.ts';
import type { Happened } from './event.ts';

/** A delivery that an event causes. */
export interface Caused {
  event: Happened;
  delivery: Delivery;
  /** Of the message that brought the event, so that one trace leads from the request to the endpoint's answer. */
  traceparent: string | null;
}

/**
 * Stores events as they came, and the deliveries that they cause, in one statement. An event that is stored already is left
 * as it is and causes nothing. Answers the destinations that have got deliveries.
 */
export async function store(
  database: Database,
  events: readonly Happened[],
  caused: readonly Caused[],
): Promise<Set<string>> {
  const of_events = [
    events.map(({ account }) => account),
    events.map(({ livemode }) => livemode),
    events.map(({ id }) => id),
    events.map(({ created }) => created),
    events.map(({ sort_id }) => sort_id),
    events.map(({ type }) => type),
    events.map(({ text }) => text),
  ];
  if (caused.length === 0) {
    await database.query({ name: 'store_events', text: STORE, values: of_events });
    return new Set();
  }
  const rows = await database.query<{ destination: string }>({
    name: 'store_events_and_deliveries',
    text: `with stored as (${STORE} returning id) ${CAUSE}`,
    values: [
      ...of_events,
      caused.map(({ event }) => event.id),
      caused.map(({ event }) => event.account),
      caused.map(({ delivery }) => delivery.livemode),
      caused.map(({ delivery }) => delivery.id),
      caused.map(({ delivery }) => delivery.created),
      caused.map(({ delivery }) => JSON.stringify(delivery)),
      caused.map(({ traceparent }) => JSON.stringify({ traceparent })),
    ],
  });
  return new Set(rows.map(({ destination }) => destination));
}

const STORE = `
  insert into events (account, livemode, id, created, sort_id, type, document)
  select * from unnest($1::text[], $2::boolean[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::json[])
  on conflict do nothing`;

const CAUSE = `
  insert into deliveries (account, livemode, id, created, sort_id, document, private)
  select x.account, x.livemode, x.id, x.created, right(x.id, 24), x.document, x.private
  from unnest($8::text[], $9::text[], $10::boolean[], $11::text[], $12::bigint[], $13::jsonb[], $14::jsonb[])
    as x(event, account, livemode, id, created, document, private)
  join stored on stored.id = x.event
  returning destination`;
