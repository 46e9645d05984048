import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const RETURN_URL = 'https://example.com/paid?order=7';

type Params = Partial<Stripe.PaymentIntentCreateParams>;

/** A payment by a payment method of `type`, which is made with it. */
const pay = (type: string, hash: object = {}, params: Params = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    confirm: true,
    payment_method_data: {
      type,
      [type]: hash,
      billing_details: jenny,
    } as Stripe.PaymentIntentCreateParams.PaymentMethodData,
    payment_method_types: [type],
    return_url: RETURN_URL,
    ...params,
  });
const mandate_data: Params['mandate_data'] = {
  customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'test' } },
};
const debit = (iban: string, params: Params = {}) => pay('sepa_debit', { iban }, { mandate_data, ...params });
const chargeOf = async ({ id }: { id: string }) => {
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  return latest_charge as Stripe.Charge;
};

/** What the payer does on the page that the intent leads to; answers where the page leads. */
async function choose(url: string, outcome: 'failed' | 'succeeded'): Promise<URL> {
  const answer = await act(url, outcome);
  return new URL(answer.headers.get('location')!);
}

function act(url: string, outcome: 'failed' | 'succeeded') {
  return fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });
}

/** Where the payer of an intent acts, whatever leads there. */
function pageOf({ next_action }: Stripe.PaymentIntent): string {
  const { type, ...shapes } = next_action!;
  const shape = shapes[type as 'redirect_to_url'] as { hosted_instructions_url?: string; url?: string };
  return (shape.url ?? shape.hosted_instructions_url)!;
}

describe('a payment that leads to a bank', () => {
  it('succeeds once the payer has authorized it there', async () => {
    const intent = await pay('ideal', { bank: 'ing' });
    expect(intent).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: RETURN_URL } },
    });
    const back = await choose(intent.next_action!.redirect_to_url!.url!, 'succeeded');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      order: '7',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
    expect(await chargeOf(intent)).toMatchObject({
      id: expect.stringMatching(/^py_/),
      captured: true,
      paid: true,
      status: 'succeeded',
      outcome: { risk_level: 'not_assessed' },
      payment_method_details: { type: 'ideal', ideal: { bank: 'ing' } },
    });
    expect(await eventTypes(stripe, 5)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    const { data } = await stripe.balanceTransactions.list({ limit: 1 });
    expect(data).toMatchObject([{ type: 'payment', reporting_category: 'charge', amount: 2000 }]);
  });

  it('fails when the payer refuses, and is paid another way', async () => {
    const intent = await pay('ideal');
    const back = await choose(intent.next_action!.redirect_to_url!.url!, 'failed');
    expect(back.searchParams.get('redirect_status')).toBe('failed');
    const failed = await stripe.paymentIntents.retrieve(intent.id);
    expect(failed).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { code: 'payment_intent_payment_attempt_failed', type: 'card_error' },
    });
    expect(await chargeOf(intent)).toMatchObject({
      status: 'failed',
      paid: false,
      failure_code: 'payment_intent_payment_attempt_failed',
    });
    expect(await eventTypes(stripe, 4)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    await stripe.paymentIntents.update(intent.id, { payment_method_types: ['card', 'ideal'] });
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid.status).toBe('succeeded');
  });

  it('fails when the provider denies it, though the payer has agreed', async () => {
    const billing_details = { email: 'customer+denied@email.de', address: { country: 'DE' } };
    const payment_method_data = { type: 'klarna' as const, billing_details };
    const intent = await pay('klarna', {}, { payment_method_data });
    expect((await choose(pageOf(intent), 'succeeded')).searchParams.get('redirect_status')).toBe('failed');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_method_provider_decline' },
    });
    expect(await chargeOf(intent)).toMatchObject({ status: 'failed' });
  });

  it('expires when nobody ever comes', async () => {
    const { id } = await pay('ideal');
    await world.advance(24 * 60 * 60);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_payment_attempt_expired' },
    });
  });

  it('is forgotten when the intent is canceled', async () => {
    const intent = await pay('ideal');
    await stripe.paymentIntents.cancel(intent.id);
    await world.advance(24 * 60 * 60);
    const back = await choose(intent.next_action!.redirect_to_url!.url!, 'succeeded');
    expect(back.searchParams.get('redirect_status')).toBe('failed');
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
  });

  it.each<[string, Params, object]>([
    ['in another currency', { currency: 'usd' }, { code: 'payment_intent_invalid_currency' }],
    ['without a way back', { return_url: undefined as never }, { param: 'return_url' }],
    ['captured later', { capture_method: 'manual' }, { param: 'capture_method' }],
    [
      'for an intent of cards',
      { payment_method_types: ['card'] },
      { code: 'payment_intent_incompatible_payment_method' },
    ],
    [
      'with an error instead of an action',
      { error_on_requires_action: true },
      { code: 'payment_intent_action_required' },
    ],
    [
      'while its payer is away',
      { off_session: true, return_url: undefined as never },
      { code: 'payment_intent_action_required', type: 'StripeCardError' },
    ],
  ])('is refused %s', async (_how, params, error) => {
    await expect(pay('ideal', {}, params)).rejects.toMatchObject(error);
  });

  it('holds the money where its type can', async () => {
    const intent = await pay('klarna', {}, { capture_method: 'manual' });
    await choose(intent.next_action!.redirect_to_url!.url!, 'succeeded');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2000,
    });
    const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1500 });
    expect(await chargeOf(intent)).toMatchObject({ amount_captured: 1500, amount_refunded: 500 });
  });

  it('gives money back', async () => {
    const intent = await pay('ideal');
    await choose(intent.next_action!.redirect_to_url!.url!, 'succeeded');
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    expect(refund).toMatchObject({ id: expect.stringMatching(/^pyr_/), status: 'succeeded', amount: 500 });
    await world.advance(181 * 24 * 60 * 60);
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_not_refundable',
    });
  });
});

/** Every type that leads elsewhere, with what it takes; the answers are checked against the SDK's types. */
const elsewhere: [type: string, currency: string, amount: number, hash?: object, options?: object][] = [
  ['affirm', 'usd', 6000],
  ['afterpay_clearpay', 'usd', 2000],
  ['alipay', 'cny', 2000],
  ['alma', 'eur', 6000],
  ['amazon_pay', 'usd', 2000],
  ['bancontact', 'eur', 2000],
  ['cashapp', 'usd', 2000],
  ['eps', 'eur', 2000, { bank: 'bank_austria' }],
  ['fpx', 'myr', 2000, { bank: 'maybank2u' }],
  ['giropay', 'eur', 2000],
  ['grabpay', 'sgd', 2000],
  ['ideal', 'eur', 50],
  ['kakao_pay', 'krw', 2000],
  ['klarna', 'eur', 2000, { dob: { day: 1, month: 2, year: 1990 } }],
  ['kr_card', 'krw', 2000],
  ['mobilepay', 'dkk', 2000],
  ['naver_pay', 'krw', 2000, { funding: 'points' }],
  ['p24', 'pln', 2000, { bank: 'ing' }],
  ['pay_by_bank', 'gbp', 2000],
  ['payco', 'krw', 2000],
  ['paynow', 'sgd', 2000],
  ['paypal', 'eur', 2000],
  ['pix', 'brl', 2000],
  ['promptpay', 'thb', 2000],
  ['revolut_pay', 'gbp', 2000],
  ['samsung_pay', 'krw', 2000],
  ['sofort', 'eur', 2000, { country: 'DE' }],
  ['swish', 'sek', 2000, {}, { reference: 'Order 7' }],
  ['twint', 'chf', 2000],
  ['wechat_pay', 'cny', 2000, {}, { client: 'web' }],
  ['zip', 'aud', 2000],
];

it.each(elsewhere)('%s is paid in %s', async (type, currency, amount, hash = {}, options = {}) => {
  const payment_method_options = { [type]: options };
  const intent = await pay(type, hash, { amount, currency, payment_method_options });
  await act(pageOf(intent), 'succeeded');
  if (type === 'sofort') await world.advance(180);
  expect(await chargeOf(intent)).toMatchObject({
    payment_method_details: { type },
    receipt_url: expect.stringContaining('/receipts?'),
    status: 'succeeded',
  });
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'succeeded',
    amount_received: amount,
  });
  expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount });
});

describe('a debit', () => {
  it('is on its way for days, and arrives', async () => {
    const intent = await debit('DE89370400440532013000');
    expect(intent).toMatchObject({ status: 'processing', next_action: null, amount_received: 0 });
    expect(await chargeOf(intent)).toMatchObject({
      status: 'pending',
      paid: false,
      payment_method_details: {
        type: 'sepa_debit',
        sepa_debit: { bank_code: '37040044', country: 'DE', last4: '3000' },
      },
    });
    await world.advance(10);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
    });
    expect(await eventTypes(stripe, 6)).toEqual([
      'payment_intent.created',
      'charge.pending',
      'mandate.updated',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('needs to know whom it debits', async () => {
    const payment_method_data = {
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE89370400440532013000' },
    } as const;
    await expect(debit('', { payment_method_data })).rejects.toMatchObject({
      code: 'parameter_missing',
      param: 'billing_details[name]',
    });
  });
});
