import { requireBalanced } from '@pinstripe/ledger';
import fc from 'fast-check';
import { chargeOf, NOW } from '../../test/charges.ts';
import { capture, type Charge } from '../charges/charge.ts';
import { create, reverse } from '../refunds/refund.ts';
import {
  asOf,
  type BalanceTransaction,
  entryOf,
  ofCapture,
  ofPartialCapture,
  ofRefund,
  ofRefundFailure,
} from './balance-transaction.ts';
import { cardPaymentFee } from './fees.ts';

const identity = { id: 'txn_1', created: NOW, livemode: false };
/** 2025-02-21T00:00:00Z: two days after `NOW`, at the beginning of the day. */
const SETTLED = 1_740_096_000;

function refundOf(charge: Charge, amount: number) {
  const answer = {
    kind: 'succeeded' as const,
    destination_details: { card: { type: 'refund' as const }, type: 'card' },
    later: null,
  };
  return create(charge, { amount, metadata: {}, reason: null }, answer, { ...identity, id: 're_1' });
}

it('credits the net of a payment two days later', async () => {
  const charge = await chargeOf({ amount: 2000, description: 'Order 1' });
  expect(ofCapture(charge, 2000, false, identity)).toEqual({
    id: 'txn_1',
    object: 'balance_transaction',
    amount: 2000,
    available_on: SETTLED,
    created: NOW,
    currency: 'usd',
    description: 'Order 1',
    exchange_rate: null,
    fee: 88,
    fee_details: [
      {
        amount: 88,
        application: null,
        currency: 'usd',
        description: 'Stripe processing fees',
        type: 'stripe_fee',
      },
    ],
    net: 1912,
    reporting_category: 'charge',
    source: 'ch_1',
    status: 'pending',
    type: 'charge',
  });
  expect(ofCapture(charge, 2000, true, identity).available_on).toBe(NOW);
});

it('costs more for a card from abroad', async () => {
  const charge = await chargeOf({ amount: 2000, number: '4000002500000003' });
  expect(ofCapture(charge, 2000, false, identity)).toMatchObject({ fee: 118, net: 1882 });
});

it('takes back what a partial capture leaves, and its part of the fee', async () => {
  const charge = capture(await chargeOf({ capture: false }), 700, true);
  const refund = reverse(charge, { amount: 300, metadata: {}, reason: null }, { ...identity, id: 're_1' });
  const whole = ofCapture(charge, 700, false, identity);
  const reversal = ofPartialCapture(charge, refund, whole.available_on, identity);
  expect(whole).toMatchObject({ amount: 1000, fee: 59, net: 941 });
  expect(reversal).toMatchObject({
    amount: -300,
    available_on: SETTLED,
    description: 'REFUND FOR CHARGE',
    fee: -9,
    net: -291,
    reporting_category: 'partial_capture_reversal',
    source: 're_1',
    type: 'refund',
  });
  const paid_whole = ofCapture(await chargeOf({ amount: 700 }), 700, false, identity);
  expect(whole.net + reversal.net).toBe(paid_whole.net);
});

it('books each part of a charge that is captured in parts', async () => {
  const first = capture(await chargeOf({ capture: false, request_multicapture: true }), 700, false);
  expect(ofCapture(first, 700, false, identity)).toMatchObject({ amount: 700, fee: 50, net: 650 });
});

it('takes a refund from the balance at once, and keeps the fee', async () => {
  const charge = await chargeOf({ description: 'Order 1' });
  expect(ofRefund(refundOf(charge, 400), charge, identity)).toMatchObject({
    amount: -400,
    available_on: NOW,
    description: 'REFUND FOR CHARGE (Order 1)',
    fee: 0,
    fee_details: [],
    net: -400,
    reporting_category: 'refund',
    source: 're_1',
    type: 'refund',
  });
  expect(ofRefundFailure(refundOf(charge, 400), charge, identity)).toMatchObject({
    amount: 400,
    net: 400,
    reporting_category: 'refund_failure',
    source: 're_1',
    type: 'refund_failure',
  });
});

it('is available from its day on', async () => {
  const transaction = ofCapture(await chargeOf(), 1000, false, identity);
  expect(asOf(transaction, SETTLED - 1).status).toBe('pending');
  expect(asOf(transaction, SETTLED).status).toBe('available');
});

describe('a journal entry', () => {
  it('credits what is pending with its day, and debits at once what may leave less than nothing', async () => {
    const charge = await chargeOf({ amount: 2000 });
    expect(entryOf(ofCapture(charge, 2000, false, identity))).toEqual({
      kind: 'charge',
      source: 'ch_1',
      lines: [
        { name: 'balance', source_type: 'card', currency: 'usd', amount: 1912, available_on: SETTLED },
        { name: 'card_network', currency: 'usd', amount: -2000 },
        { name: 'stripe_fees', currency: 'usd', amount: 88 },
      ],
    });
    expect(entryOf(ofRefund(refundOf(charge, 400), charge, identity))).toEqual({
      kind: 'refund',
      source: 're_1',
      lines: [
        { name: 'balance', source_type: 'card', currency: 'usd', amount: -400, may_overdraw: true },
        { name: 'card_network', currency: 'usd', amount: 400 },
      ],
    });
  });

  it('balances, whatever is captured and refunded, and net and fee are the amount', async () => {
    const authorized = await chargeOf({ capture: false, amount: 99_999_999 });
    const amounts = fc.integer({ min: 1, max: 99_999_999 });
    fc.assert(
      fc.property(amounts, amounts, fc.boolean(), (authorization, part, available_at_once) => {
        const charge = capture({ ...authorized, amount: authorization }, Math.min(authorization, part), true);
        const whole = ofCapture(charge, charge.amount_captured, available_at_once, identity);
        const transactions: BalanceTransaction[] = [whole];
        if (charge.amount_refunded > 0) {
          const reversal = { ...refundOf(charge, charge.amount_refunded), id: 're_2' };
          transactions.push(ofPartialCapture(charge, reversal, whole.available_on, identity));
        }
        const refund = refundOf(charge, charge.amount_captured);
        transactions.push(ofRefund(refund, charge, identity), ofRefundFailure(refund, charge, identity));
        for (const transaction of transactions) {
          expect(transaction.net + transaction.fee).toBe(transaction.amount);
          requireBalanced(entryOf(transaction));
        }
        const sum = (field: 'amount' | 'fee') => transactions.reduce((total, each) => total + each[field], 0);
        expect(sum('amount')).toBe(charge.amount_captured);
        expect(sum('fee')).toBe(cardPaymentFee(charge.amount_captured, 'usd', 'US'));
      }),
    );
  });
});
