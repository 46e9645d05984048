import type Stripe from 'stripe';
import { connect, eventTypes, startWorld, type World } from './world.ts';

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
const pay = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
    confirm: true,
    ...params,
  });

describe('a payment step by step', () => {
  it('goes from creation to confirmation', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 1099, currency: 'eur' });
    expect(intent).toMatchObject({ status: 'requires_payment_method', capture_method: 'automatic_async' });
    const chosen = await stripe.paymentIntents.update(intent.id, {
      payment_method: 'pm_card_visa',
      metadata: { a: '1' },
    });
    expect(chosen).toMatchObject({ status: 'requires_confirmation', metadata: { a: '1' } });
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      return_url: 'https://example.com/paid',
      expand: ['latest_charge', 'payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 1099,
      latest_charge: {
        paid: true,
        captured: true,
        payment_intent: intent.id,
        outcome: { type: 'authorized' },
      },
      payment_method: { card: { last4: '4242' } },
    });
    await expect(stripe.paymentIntents.confirm(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id: intent.id, status: 'succeeded' },
    });
    expect(await eventTypes(stripe, 4)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
  });

  it('tells of a decline, and can be tried again with another card', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      payment_method_types: ['card'],
    });
    const declined = stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    });
    await expect(declined).rejects.toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } },
      payment_method: { object: 'payment_method' },
    });
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect(
      (await stripe.charges.list({ payment_intent: intent.id })).data.map(({ status }) => status),
    ).toEqual(['succeeded', 'failed']);
    expect((await eventTypes(stripe, 6)).slice(0, 3)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

  it('asks the cardholder where the card wants that, or fails where nobody is there to ask', async () => {
    const asked = await pay({
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'https://example.com/',
    });
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    await expect(
      pay({ payment_method: 'pm_card_threeDSecure2Required', error_on_requires_action: true }),
    ).rejects.toMatchObject({ statusCode: 402, code: 'authentication_required' });
    await expect(
      pay({ payment_method: 'pm_card_authenticationRequired', off_session: true }),
    ).rejects.toMatchObject({
      code: 'authentication_required',
    });
  });
});

describe('a payment that is captured later', () => {
  it('holds the money until then', async () => {
    const held = await pay({ capture_method: 'manual' });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 2000, amount_received: 0 });
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1500, amount_capturable: 0 });
    const types = await eventTypes(stripe, 5);
    expect(types.slice(0, 3)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
    ]);
    expect(types).toEqual(expect.arrayContaining(['charge.captured', 'payment_intent.succeeded']));
  });

  it('is captured once when two ask at the same time', async () => {
    const held = await pay({ capture_method: 'manual' });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => stripe.paymentIntents.capture(held.id)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'payment_intent_unexpected_state' });
    }
    expect((await stripe.balanceTransactions.list()).data).toHaveLength(1);
  });

  it('gives the money back when it is canceled', async () => {
    const held = await pay({ capture_method: 'manual' });
    const canceled = await stripe.paymentIntents.cancel(held.id, {
      cancellation_reason: 'requested_by_customer',
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
      amount_capturable: 0,
    });
    const charge = await stripe.charges.retrieve(held.latest_charge as string);
    expect(charge).toMatchObject({
      refunded: true,
      amount_refunded: 2000,
      captured: false,
      balance_transaction: null,
    });
    await expect(stripe.paymentIntents.cancel(held.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('lets the money go when nobody captures it in time', async () => {
    const held = await pay({ capture_method: 'manual' });
    await world.advance(8 * DAY);
    expect(await stripe.paymentIntents.retrieve(held.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
    expect(await eventTypes(stripe, 5)).toEqual(
      expect.arrayContaining(['charge.expired', 'payment_intent.canceled']),
    );
  });

  it('can be raised where that was asked for', async () => {
    const held = await pay({
      capture_method: 'manual',
      payment_method_options: { card: { request_incremental_authorization: 'if_available' } },
    });
    const raised = await stripe.paymentIntents.incrementAuthorization(held.id, { amount: 2500 });
    expect(raised).toMatchObject({ amount: 2500, amount_capturable: 2500, status: 'requires_capture' });
    const plain = await pay({ capture_method: 'manual' });
    await expect(
      stripe.paymentIntents.incrementAuthorization(plain.id, { amount: 2500 }),
    ).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('a payment of a customer', () => {
  it('keeps the card for later when asked to', async () => {
    const customer = await stripe.customers.create();
    const intent = await pay({ customer: customer.id, setup_future_usage: 'off_session' });
    const { data } = await stripe.paymentMethods.list({ customer: customer.id });
    expect(data.map(({ id }) => id)).toEqual([intent.payment_method]);
    const again = await pay({ customer: customer.id, payment_method: data[0]!.id, off_session: true });
    expect(again.status).toBe('succeeded');
    expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(2);
    expect(
      (await stripe.paymentIntents.search({ query: `customer:"${customer.id}" AND status:"succeeded"` }))
        .data,
    ).toHaveLength(2);
  });

  it('is refused for a customer who does not exist, or is not the card\u2019s', async () => {
    await expect(pay({ customer: 'cus_none' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    });
    const owner = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const { data } = await stripe.paymentMethods.list({ customer: owner.id });
    await expect(pay({ payment_method: data[0]!.id })).rejects.toMatchObject({ statusCode: 400 });
  });

  it('does not take a card twice that nobody keeps', async () => {
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await pay({ payment_method: method.id });
    await expect(pay({ payment_method: method.id })).rejects.toMatchObject({ statusCode: 400 });
  });

  it('does not even choose what it could not be confirmed with, and no setup does', async () => {
    const used = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await pay({ payment_method: used.id });
    const another = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const { data } = await stripe.paymentMethods.list({ customer: another.id });
    const { id: customer } = await stripe.customers.create();
    const types = { payment_method_types: ['us_bank_account'] };
    for (const [payment_method, params, error] of [
      [used.id, {}, { message: expect.stringMatching('previously used') }],
      [data[0]!.id, {}, { code: 'parameter_missing' }],
      [data[0]!.id, { customer }, { param: 'payment_method' }],
      ['pm_card_visa', types, { param: 'payment_method' }],
    ] as const) {
      const chosen = { payment_method, payment_method_types: ['card'], ...params };
      const paying = stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...chosen });
      await expect(paying).rejects.toMatchObject(error);
      await expect(stripe.setupIntents.create(chosen)).rejects.toMatchObject(error);
    }
  });

  it('may be confirmed by other types than it was made for', async () => {
    const made = { amount: 2000, currency: 'usd', payment_method_types: ['us_bank_account'] };
    const { id } = await stripe.paymentIntents.create(made);
    const confirm = (type: string) =>
      stripe.paymentIntents.confirm(id, {
        payment_method: 'pm_card_visa',
        payment_method_types: ['card', type],
      });
    await expect(confirm('ideal')).rejects.toMatchObject({ code: 'payment_intent_invalid_currency' });
    expect(await confirm('cashapp')).toMatchObject({
      payment_method_options: { card: { request_three_d_secure: 'automatic' }, cashapp: {} },
      payment_method_types: ['card', 'cashapp'],
      status: 'succeeded',
    });
  });
});

describe('an intent that leaves its types to the platform', () => {
  const open = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      ...params,
    });
  const return_url = 'https://example.com/paid';

  it('is confirmed by a server that says where its payer comes back to', async () => {
    const { id } = await open();
    const refused = { statusCode: 400, param: 'return_url' };
    await expect(stripe.paymentIntents.confirm(id)).rejects.toMatchObject(refused);
    await expect(open({ confirm: true })).rejects.toMatchObject(refused);
    expect((await stripe.charges.list()).data).toEqual([]);
    expect(await stripe.paymentIntents.confirm(id, { return_url })).toMatchObject({ status: 'succeeded' });
  });

  it('does without where nobody can be led anywhere', async () => {
    const automatic_payment_methods = { enabled: true, allow_redirects: 'never' } as const;
    expect(await open({ automatic_payment_methods, confirm: true })).toMatchObject({ status: 'succeeded' });
    expect(await open({ confirm: true, off_session: true })).toMatchObject({ status: 'succeeded' });
    const { id } = await open();
    const named = await stripe.paymentIntents.confirm(id, { payment_method_types: ['card'] });
    expect(named).toMatchObject({
      automatic_payment_methods: null,
      payment_method_configuration_details: null,
      status: 'succeeded',
    });
  });

  it('does not fail because its payer must act', async () => {
    const error_on_requires_action = true;
    const { id } = await open();
    await expect(
      stripe.paymentIntents.confirm(id, { error_on_requires_action, return_url }),
    ).rejects.toMatchObject({ code: 'payment_intent_invalid_parameter', param: 'error_on_requires_action' });
    const params = { error_on_requires_action, payment_method_types: ['card'] };
    expect((await stripe.paymentIntents.confirm(id, params)).status).toBe('succeeded');
  });
});

describe('what a browser may do', () => {
  it('reads and confirms with the secret of the intent', async () => {
    const key = 'sk_test_browserbrowser1';
    const merchant = connect(world.platform.url, key);
    const browser = connect(world.platform.url, key.replace('sk_', 'pk_'));
    const intent = await merchant.paymentIntents.create({ amount: 2000, currency: 'usd' });
    await expect(browser.paymentIntents.list()).rejects.toMatchObject({ statusCode: 403 });
    await expect(browser.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 400 });
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret: intent.client_secret! });
    expect(seen).toMatchObject({ id: intent.id });
    expect(seen).not.toHaveProperty('metadata');
  });

  it('confirms, and the merchant is told everything all the same', async () => {
    const key = 'sk_test_browserbrowser2';
    const merchant = connect(world.platform.url, key);
    const browser = connect(world.platform.url, key.replace('sk_', 'pk_'));
    const intent = await merchant.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      metadata: { order: '7' },
    });
    const confirming = { payment_method: 'pm_card_visa', client_secret: intent.client_secret };
    const seen = await browser.paymentIntents.confirm(
      intent.id,
      confirming as Stripe.PaymentIntentConfirmParams,
    );
    expect(seen.status).toBe('succeeded');
    expect(seen).not.toHaveProperty('metadata');
    await eventTypes(merchant, 4);
    const { data } = await merchant.events.list({ type: 'payment_intent.succeeded' });
    expect(data[0]!.data.object).toMatchObject({ metadata: { order: '7' }, amount_received: 2000 });
  });
});
