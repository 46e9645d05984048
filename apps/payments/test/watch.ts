import type { JsonObject } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { MoneyWorld } from './money-world.ts';

/**
 * Looks at everything that an account has, after each step of a history: whatever has happened, its objects agree with each other, with
 * the balance and with the ledger, and none of them has gone a way that it cannot go.
 */

/** What may follow a status, in one unit. */
const FOLLOWERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  payment_intent: {
    requires_payment_method: [
      'requires_confirmation',
      'requires_action',
      'processing',
      'requires_capture',
      'succeeded',
      'canceled',
    ],
    requires_confirmation: [
      'requires_payment_method',
      'requires_action',
      'processing',
      'requires_capture',
      'succeeded',
      'canceled',
    ],
    requires_action: [
      'requires_payment_method',
      'requires_confirmation',
      'processing',
      'requires_capture',
      'succeeded',
      'canceled',
    ],
    processing: ['requires_payment_method', 'succeeded'],
    requires_capture: ['succeeded', 'canceled'],
    succeeded: [],
    canceled: [],
  },
  charge: { pending: ['succeeded', 'failed'], succeeded: [], failed: [] },
  refund: {
    pending: ['succeeded', 'failed', 'canceled', 'requires_action'],
    requires_action: ['pending', 'failed', 'canceled'],
    succeeded: ['failed'],
    failed: [],
    canceled: [],
  },
  dispute: {
    warning_needs_response: ['warning_under_review', 'warning_closed', 'needs_response'],
    warning_under_review: ['warning_closed', 'needs_response'],
    needs_response: ['under_review', 'lost'],
    under_review: ['won', 'lost'],
    warning_closed: [],
    won: [],
    lost: [],
  },
};

type Listed<T> = readonly T[];

/** Oldest first. */
export interface Seen {
  intents: Listed<Stripe.PaymentIntent>;
  charges: Listed<Stripe.Charge>;
  refunds: Listed<Stripe.Refund>;
  disputes: Listed<Stripe.Dispute>;
  transactions: Listed<Stripe.BalanceTransaction>;
}

const NOTHING: Seen = { intents: [], charges: [], refunds: [], disputes: [], transactions: [] };

export class Watch {
  seen: Seen = NOTHING;
  private readonly statuses = new Map<string, string>();

  constructor(private readonly world: MoneyWorld) {}

  async look(): Promise<Seen> {
    const [intents, charges, refunds, disputes, transactions] = await Promise.all([
      this.all<Stripe.PaymentIntent>('payment_intents'),
      this.all<Stripe.Charge>('charges'),
      this.all<Stripe.Refund>('refunds'),
      this.all<Stripe.Dispute>('disputes'),
      this.all<Stripe.BalanceTransaction>('balance_transactions'),
    ]);
    this.seen = { intents, charges, refunds, disputes, transactions };
    for (const { data } of await this.world.told()) this.follow(data.object);
    for (const object of [...intents, ...charges, ...refunds, ...disputes]) this.follow(object);
    for (const intent of intents) expectIntent(intent, this.seen);
    for (const charge of charges) expectCharge(charge, this.seen);
    for (const refund of refunds) expectRefund(refund, this.seen);
    for (const dispute of disputes) expectDispute(dispute, this.seen);
    for (const transaction of transactions) expectFees(transaction);
    await this.expectBalance();
    return this.seen;
  }

  private async all<T>(path: string): Promise<T[]> {
    const listed = (await this.world.list(`GET /v1/${path}`, { limit: 100 })) as unknown as T[];
    if (listed.length === 100) throw new Error(`more ${path} than one page shows`);
    return listed.reverse();
  }

  /** An object, or what an event has told of it, goes on from where it was last seen. */
  private follow(seen: unknown): void {
    const { id, object, status } = seen as { id: string; object: string; status: string };
    if (!(object in FOLLOWERS)) return;
    const before = this.statuses.get(id) ?? status;
    const ways = [before, ...FOLLOWERS[object]![before]!];
    if (!ways.includes(status)) throw new Error(`${object} ${id} was ${before}, and is ${status}`);
    this.statuses.set(id, status);
  }

  /** What there is, what has been booked, and what the ledger says, by currency. */
  private async expectBalance(): Promise<void> {
    const { available, pending } = (await this.world.ok('GET /v1/balance', [])) as unknown as Stripe.Balance;
    const booked = (status: string) =>
      byCurrency(
        this.seen.transactions
          .filter((transaction) => transaction.status === status)
          .map(({ currency, net }) => ({ currency, amount: net })),
      );
    expect(byCurrency(available)).toEqual(booked('available'));
    expect(byCurrency(pending)).toEqual(booked('pending'));

    const rows = await this.world.service.runtime.database.query<JsonObject & { amount: number }>({
      text:
        'select currency, source_type is not null as of_balance, sum(amount)::bigint as amount from ledger_lines ' +
        'where account = $1 group by currency, of_balance',
      values: [this.world.account],
    });
    const lines = rows as unknown as { currency: string; of_balance: boolean; amount: number }[];
    expect(byCurrency(lines)).toEqual({});
    expect(byCurrency(lines.filter(({ of_balance }) => of_balance))).toEqual(
      byCurrency([...available, ...pending]),
    );
  }
}

/** Sums, without those of nothing. */
export function byCurrency(funds: readonly { currency: string; amount: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { currency, amount } of funds) sums[currency] = (sums[currency] ?? 0) + amount;
  return Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0));
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

/** The amounts of what was booked of a source, by what it was for. */
function bookedOf(source: string, { transactions }: Seen, ...categories: string[]): number {
  return sumOf(
    transactions
      .filter((each) => each.source === source && categories.includes(each.reporting_category))
      .map(({ amount }) => amount),
  );
}

function expectIntent(intent: Stripe.PaymentIntent, seen: Seen): void {
  const { amount_capturable, amount_received, canceled_at, id, latest_charge, next_action, status } = intent;
  const own = seen.charges.filter(({ payment_intent }) => payment_intent === id);
  const good = own.filter((charge) => charge.status !== 'failed');
  const paid = good.filter((charge) => charge.status === 'succeeded');
  const held = paid.filter(({ captured, refunded }) => !captured && !refunded);
  const capturable = sumOf(held.map(({ amount, amount_captured }) => amount - amount_captured));
  const pending = good.some((charge) => charge.status === 'pending');
  expect({
    amount_capturable,
    amount_received,
    latest_charge,
    charges: good.length,
    canceled: canceled_at !== null,
    acts: next_action !== null,
    processing: status === 'processing',
  }).toEqual({
    amount_capturable: status === 'requires_capture' ? capturable : 0,
    amount_received: sumOf(paid.map(({ amount_captured }) => amount_captured)),
    latest_charge: own.at(-1)?.id ?? null,
    charges: Math.min(good.length, 1),
    canceled: status === 'canceled',
    acts: status === 'requires_action',
    processing: pending || (status === 'processing' && intent.payment_method_types.some(isVoucher)),
  });
  if (status === 'succeeded') expect(amount_received).toBeGreaterThan(0);
  else if (status !== 'requires_capture') expect(amount_received).toBe(0);
}

const isInParts = ({ payment_method_details }: Stripe.Charge) =>
  payment_method_details?.card?.multicapture?.status === 'available';

/** Nothing is charged by a voucher before it is paid, also while the provider finds that out. */
const isVoucher = (type: string) => ['boleto', 'konbini', 'multibanco', 'oxxo'].includes(type);

function expectCharge(charge: Stripe.Charge, seen: Seen): void {
  const { amount, amount_captured, amount_refunded, captured, disputed, id, paid, refunded, status } = charge;
  const refunds = seen.refunds.filter((refund) => refund.charge === id);
  const given_back = refunds.filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled');
  const released = sumOf(refunds.map((refund) => bookedOf(refund.id, seen, 'partial_capture_reversal')));
  expect({
    amount_captured,
    amount_refunded,
    disputed,
    paid,
    refunded,
    failed: charge.failure_code !== null,
  }).toEqual({
    amount_captured: bookedOf(id, seen, 'charge', 'charge_failure') + released,
    amount_refunded: sumOf(given_back.map((refund) => refund.amount)),
    disputed: seen.disputes.some((dispute) => dispute.charge === id),
    paid: status === 'succeeded',
    refunded:
      (captured || amount_captured === 0) &&
      amount_refunded > 0 &&
      amount_refunded === (isInParts(charge) && captured ? amount_captured : amount),
    failed: status === 'failed',
  });
  expect(amount_refunded).toBeLessThanOrEqual(amount);
}

function expectRefund(refund: Stripe.Refund, seen: Seen): void {
  const { amount, balance_transaction, charge, id, status } = refund;
  const [taken, back] = [
    bookedOf(id, seen, 'refund', 'partial_capture_reversal'),
    bookedOf(id, seen, 'refund_failure'),
  ];
  expect(taken).toBe(balance_transaction === null ? 0 : 0 - amount);
  expect(back).toBe(status === 'failed' || status === 'canceled' ? 0 - taken : 0);
  if (charge === null) expect(taken).toBe(0);
}

function expectDispute({ amount, balance_transactions, id, status }: Stripe.Dispute, seen: Seen): void {
  const withdrawn = !status.startsWith('warning_');
  expect(bookedOf(id, seen, 'dispute')).toBe(withdrawn ? 0 - amount : 0);
  expect(bookedOf(id, seen, 'dispute_reversal')).toBe(status === 'won' ? amount : 0);
  const shown = balance_transactions.map((transaction) => transaction.id).sort();
  const booked = seen.transactions.filter(({ source, type }) => source === id && type === 'adjustment');
  expect(shown).toEqual(booked.map((transaction) => transaction.id).sort());
}

function expectFees({ amount, fee, fee_details, net }: Stripe.BalanceTransaction): void {
  expect(net).toBe(amount - fee);
  expect(sumOf(fee_details.map((detail) => detail.amount))).toBe(fee);
}
