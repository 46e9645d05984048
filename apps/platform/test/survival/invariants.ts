import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type Stripe from 'stripe';
import { eventually } from '../scenarios/world.ts';
import type { Acknowledged } from './acknowledged.ts';

/** The services that keep something. */
export const STORES = ['billing', 'connect', 'payments', 'webhooks'] as const;

/** Where the platform keeps what it knows. */
export interface Stores {
  databases: Record<(typeof STORES)[number], string>;
  brokers: string[];
  namespace: string;
}

/** Recovery takes seconds, and what banks decide some more; a busy machine makes more of them. */
const PATIENCE_MS = 40_000;
/** Banks decide within seconds; what is due later than that waits for days. */
const SOON_S = 60;
/** The most that the SDK gathers from the pages of a list. */
const ALL = { limit: 10_000 };

/**
 * What must hold after any crash, once everything has settled: what was acknowledged is there, once, and nothing else is; the
 * ledger balances, and every transaction is explained; nothing is in flight and no timer is late; each event has arrived once,
 * in the order of its object; no message was given up.
 */
export async function expectNothingLostOrDoneTwice(
  stores: Stores,
  stripe: Stripe,
  acknowledged: Acknowledged,
): Promise<void> {
  expect(acknowledged.payments).toBeGreaterThan(0);
  await eventually(
    () => unsettled(stores),
    (left) => left.length === 0,
    PATIENCE_MS,
  );
  await expectObjects(stripe, acknowledged);
  await expectBooks(stores, stripe, acknowledged);
  await expectEvents(stripe, acknowledged);
  await expectNoDeadLetters(stores);
}

/** What is still under way, in words. */
async function unsettled({ databases }: Stores): Promise<string[]> {
  const left: string[] = [];
  for (const [store, url] of Object.entries(databases)) {
    const rows = await query<{ what: string }>(
      url,
      `select 'attempt ' || id as what from attempts
       union all select 'message ' || topic from outbox
       union all select 'unanswered ' || key from idempotency where status is null
       union all select 'timer ' || id from timers
         where (document->>'due_at')::bigint < extract(epoch from now()) + ${SOON_S}`,
    );
    left.push(...rows.map(({ what }) => `${store}: ${what}`));
  }
  const processing = await query<{ id: string }>(
    databases.payments,
    `select id from payment_intents where document->>'status' = 'processing' or private ? 'in_flight'
     union all select id from setup_intents where document->>'status' = 'processing' or private ? 'in_flight'
     union all select id from charges where document->>'status' = 'pending' or private ? 'in_flight'
     union all select id from disputes where document->>'status' like '%under_review' or private ? 'in_flight'
     union all select id from refunds where document->>'status' = 'pending' or private ? 'in_flight'`,
  );
  return [...left, ...processing.map(({ id }) => `in flight: ${id}`)];
}

async function expectObjects(stripe: Stripe, { shown }: Acknowledged): Promise<void> {
  const of_each = { limit: 100 };
  const found = new Map<string, string>();
  const shows = (id: string, ...what: unknown[]) => found.set(id, what.join(' '));
  for await (const { id, status, amount_received } of stripe.paymentIntents.list(of_each))
    shows(id, status, amount_received);
  for await (const { id, status, amount_captured, amount_refunded } of stripe.charges.list(of_each))
    shows(id, status, amount_captured, amount_refunded);
  for await (const { id, status, amount } of stripe.refunds.list(of_each)) shows(id, status, amount);
  for await (const { id, status, amount } of stripe.disputes.list(of_each)) shows(id, status, amount);
  for await (const { id, status } of stripe.setupIntents.list(of_each)) shows(id, status);
  for await (const { id, default_source } of stripe.customers.list(of_each)) {
    const methods = await stripe.customers.listPaymentMethods(id, of_each);
    shows(id, default_source, ...methods.data.map((method) => method.id));
    const { data } = await stripe.customers.listCashBalanceTransactions(id, of_each);
    for (const transaction of data) shows(transaction.id, transaction.net_amount);
  }
  expectSame(lines(found), lines(shown));
}

const lines = (shown: ReadonlyMap<string, string>) => [...shown].map(([id, shows]) => `${id} ${shows}`);

/** Books every cent once: the journal balances, and so do the balance, its transactions and what was acknowledged. */
async function expectBooks(
  { databases: { payments } }: Stores,
  stripe: Stripe,
  { booked }: Acknowledged,
): Promise<void> {
  const unbalanced =
    'select entry, currency from ledger_lines group by entry, currency having sum(amount) <> 0';
  expect(await query(payments, unbalanced)).toEqual([]);

  const transactions = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray(ALL);
  expectSame(
    transactions.map(
      ({ source, reporting_category, amount }) => `${source as string} ${reporting_category} ${amount}`,
    ),
    booked,
  );
  for (const { amount, fee, net } of transactions) expect(net).toBe(amount - fee);

  const { available, pending } = await stripe.balance.retrieve();
  const balance = byCurrency([...available, ...pending]);
  expect(balance).toEqual(byCurrency(transactions.map(({ currency, net }) => ({ currency, amount: net }))));
  const ledger = await query<{ currency: string; amount: string }>(
    payments,
    `select currency, amount from ledger_lines where source_type is not null
     and account = (select account from balance_transactions where id = $1)`,
    [transactions[0]!.id],
  );
  expect(byCurrency(ledger.map(({ currency, amount }) => ({ currency, amount: Number(amount) })))).toEqual(
    balance,
  );
}

function byCurrency(funds: readonly { currency: string; amount: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { currency, amount } of funds) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}

async function expectEvents(stripe: Stripe, acknowledged: Acknowledged): Promise<void> {
  const expected = [...acknowledged.events].map(([id, types]) => `${id} ${types.join()}`);
  await eventually(
    async () => {
      const events = await stripe.events.list({ limit: 100 }).autoPagingToArray(ALL);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      return differences(lines(told(events)), expected);
    },
    ({ missing, too_many }) => missing.length + too_many.length === 0,
    PATIENCE_MS,
  );
}

/** What was told about each object, in order. What has become available at midnight is about no object. */
function told(events: readonly Stripe.Event[]): Map<string, string> {
  const by_object = new Map<string, string>();
  for (const { type, data } of events.toReversed()) {
    if (type === 'balance.available') continue;
    const about = data.object as { id?: string; customer?: string };
    const id = about.id ?? `cash balance of ${about.customer}`;
    by_object.set(id, by_object.has(id) ? `${by_object.get(id)},${type}` : type);
  }
  return by_object;
}

async function expectNoDeadLetters({ databases, brokers, namespace }: Stores): Promise<void> {
  for (const url of Object.values(databases)) {
    expect(
      await query(url, 'select reason from outbox_rejected union all select reason from parked_keys'),
    ).toEqual([]);
  }
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    for (const store of Object.keys(databases)) {
      const offsets = await admin.fetchTopicOffsets(`${namespace}.${store}.dead`);
      expect(offsets.map(({ high }) => high)).toEqual(offsets.map(() => '0'));
    }
  } finally {
    await admin.disconnect();
  }
}

async function query<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

function expectSame(found: readonly string[], expected: readonly string[]): void {
  expect(differences(found, expected)).toEqual({ missing: [], too_many: [] });
}

/** In any order; of the thousands that are there, a few of those that should or should not be. */
function differences(found: readonly string[], expected: readonly string[]) {
  const counts = new Map<string, number>();
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of expected) counts.set(one, (counts.get(one) ?? 0) - 1);
  const different = [...counts].filter(([, count]) => count !== 0).sort();
  const few = (list: typeof different) =>
    list.slice(0, 20).map(([one, count]) => `${Math.abs(count)} × ${one}`);
  return {
    missing: few(different.filter(([, count]) => count < 0)),
    too_many: few(different.filter(([, count]) => count > 0)),
  };
}
