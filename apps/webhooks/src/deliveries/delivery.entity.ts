import { scope } from '@pinstripe/service';

const IS_UNDELIVERED = "status in ('pending', 'failed')";

/** Of an event: whether an endpoint has not got it, yet or at all (Events API, `delivery_success`). */
export const HAS_UNDELIVERED =
  'exists (select from deliveries d where d.account = events.account and d.livemode = events.livemode ' +
  `and d.event = events.id and d.${IS_UNDELIVERED})`;

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
