import { randomText } from '@pinstripe/kernel';
import Stripe from 'stripe';
import { connect, eventTypes, startWorld, type World } from './world.ts';

/** A merchant saves cards without charging them. */
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function refusal(asking: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await asking.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('it was not refused');
  return error;
}

async function attemptsOf(stripe: Stripe, setup_intent: string): Promise<string[]> {
  const { data } = await stripe.setupAttempts.list({ setup_intent });
  return data.map(({ status }) => status);
}

it('saves a card to its customer, who then pays with it off session', async () => {
  const stripe = world.sandbox();
  const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
  const intent = await stripe.setupIntents.create({ customer: customer.id, metadata: { plan: 'gold' } });
  expect(intent).toMatchObject({
    status: 'requires_payment_method',
    usage: 'off_session',
    latest_attempt: null,
  });

  const set_up = await stripe.setupIntents.confirm(intent.id, {
    payment_method: 'pm_card_visa',
    expand: ['latest_attempt', 'payment_method'],
  });
  expect(set_up).toMatchObject({
    status: 'succeeded',
    latest_attempt: { object: 'setup_attempt', setup_intent: intent.id, status: 'succeeded' },
    payment_method: { customer: customer.id },
  });
  const { id: payment_method } = set_up.payment_method as Stripe.PaymentMethod;
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([
    { id: payment_method },
  ]);
  expect((await stripe.setupIntents.list({ customer: customer.id })).data).toMatchObject([{ id: intent.id }]);
  expect((await stripe.setupIntents.list({ payment_method })).data).toHaveLength(1);
  expect((await stripe.setupIntents.list({ attach_to_self: true })).data).toHaveLength(0);

  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    customer: customer.id,
    off_session: true,
    payment_method,
  });
  expect(paid.status).toBe('succeeded');

  expect((await eventTypes(stripe, 7)).slice(0, 4)).toEqual([
    'customer.created',
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
  ]);
  const again = await refusal(stripe.setupIntents.confirm(intent.id));
  expect(again).toMatchObject({ code: 'setup_intent_unexpected_state', statusCode: 400 });
});

it('keeps a card for a customer who comes later', async () => {
  const stripe = world.sandbox();
  const intent = await stripe.setupIntents.create({ confirm: true, payment_method: 'pm_card_visa' });
  const payment_method = intent.payment_method as string;
  const customer = await stripe.customers.create();
  const attached = await stripe.paymentMethods.attach(payment_method, { customer: customer.id });
  expect(attached.customer).toBe(customer.id);
  const other = await refusal(stripe.setupIntents.create({ confirm: true, payment_method }));
  expect(other.message).toContain('on the SetupIntent');
});

it('remembers a decline, and takes another card', async () => {
  const stripe = world.sandbox();
  const customer = await stripe.customers.create();
  const intent = await stripe.setupIntents.create({ customer: customer.id });
  const declined = await refusal(
    stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }),
  );
  expect(declined).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline', statusCode: 402 });
  expect(declined.setup_intent).toMatchObject({
    last_setup_error: { code: 'card_declined' },
    payment_method: null,
    status: 'requires_payment_method',
  });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(0);

  const set_up = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' });
  expect(set_up).toMatchObject({ last_setup_error: null, status: 'succeeded' });
  expect(await attemptsOf(stripe, intent.id)).toEqual(['succeeded', 'failed']);
  expect(await eventTypes(stripe, 5)).toEqual([
    'customer.created',
    'setup_intent.created',
    'setup_intent.setup_failed',
    'payment_method.attached',
    'setup_intent.succeeded',
  ]);
});

it('sends the cardholder to authenticate; canceled instead, the attempt is abandoned', async () => {
  const stripe = world.sandbox();
  const intent = await stripe.setupIntents.create({
    confirm: true,
    payment_method: 'pm_card_authenticationRequired',
    return_url: 'https://example.com/saved',
  });
  expect(intent).toMatchObject({
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'https://example.com/saved' } },
    status: 'requires_action',
  });
  const confirmed = await stripe.setupIntents.confirm(intent.id);
  expect(confirmed).toMatchObject({ next_action: { type: 'use_stripe_sdk' }, status: 'requires_action' });
  expect(await attemptsOf(stripe, intent.id)).toEqual(['requires_action', 'abandoned']);

  const canceled = await stripe.setupIntents.cancel(intent.id, {
    cancellation_reason: 'requested_by_customer',
  });
  expect(canceled).toMatchObject({
    cancellation_reason: 'requested_by_customer',
    next_action: null,
    status: 'canceled',
  });
  expect(await attemptsOf(stripe, intent.id)).toEqual(['abandoned', 'abandoned']);
  expect(await eventTypes(stripe, 4)).toEqual([
    'setup_intent.created',
    'setup_intent.requires_action',
    'setup_intent.requires_action',
    'setup_intent.canceled',
  ]);
});

it('asks for authentication when the merchant does', async () => {
  const stripe = world.sandbox();
  const intent = await stripe.setupIntents.create({
    confirm: true,
    payment_method: 'pm_card_threeDSecureOptional',
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  });
  expect(intent.status).toBe('requires_action');
  const chosen = await stripe.setupIntents.update(intent.id, { payment_method: 'pm_card_visa' });
  expect(chosen).toMatchObject({ next_action: null, status: 'requires_confirmation' });
  expect(await attemptsOf(stripe, intent.id)).toEqual(['abandoned']);
});

it('is confirmed in a page, with its secret', async () => {
  const sandbox = randomText(20);
  const stripe = connect(world.platform.url, `sk_test_${sandbox}`);
  const page = connect(world.platform.url, `pk_test_${sandbox}`);
  const intent = await stripe.setupIntents.create();
  const secret = { client_secret: intent.client_secret! };

  const seen = await page.setupIntents.retrieve(intent.id, secret);
  expect(seen).toMatchObject({ id: intent.id, status: 'requires_payment_method' });
  expect(seen).not.toHaveProperty('metadata');
  const wrong = await refusal(page.setupIntents.retrieve(intent.id, { client_secret: 'seti_0_secret_0' }));
  expect(wrong).toMatchObject({ code: 'setup_intent_invalid_parameter', param: 'client_secret' });
  const confirmed = await page.setupIntents.confirm(intent.id, {
    ...secret,
    payment_method: 'pm_card_visa',
  } as object);
  expect(confirmed.status).toBe('succeeded');
});

it('does not know the intents and attempts of nobody', async () => {
  const stripe = world.sandbox();
  expect(await refusal(stripe.setupIntents.retrieve('seti_0'))).toMatchObject({
    code: 'resource_missing',
    message: "No such setupintent: 'seti_0'",
    statusCode: 404,
  });
  expect(await refusal(stripe.setupAttempts.list({ setup_intent: 'seti_0' }))).toMatchObject({
    code: 'resource_missing',
    param: 'setup_intent',
  });
  const nobody = await refusal(stripe.setupIntents.create({ customer: 'cus_0' }));
  expect(nobody).toMatchObject({ code: 'resource_missing', param: 'customer' });
});

it('says where its payer comes back to, once a type is turned on that leads elsewhere', async () => {
  const stripe = world.sandbox();
  const on = { display_preference: { preference: 'on' } } as const;
  const { id } = await stripe.paymentMethodConfigurations.create({ card: on, paypal: on });
  const params = { confirm: true, payment_method: 'pm_card_visa', payment_method_configuration: id };
  await expect(stripe.setupIntents.create(params)).rejects.toMatchObject({ param: 'return_url' });
  const set_up = await stripe.setupIntents.create({ ...params, return_url: 'https://example.com/saved' });
  expect(set_up).toMatchObject({ status: 'succeeded', payment_method_types: ['card', 'paypal'] });
});
