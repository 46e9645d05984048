import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type Stripe from 'stripe';
import { eventually } from '../scenarios/world.ts';
import type { Payment } from './load.ts';

/** The services that keep something. */
export const STORES = ['billing', 'connect', 'payments', 'webhooks'] as const;

/** Where the platform keeps what it knows. */
export interface Stores {
  databases: Record<(typeof STORES)[number], string>;
  brokers: string[];
  namespace: string;
}

/** Recovery takes seconds; a busy machine makes more of them. */
const PATIENCE_MS = 40_000;
/** The most that the SDK gathers from the pages of a list. */
const ALL = { limit: 10_000 };

/**
 * What must hold after any crash, once everything has settled: each acknowledged payment is there once and nothing
 * else is, the ledger balances, nothing is in flight, each event has arrived once, no message was given up.
 */
export async function expectNothingLostOrDoneTwice(
  stores: Stores,
  stripe: Stripe,
  acknowledged: readonly Payment[],
): Promise<void> {
  expect(acknowledged.length).toBeGreaterThan(0);
  await eventually(
    () => unsettled(stores),
    (left) => left.length === 0,
    PATIENCE_MS,
  );
  await expectPayments(stripe, acknowledged);
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
       union all select 'unanswered ' || key from idempotency where status is null`,
    );
    left.push(...rows.map(({ what }) => `${store}: ${what}`));
  }
  const processing = await query<{ id: string }>(
    databases.payments,
    `select id from payment_intents where document->>'status' = 'processing' or private ? 'in_flight'
     union all select id from charges where document->>'status' = 'pending' or private ? 'in_flight'
     union all select id from refunds where document->>'status' = 'pending' or private ? 'in_flight'`,
  );
  return [...left, ...processing.map(({ id }) => `in flight: ${id}`)];
}

async function expectPayments(stripe: Stripe, acknowledged: readonly Payment[]): Promise<void> {
  const intents = await stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray(ALL);
  const statuses = { paid: 'succeeded', captured: 'succeeded', declined: 'requires_payment_method' };
  expectSame(
    intents.map(({ id, status, amount_received }) => `${id} ${status} ${amount_received}`),
    acknowledged.map(
      ({ payment_intent, outcome, received }) => `${payment_intent} ${statuses[outcome]} ${received}`,
    ),
  );
  const charges = await stripe.charges.list({ limit: 100 }).autoPagingToArray(ALL);
  expectSame(
    charges.map(({ id, amount_captured, amount_refunded }) => `${id} ${amount_captured} ${amount_refunded}`),
    acknowledged.map(
      ({ charge, received, released, refunded }) => `${charge} ${received} ${released + refunded}`,
    ),
  );
  const customers = await stripe.customers.list({ limit: 100 }).autoPagingToArray(ALL);
  expectSame(
    customers.map(({ id, default_source }) => `${id} ${default_source as string}`),
    acknowledged.flatMap(({ customer, source }) => (customer === null ? [] : `${customer} ${source}`)),
  );
}

/** Books every cent once: the journal balances, and so do the balance, its transactions and what was acknowledged. */
async function expectBooks(
  { databases: { payments } }: Stores,
  stripe: Stripe,
  acknowledged: readonly Payment[],
): Promise<void> {
  const unbalanced =
    'select entry, currency from ledger_lines group by entry, currency having sum(amount) <> 0';
  expect(await query(payments, unbalanced)).toEqual([]);

  const refunds = await stripe.refunds.list({ limit: 100 }).autoPagingToArray(ALL);
  const charge_of = new Map(refunds.map(({ id, charge }) => [id, charge as string]));
  for (const { refund, charge } of acknowledged)
    if (refund !== null) expect(charge_of.get(refund)).toBe(charge);
  const transactions = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray(ALL);
  expectSame(
    transactions.map(
      ({ source, amount }) => `${charge_of.get(source as string) ?? (source as string)} ${amount}`,
    ),
    acknowledged.flatMap(({ charge, received, released, refunded }) =>
      [received + released, -released, -refunded].filter(Boolean).map((amount) => `${charge} ${amount}`),
    ),
  );

  const { available, pending } = await stripe.balance.retrieve();
  const balance = sum([...available, ...pending].map(({ amount }) => amount));
  expect(balance).toBe(sum(transactions.map(({ net }) => net)));
  const [ledger] = await query<{ amount: string }>(
    payments,
    `select sum(amount) as amount from ledger_lines where source_type is not null
     and account = (select account from payment_intents where id = $1)`,
    [acknowledged[0]!.payment_intent],
  );
  expect(Number(ledger!.amount)).toBe(balance);
}

/** What is told of a payment: an event's type, and its object or, of a refund, the charge. */
function told(payment: Payment): string[] {
  const { outcome, payment_intent, charge, customer, source, released, refunded } = payment;
  const of_intent = (type: string) => `payment_intent.${type} ${payment_intent}`;
  const of_charge = (...types: string[]) => types.map((type) => `${type} ${charge}`);
  const events = [of_intent('created')];
  if (customer !== null) {
    events.push(`customer.created ${customer}`, `customer.updated ${customer}`);
    events.push(`customer.source.created ${source}`, `payment_method.attached ${source}`);
  }
  if (outcome === 'declined') return [...events, of_intent('payment_failed'), ...of_charge('charge.failed')];
  events.push(of_intent('succeeded'), ...of_charge('charge.succeeded'));
  if (outcome === 'paid') events.push(...of_charge('charge.updated'));
  if (outcome === 'captured') {
    events.push(of_intent('amount_capturable_updated'), ...of_charge('charge.captured'));
  }
  if (released > 0) events.push(...of_charge('refund.created'));
  if (refunded > 0) events.push(...of_charge('charge.refunded', 'refund.created'));
  return events;
}

async function expectEvents(stripe: Stripe, acknowledged: readonly Payment[]): Promise<void> {
  const expected = acknowledged.flatMap(told);
  const subject = ({ object, id, charge }: { object: string; id: string; charge?: string }) =>
    object === 'refund' ? charge! : id;
  const different = await eventually(
    async () => {
      const events = await stripe.events.list({ limit: 100 }).autoPagingToArray(ALL);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      const found = events.map(
        ({ type, data }) => `${type} ${subject(data.object as Parameters<typeof subject>[0])}`,
      );
      return differences(found, expected);
    },
    ({ missing }) => missing.length === 0,
    PATIENCE_MS,
  );
  expect(different.too_many).toEqual([]);
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

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
