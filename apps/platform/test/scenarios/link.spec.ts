import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

/** Somebody pays by Link, in which they have signed in on the merchant's page. */
let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };

const pay = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method_data: { type: 'link', billing_details },
    payment_method_types: ['link'],
    ...params,
  });
const chargeOf = ({ latest_charge }: Stripe.PaymentIntent) =>
  stripe.charges.retrieve(latest_charge as string);

it('pays at once', async () => {
  const intent = await pay();
  expect(intent).toMatchObject({
    status: 'succeeded',
    amount_received: 2000,
    next_action: null,
    payment_method_options: { link: { persistent_token: null } },
  });
  expect(await chargeOf(intent)).toMatchObject({
    calculated_statement_descriptor: null,
    outcome: { risk_level: 'not_assessed', type: 'authorized' },
    payment_method_details: { type: 'link', link: { country: 'US' } },
  });
  expect(await eventTypes(stripe, 4)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
  ]);
  const { data } = await stripe.balanceTransactions.list({ limit: 1 });
  expect(data).toMatchObject([{ type: 'payment', amount: 2000, fee: 88 }]);
});

it.each(['automatic', 'automatic_async'] as const)('is captured later, unless it is %s', async (method) => {
  const intent = await pay({
    capture_method: method,
    payment_method_options: { link: { capture_method: 'manual' } },
  });
  expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 2000 });
  expect(await eventTypes(stripe, 3)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
  ]);
  const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1500 });
});

it('lets the money go when nobody captures it in a week', async () => {
  const { id } = await pay({ capture_method: 'manual' });
  await world.advance(7 * 24 * 60 * 60 + 60);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('canceled');
});

it('gives money back, in parts, and after years', async () => {
  const { id: payment_intent } = await pay();
  await stripe.refunds.create({ payment_intent, amount: 500 });
  await world.advance(400 * 24 * 60 * 60);
  const refund = await stripe.refunds.create({ payment_intent });
  expect(refund).toMatchObject({ status: 'succeeded', amount: 1500 });
});

describe('a payment method', () => {
  it('shows whose it is, and is a customer’s', async () => {
    const method = await stripe.paymentMethods.create({ type: 'link', billing_details });
    expect(method).toMatchObject({ type: 'link', link: { email: 'jenny@example.com' }, customer: null });
    expect(method.card).toBeUndefined();
    const { id: customer } = await stripe.customers.create();
    await stripe.paymentMethods.attach(method.id, { customer });
    const { data } = await stripe.paymentMethods.list({ customer, type: 'link' });
    expect(data).toMatchObject([{ id: method.id, customer }]);
    const updated = await stripe.paymentMethods.update(method.id, { link: {}, metadata: { order: '7' } });
    expect(updated).toMatchObject({ link: { email: 'jenny@example.com' }, metadata: { order: '7' } });
  });

  it.each([{}, { billing_details: { email: '' } }])(
    'of somebody unknown shows nobody: %o',
    async (params) => {
      const { link } = await stripe.paymentMethods.create({ type: 'link', ...params });
      expect(link!.email).toBeNull();
    },
  );

  it('is kept by a payment, with a mandate, and pays off session', async () => {
    const { id: customer } = await stripe.customers.create();
    const { payment_method } = await pay({ customer, setup_future_usage: 'off_session' });
    expect((await stripe.paymentMethods.retrieve(payment_method as string)).customer).toBe(customer);
    const later = await pay({
      customer,
      off_session: true,
      payment_method: payment_method as string,
      payment_method_data: undefined as never,
    });
    expect(later.status).toBe('succeeded');
  });

  it('is set up at once', async () => {
    const { id: customer } = await stripe.customers.create();
    const intent = await stripe.setupIntents.create({
      confirm: true,
      customer,
      expand: ['latest_attempt', 'mandate'],
      payment_method_data: { type: 'link', billing_details },
      payment_method_options: { link: { persistent_token: 'legacy' } },
      payment_method_types: ['card', 'link'],
    });
    expect(intent).toMatchObject({
      status: 'succeeded',
      latest_attempt: { status: 'succeeded', payment_method_details: { type: 'link', link: {} } },
      mandate: { type: 'multi_use', payment_method_details: { type: 'link', link: {} } },
      payment_method_options: { link: { persistent_token: 'legacy' } },
    });
    expect(await eventTypes(stripe, 4)).toEqual([
      'customer.created',
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
    ]);
  });

  it('is not kept for payments on session', async () => {
    const { id: customer } = await stripe.customers.create();
    await expect(pay({ customer, setup_future_usage: 'on_session' })).rejects.toMatchObject({
      param: 'setup_future_usage',
    });
  });
});

describe('an intent that leaves its types to the platform', () => {
  it.each<[string, Partial<Stripe.PaymentIntentCreateParams>, string[]]>([
    ['as it is', {}, ['card', 'link']],
    ['in any currency', { currency: 'jpy' }, ['card', 'link']],
    [
      'that leads nowhere',
      { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } },
      ['card', 'link'],
    ],
    ['that is captured later', { capture_method: 'manual' }, ['card', 'link']],
    ['for payments off session', { setup_future_usage: 'off_session' }, ['card', 'link']],
    ['for payments on session', { setup_future_usage: 'on_session' }, ['card']],
  ])('offers Link, %s', async (_how, params, types) => {
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...params });
    expect(intent.payment_method_types).toEqual(types);
  });

  it('offers it to set up, too', async () => {
    expect((await stripe.setupIntents.create()).payment_method_types).toEqual(['card', 'link']);
  });

  it('does not offer it once it is turned off', async () => {
    const { data } = await stripe.paymentMethodConfigurations.list();
    expect(data[0]!.link).toMatchObject({ available: true, display_preference: { value: 'on' } });
    await stripe.paymentMethodConfigurations.update(data[0]!.id, {
      link: { display_preference: { preference: 'off' } },
    });
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' });
    expect(intent.payment_method_types).toEqual(['card']);
  });
});
