// Reading events when there are many: a million of one account, made by SQL in the form of one that was really stored.
import { setTimeout as pause } from 'node:timers/promises';

const KEY = 'sk_test_bench_with_a_million_events';
const HEADERS = { authorization: `Bearer ${KEY}` };
const UNDELIVERED = 50;

/** How long each way of reading takes, in ms: `GET /v1/events` through the gateway, one request after the other. */
export async function measureEvents({ url, webhooks, count, seconds }) {
  const known = await seed(url, webhooks, count);
  const ways = {
    'the newest': 'limit=10',
    'a hundred': 'limit=100',
    'of a type': 'type=customer.updated',
    'of a type that is rare': 'type=customer.deleted',
    'of two types': 'types[]=customer.deleted&types[]=coupon.created',
    'of types with a star': 'type=customer.*',
    'of a day': `created[gte]=${known.day}&created[lt]=${known.day + 86_400}`,
    'from the middle': `starting_after=${known.middle}`,
    delivered: 'delivery_success=true',
    'not delivered': 'delivery_success=false',
    'of an object': `related_object=${known.object}`,
  };
  const rows = [];
  for (const [name, query] of Object.entries(ways)) {
    const times = [];
    const until = performance.now() + (seconds * 1000) / 10;
    while (performance.now() < until || times.length < 5) {
      const began = performance.now();
      const answer = await fetch(`${url}/v1/events?${query}`, { headers: HEADERS });
      const { data, error } = await answer.json();
      times.push(performance.now() - began);
      if (error !== undefined) throw new Error(`${name}: ${error.message}`);
      if (data.length === 0) throw new Error(`${name}: nothing was found`);
    }
    times.sort((a, b) => a - b);
    const quantile = (q) => times[Math.min(times.length - 1, Math.floor(times.length * q))];
    rows.push({ name, p50: quantile(0.5), p99: quantile(0.99) });
  }
  return rows;
}

/** One event is stored as events are; all others are copies of its row, over the last 29 days with deliveries for a few. */
async function seed(url, webhooks, count) {
  const created = await fetch(`${url}/v1/customers`, { method: 'POST', headers: HEADERS });
  const { id: customer } = await created.json();
  let first;
  while (first === undefined) {
    const { rows } = await webhooks.query(
      "select *, document::text as text from events where document::text like '%' || $1 || '%'",
      [customer],
    );
    first = rows[0];
    if (first === undefined) await pause(50);
  }
  const began = first.created - 29 * 86_400;
  const step = (29 * 86_400) / count;
  await webhooks.query(
    `insert into events (account, livemode, id, sort_id, created, type, subject, document)
     select $1, false, 'evt_' || sort_id, sort_id, ($5::float8 + n * $6::float8)::bigint,
       case when n % 10000 = 0 then 'customer.deleted' when n % 3 = 0 then 'customer.updated'
         when n % 100 = 1 then 'coupon.created' else 'customer.created' end,
       subject, replace(replace($2, $3, 'evt_' || sort_id), $4, subject)::json
     from (select n, lpad(n::text, 24, '0') as sort_id, 'cus_' || lpad((n % 1000)::text, 24, '0') as subject
       from generate_series(1, $7::int - 1) n) x`,
    [first.account, first.text, first.id, customer, began, step, count],
  );
  await webhooks.query(
    `insert into deliveries (destination, id, account, livemode, event, created, status)
     select 'we_bench', 'wd_' || right(id, 24), account, livemode, id, created, 'failed' from events
     where account = $1 and id < 'evt_1' order by id limit $2`,
    [first.account, UNDELIVERED],
  );
  await webhooks.query('vacuum analyze events');
  await webhooks.query('analyze deliveries');
  const id = `evt_${String(Math.floor(count / 2)).padStart(24, '0')}`;
  return { day: began + 10 * 86_400, middle: id, object: `cus_${'7'.padStart(24, '0')}` };
}
