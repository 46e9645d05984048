import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

/** A merchant saves payment methods that are no cards, without a payment. */
let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const DAY = 24 * 60 * 60;
const RETURN_URL = 'https://example.com/saved?order=7';
const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const IBAN = 'DE89370400440532013000';
const accepted = { customer_acceptance: { type: 'offline' } } as const;

type Params = Stripe.SetupIntentCreateParams;

/** A payment method of `type`, made and set up at once. */
const setUp = (type: string, hash: object = {}, params: Params = {}) =>
  stripe.setupIntents.create({
    confirm: true,
    payment_method_data: {
      type,
      [type]: hash,
      billing_details: jenny,
    } as Stripe.SetupIntentCreateParams.PaymentMethodData,
    payment_method_types: [type],
    return_url: RETURN_URL,
    ...params,
  });
const pageOf = ({ next_action }: Stripe.SetupIntent) => next_action!.redirect_to_url!.url!;
const attemptOf = async (intent: Stripe.SetupIntent) => {
  const { latest_attempt } = await stripe.setupIntents.retrieve(intent.id, { expand: ['latest_attempt'] });
  return latest_attempt as Stripe.SetupAttempt;
};

/** What the payer does on the page that the intent leads to; answers where the page leads. */
async function choose(url: string, outcome: 'failed' | 'succeeded'): Promise<URL> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
  return new URL(answer.headers.get('location')!);
}

/** Every wallet that can be saved, and what it is paid in. */
it.each([
  ['amazon_pay', 'usd', {}],
  ['kakao_pay', 'krw', {}],
  ['kr_card', 'krw', {}],
  ['paypal', 'eur', { billing_agreement_id: null, payer_id: null }],
  ['revolut_pay', 'gbp', {}],
])('%s is saved on its own page, and pays in %s off session', async (type, currency, permitted) => {
  const { id: customer } = await stripe.customers.create();
  const intent = await setUp(type, {}, { customer });
  expect(intent).toMatchObject({
    status: 'requires_action',
    mandate: null,
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: RETURN_URL } },
  });
  expect(await attemptOf(intent)).toMatchObject({ status: 'requires_action' });
  const back = await choose(pageOf(intent), 'succeeded');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    order: '7',
    setup_intent: intent.id,
    setup_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  });

  const saved = await stripe.setupIntents.retrieve(intent.id, { expand: ['mandate', 'payment_method'] });
  const { id: payment_method } = saved.payment_method as Stripe.PaymentMethod;
  expect(saved).toMatchObject({
    status: 'succeeded',
    last_setup_error: null,
    next_action: null,
    payment_method: { customer, type },
    mandate: {
      payment_method,
      payment_method_details: { type, [type]: permitted },
      status: 'active',
      type: 'multi_use',
    },
  });
  const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id });
  expect(data).toMatchObject([
    { payment_method, payment_method_details: { type, [type]: {} }, setup_error: null, status: 'succeeded' },
  ]);

  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency,
    customer,
    off_session: true,
    payment_method,
    payment_method_types: [type],
  });
  expect(paid).toMatchObject({ status: 'succeeded', next_action: null });
  expect((await eventTypes(stripe, 9)).slice(0, 5)).toEqual([
    'customer.created',
    'setup_intent.created',
    'setup_intent.requires_action',
    'payment_method.attached',
    'setup_intent.succeeded',
  ]);
});

it.each([
  ['paypal', 'payment_method_customer_decline'],
  ['revolut_pay', 'setup_attempt_failed'],
])('%s fails when the payer refuses, and another is taken', async (type, code) => {
  const intent = await setUp(type);
  const back = await choose(pageOf(intent), 'failed');
  expect(back.searchParams.get('redirect_status')).toBe('failed');
  expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({
    status: 'requires_payment_method',
    last_setup_error: { code, payment_method: { type } },
    mandate: null,
    payment_method: null,
  });
  expect(await attemptOf(intent)).toMatchObject({ status: 'failed', setup_error: { code } });
  expect(await eventTypes(stripe, 3)).toEqual([
    'setup_intent.created',
    'setup_intent.requires_action',
    'setup_intent.setup_failed',
  ]);
  await stripe.setupIntents.update(intent.id, { payment_method_types: ['card', type] });
  const saved = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
  expect(saved).toMatchObject({ status: 'succeeded', last_setup_error: null, mandate: null });
});

it('expires when nobody ever comes', async () => {
  const intent = await setUp('paypal');
  await world.advance(DAY);
  const code = 'setup_intent_setup_attempt_expired';
  expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({
    status: 'requires_payment_method',
    last_setup_error: { code },
  });
  expect(await attemptOf(intent)).toMatchObject({ status: 'failed', setup_error: { code } });
});

it('is forgotten when the client goes another way', async () => {
  const canceled = await setUp('paypal');
  await stripe.setupIntents.cancel(canceled.id);
  const changed = await setUp('paypal');
  const again = await stripe.setupIntents.confirm(changed.id, { return_url: RETURN_URL });
  expect(again.status).toBe('requires_action');
  await choose(pageOf(changed), 'succeeded');
  expect((await stripe.setupIntents.retrieve(changed.id)).status).toBe('requires_action');
  await choose(pageOf(again), 'succeeded');
  await world.advance(DAY);
  const left = await choose(pageOf(canceled), 'succeeded');
  expect(left.searchParams.get('redirect_status')).toBe('failed');
  expect((await stripe.setupIntents.retrieve(canceled.id)).status).toBe('canceled');
  expect((await stripe.setupIntents.retrieve(changed.id)).status).toBe('succeeded');
  const { data } = await stripe.setupAttempts.list({ setup_intent: changed.id });
  expect(data.map(({ status }) => status)).toEqual(['succeeded', 'abandoned']);
});

it('is chosen first and confirmed later', async () => {
  const payment_method_data = { type: 'paypal', billing_details: jenny } as const;
  const intent = await stripe.setupIntents.create({ payment_method_data, payment_method_types: ['paypal'] });
  expect(intent).toMatchObject({
    status: 'requires_confirmation',
    payment_method_options: { paypal: { billing_agreement_id: null } },
  });
  const confirmed = await stripe.setupIntents.confirm(intent.id, { return_url: RETURN_URL });
  expect(confirmed).toMatchObject({ status: 'requires_action', payment_method: intent.payment_method });
});

describe('a bank account', () => {
  it('is saved at once, with the mandate that its payer has given', async () => {
    const { id: customer } = await stripe.customers.create();
    const saved = await setUp(
      'sepa_debit',
      { iban: IBAN },
      {
        customer,
        expand: ['mandate'],
        mandate_data: accepted,
        payment_method_options: { sepa_debit: { mandate_options: { reference_prefix: 'SHOP-' } } },
      },
    );
    expect(saved).toMatchObject({
      status: 'succeeded',
      mandate: {
        customer_acceptance: { type: 'offline', offline: {} },
        payment_method_details: {
          type: 'sepa_debit',
          sepa_debit: { reference: expect.stringMatching(/^SHOP-.{19}$/) },
        },
        status: 'active',
        type: 'multi_use',
      },
    });
    expect(await attemptOf(saved)).toMatchObject({
      status: 'succeeded',
      payment_method_details: { type: 'sepa_debit', sepa_debit: {} },
    });
    const paid = await stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'eur',
      customer,
      expand: ['latest_charge'],
      off_session: true,
      payment_method: saved.payment_method as string,
      payment_method_types: ['sepa_debit'],
    });
    expect(paid).toMatchObject({
      status: 'processing',
      latest_charge: {
        payment_method_details: { sepa_debit: { mandate: (saved.mandate as Stripe.Mandate).id } },
      },
    });
    expect((await eventTypes(stripe, 7)).slice(0, 4)).toEqual([
      'customer.created',
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
    ]);
  });

  it('is set up again under the mandate that it has', async () => {
    const { id: customer } = await stripe.customers.create();
    const saved = await setUp('sepa_debit', { iban: IBAN }, { customer, mandate_data: accepted });
    const again = await stripe.setupIntents.create({
      confirm: true,
      customer,
      payment_method: saved.payment_method as string,
      payment_method_types: ['sepa_debit'],
    });
    expect(again).toMatchObject({ status: 'succeeded', mandate: saved.mandate });
  });
});

const given = { mandate_data: accepted };
const nameless = { type: 'sepa_debit', sepa_debit: { iban: IBAN } } as const;

it.each<[string, string, Params, object]>([
  ['without a way back', 'paypal', { return_url: undefined as never }, { param: 'return_url' }],
  [
    'of a type that the intent does not take',
    'paypal',
    { payment_method_types: ['card'] },
    { param: 'payment_method' },
  ],
  ['without a mandate', 'sepa_debit', {}, { code: 'parameter_missing', param: 'mandate_data' }],
  [
    'of nobody',
    'sepa_debit',
    { ...given, payment_method_data: nameless },
    { code: 'parameter_missing', param: 'billing_details[name]' },
  ],
  ['beside another', 'paypal', { payment_method: 'pm_card_visa' }, { param: 'payment_method' }],
  ['that cannot be saved', 'giropay', {}, { param: 'payment_method_types' }],
])('refuses one %s', async (_which, type, params, error) => {
  const hash = type === 'sepa_debit' ? { iban: IBAN } : {};
  await expect(setUp(type, hash, params)).rejects.toMatchObject(error);
});
