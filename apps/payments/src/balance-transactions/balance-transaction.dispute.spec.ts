import { requireBalanced } from '@pinstripe/ledger';
import fc from 'fast-check';
import { chargeOf, NOW } from '../../test/charges.ts';
import { type DisputeCause, foreseen_causes } from '../disputes/dispute.causes.ts';
import { open } from '../disputes/dispute.ts';
import { entryOf } from './balance-transaction.ts';
import { ofNetworkFee, ofReinstatement, ofWithdrawal } from './balance-transaction.dispute.ts';
import { complianceFee, disputeFee } from './dispute-fees.ts';

const identity = { id: 'txn_1', created: NOW, livemode: false };

async function disputed(amount: number) {
  const charge = await chargeOf({ amount, description: 'Order 1' });
  const [cause] = foreseen_causes.fraudulent as [DisputeCause];
  return { charge, dispute: open(charge, amount, cause, null, { ...identity, id: 'du_1' }) };
}

it('takes the payment and a fee, and brings back the payment', async () => {
  const { charge, dispute } = await disputed(2000);
  const withdrawal = ofWithdrawal(dispute, charge, 1500, identity);
  expect(withdrawal).toEqual({
    id: 'txn_1',
    object: 'balance_transaction',
    amount: -2000,
    available_on: NOW,
    created: NOW,
    currency: 'usd',
    description: 'Chargeback withdrawal for ch_1 (Order 1)',
    exchange_rate: null,
    fee: 1500,
    fee_details: [
      { amount: 1500, application: null, currency: 'usd', description: 'Dispute fee', type: 'stripe_fee' },
    ],
    net: -3500,
    reporting_category: 'dispute',
    source: 'du_1',
    status: 'available',
    type: 'adjustment',
  });
  expect(entryOf(withdrawal)).toEqual({
    kind: 'adjustment',
    source: 'du_1',
    lines: [
      { name: 'balance', source_type: 'card', currency: 'usd', amount: -3500, may_overdraw: true },
      { name: 'card_network', currency: 'usd', amount: 2000 },
      { name: 'stripe_fees', currency: 'usd', amount: 1500 },
    ],
  });
  expect(ofReinstatement(dispute, charge, 0, identity)).toMatchObject({
    amount: 2000,
    fee: 0,
    fee_details: [],
    net: 2000,
    reporting_category: 'dispute_reversal',
    source: 'du_1',
    type: 'adjustment',
  });
});

it('takes nothing but a fee for contesting', async () => {
  const { dispute } = await disputed(2000);
  const transaction = ofNetworkFee(dispute, 50_000, identity);
  expect(transaction).toMatchObject({ amount: -50_000, fee: 0, net: -50_000, type: 'stripe_fee' });
  expect(entryOf(transaction).lines).toEqual([
    { name: 'balance', source_type: 'card', currency: 'usd', amount: -50_000, may_overdraw: true },
    { name: 'stripe_fees', currency: 'usd', amount: 50_000 },
  ]);
});

it('is balanced, and returned fees undo those that were taken', async () => {
  const amounts = fc.integer({ min: 50, max: 1_000_000 });
  const fees = fc.integer({ min: 0, max: 100_000 });
  const property = fc.asyncProperty(amounts, fees, async (amount, fee) => {
    const { charge, dispute } = await disputed(amount);
    const withdrawal = ofWithdrawal(dispute, charge, fee, identity);
    const reinstatement = ofReinstatement(dispute, charge, fee, identity);
    for (const each of [withdrawal, reinstatement]) {
      expect(() => requireBalanced(entryOf(each))).not.toThrow();
      expect(each.amount - each.fee).toBe(each.net);
    }
    expect(withdrawal.net + reinstatement.net).toBe(0);
  });
  await fc.assert(property, { numRuns: 30 });
});

it.each`
  currency | dispute   | compliance
  ${'usd'} | ${1500}   | ${50_000}
  ${'eur'} | ${1500}   | ${50_000}
  ${'gbp'} | ${1300}   | ${50_000}
  ${'huf'} | ${575000} | ${50_000}
  ${'jpy'} | ${2375}   | ${500}
  ${'kwd'} | ${15_000} | ${500_000}
`('costs $dispute in $currency', ({ currency, dispute, compliance }) => {
  expect([disputeFee(currency as string), complianceFee(currency as string)]).toEqual([dispute, compliance]);
});
