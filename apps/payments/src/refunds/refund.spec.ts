import { DAY } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { chargeOf, NOW } from '../../test/charges.ts';
import { capture, type Charge, refund, release } from '../charges/charge.ts';
import {
  amountOf,
  create,
  fail,
  isAllowed,
  isUncaptured,
  type Refund,
  refundDetails,
  requireCancelable,
  requireRecent,
  requireSubject,
  reverse,
  STATUSES,
  told,
  update,
} from './refund.ts';

const identity = { id: 're_1', created: NOW, livemode: false };
const details = { amount: 400, metadata: { order: '1' }, reason: 'duplicate' as const };
const destination_details = { card: { type: 'refund' as const }, type: 'card' };

async function refundWith(status: 'pending' | 'succeeded'): Promise<Refund> {
  return create(await chargeOf(), details, { kind: status, destination_details, later: null }, identity);
}

it('has every field of a refund', async () => {
  expect(await refundWith('succeeded')).toEqual({
    id: 're_1',
    object: 'refund',
    amount: 400,
    balance_transaction: null,
    charge: 'ch_1',
    created: NOW,
    currency: 'usd',
    destination_details,
    metadata: { order: '1' },
    payment_intent: null,
    reason: 'duplicate',
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  });
});

it('is a reversal when nothing was taken', async () => {
  const charge = await chargeOf({ capture: false, payment_intent: 'pi_1' });
  expect(reverse(charge, { ...details, reason: 'expired_uncaptured_charge' }, identity)).toMatchObject({
    destination_details: { card: { type: 'reversal' } },
    payment_intent: 'pi_1',
    reason: 'expired_uncaptured_charge',
    status: 'succeeded',
  });
});

it.each`
  status               | tell     | fail     | ask      | send     | expire   | cancel
  ${'pending'}         | ${true}  | ${true}  | ${true}  | ${false} | ${false} | ${false}
  ${'requires_action'} | ${false} | ${false} | ${false} | ${true}  | ${true}  | ${true}
  ${'succeeded'}       | ${true}  | ${true}  | ${false} | ${false} | ${false} | ${false}
  ${'failed'}          | ${false} | ${false} | ${false} | ${false} | ${false} | ${false}
  ${'canceled'}        | ${false} | ${false} | ${false} | ${false} | ${false} | ${false}
`('in the status $status', async ({ status, ...actions }) => {
  const refund = { ...(await refundWith('pending')), status: status as string };
  for (const [action, allowed] of Object.entries(actions)) {
    expect([action, isAllowed(refund, action as 'cancel' | 'fail' | 'tell')]).toEqual([action, allowed]);
  }
  if (actions.cancel) expect(() => requireCancelable(refund)).not.toThrow();
  else expect(() => requireCancelable(refund)).toThrow(`because it has a status of ${status}`);
  expect(Object.keys(STATUSES)).toContain(status);
});

it('succeeds, or fails with its reason', async () => {
  const pending = await refundWith('pending');
  const traced = {
    card: { reference: '7', reference_status: 'available', type: 'refund' as const },
    type: 'card',
  };
  expect(told(pending, { kind: 'succeeded', destination_details: traced, later: null })).toEqual({
    ...pending,
    destination_details: traced,
    status: 'succeeded',
  });
  expect(told(pending, { kind: 'succeeded', destination_details: null, later: null })).toEqual({
    ...pending,
    status: 'succeeded',
  });
  expect(fail(pending, 'failed', 'expired_or_canceled_card', 'txn_2')).toEqual({
    ...pending,
    failure_balance_transaction: 'txn_2',
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  });
});

it('merges its metadata', async () => {
  const refund = await refundWith('succeeded');
  expect(update(refund, { metadata: { order: '', added: 2 } }).metadata).toEqual({ added: '2' });
  expect(update(refund, {})).toEqual(refund);
});

it.each`
  params                                             | message
  ${{}}                                              | ${'payment_intent or charge'}
  ${{ charge: 'ch_1', payment_intent: 'pi_1' }}      | ${'only specify one'}
  ${{ charge: 'ch_1', customer: 'cus_1' }}           | ${'customer'}
  ${{ charge: 'ch_1', currency: 'usd' }}             | ${'currency'}
  ${{ charge: 'ch_1', instructions_email: 'jenny' }} | ${'email'}
`('does not take $params', ({ params, message }) => {
  expect(() => requireSubject(params as Stripe.RefundCreateParams)).toThrow(message as string);
});

describe('how much is refunded', () => {
  const captured = () => chargeOf({ amount: 2000 });
  const halved = async () => refund(await captured(), 1000);
  const authorized = () => chargeOf({ amount: 2000, capture: false });
  const of_intent = () => chargeOf({ amount: 2000, capture: false, payment_intent: 'pi_1' });
  const partly = async () => capture(await of_intent(), 1500, true);

  it.each([
    ['all of it', captured, {}, 2000],
    ['what is asked for', captured, { amount: 1200 }, 1200],
    ['what is left', halved, {}, 1000],
    ['all that is left', halved, { amount: 1000 }, 1000],
    ['what was captured', partly, {}, 1500],
    ['all that is held', authorized, { amount: 2000 }, 2000],
    ['no fee either', captured, { refund_application_fee: false, reverse_transfer: false }, 2000],
  ])('is %s', async (_, charge, params, amount) => {
    expect(amountOf(await charge(), params)).toBe(amount);
  });

  const failed = () => chargeOf({ number: '4000000000000002' });
  const failed_of_intent = () => chargeOf({ number: '4000000000000002', payment_intent: 'pi_1' });

  it.each([
    ['nothing', captured, { amount: 0 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [
      'more than the charge',
      captured,
      { amount: 2001 },
      { message: 'Refund amount ($20.01) is greater than charge amount ($20.00)', param: 'amount' },
    ],
    [
      'more than is left',
      halved,
      { amount: 1200 },
      {
        message: 'Refund amount ($12.00) is greater than unrefunded amount on charge ($10.00)',
        param: 'amount',
      },
    ],
    [
      'what no payment can be',
      () => chargeOf({ amount: 5000, currency: 'kwd' }),
      { amount: 1001 },
      { code: 'invalid_charge_amount', param: 'amount' },
    ],
    [
      'what is refunded',
      async () => refund(await halved(), 1000),
      {},
      { code: 'charge_already_refunded', message: 'Charge ch_1 has already been refunded.' },
    ],
    ['a part of what is held', authorized, { amount: 1 }, { param: 'amount' }],
    ['a transfer', captured, { reverse_transfer: true }, { param: 'reverse_transfer' }],
    ['a fee', captured, { refund_application_fee: true }, { param: 'refund_application_fee' }],
    ['what was released', async () => release(await authorized()), {}, { code: 'charge_already_refunded' }],
    [
      'what a PaymentIntent holds',
      of_intent,
      {},
      { message: expect.stringContaining('You must cancel the PaymentIntent') },
    ],
    [
      'what a PaymentIntent has released',
      async () => release(await of_intent()),
      {},
      { message: 'This PaymentIntent (pi_1) does not have a successful charge to refund.' },
    ],
    ['a failed charge', failed, {}, { code: 'charge_not_refundable' }],
    [
      "a PaymentIntent's failed charge",
      failed_of_intent,
      {},
      { message: 'This PaymentIntent (pi_1) does not have a successful charge to refund.' },
    ],
  ])('is never %s', async (_, make, params, expected) => {
    const charge = await make();
    expect(() => amountOf(charge, params)).toThrow(
      expect.objectContaining({ body: expect.objectContaining(expected) }),
    );
  });

  it('is what has been captured, while more can be', async () => {
    const in_parts = await chargeOf({
      amount: 2000,
      capture: false,
      request_multicapture: true,
      payment_intent: 'pi_1',
    });
    const first = capture(in_parts, 700, false);
    expect(isUncaptured(first)).toBe(false);
    expect(amountOf(first, {})).toBe(700);
    expect(() => amountOf(first, { amount: 701 })).toThrow('unrefunded amount on charge ($7.00)');
  });

  it('is written in the currency of the charge', async () => {
    const charge = refund(await chargeOf({ amount: 5000, currency: 'jpy' }), 4000);
    expect(() => amountOf(charge, { amount: 1001 })).toThrow('Refund amount (¥1,001)');
  });
});

/** "Payment method support" and the page of each type. */
describe('how long a payment can be refunded', () => {
  const paidBy = async (type: string) => ({
    ...(await chargeOf()),
    payment_method_details: { type } as Charge['payment_method_details'],
  });
  const refusal = async (type: string, days: number) => {
    const charge = await paidBy(type);
    return () => requireRecent(charge, charge.created + days * DAY);
  };

  it.each`
    days   | types
    ${60}  | ${['fpx']}
    ${90}  | ${['ach_debit', 'alipay', 'amazon_pay', 'au_becs_debit', 'cashapp', 'grabpay', 'paynow', 'pix']}
    ${120} | ${['affirm', 'afterpay_clearpay']}
    ${180} | ${['acss_debit', 'alma', 'bacs_debit', 'bancontact', 'customer_balance', 'eps', 'giropay', 'ideal']}
    ${180} | ${['klarna', 'p24', 'paypal', 'revolut_pay', 'sepa_debit', 'sofort', 'twint', 'us_bank_account']}
    ${180} | ${['wechat_pay', 'zip']}
    ${365} | ${['kakao_pay', 'kr_card', 'multibanco', 'naver_pay', 'payco', 'samsung_pay', 'swish']}
    ${730} | ${['pay_by_bank']}
  `('is $days days by $types', async ({ days, types }: { days: number; types: string[] }) => {
    for (const type of types) {
      expect(await refusal(type, days)).not.toThrow();
      expect(await refusal(type, days + 1)).toThrow(
        expect.objectContaining({ body: expect.objectContaining({ code: 'charge_not_refundable' }) }),
      );
    }
  });

  it.each(['card', 'konbini', 'promptpay'])('has no end by %s', async (type) => {
    expect(await refusal(type, 4000)).not.toThrow();
  });

  it.each(['boleto', 'oxxo'])('is not at all by %s', async (type) => {
    expect(await refusal(type, 0)).toThrow('cannot be refunded');
  });
});

it('keeps what the request says of it', () => {
  expect(refundDetails(5, { charge: 'ch_1' })).toEqual({ amount: 5, metadata: {}, reason: null });
  expect(refundDetails(5, { reason: 'fraudulent', metadata: { a: 1 } })).toEqual({
    amount: 5,
    metadata: { a: '1' },
    reason: 'fraudulent',
  });
});
