import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

/** What a payment method is set up for: under which mandate, for whose money, and which way it goes. */
let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

type Params = Stripe.SetupIntentCreateParams;

const accepted = { customer_acceptance: { type: 'offline' } } as const;
const single_use = { amount: 2000, currency: 'usd' };
const account = {
  type: 'us_bank_account',
  us_bank_account: {
    account_holder_type: 'individual',
    account_number: '000123456789',
    routing_number: '110000000',
  },
  billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
} as const;

const setUp = (params: Params = {}) =>
  stripe.setupIntents.create({ confirm: true, payment_method: 'pm_card_visa', ...params });
const setUpAccount = (params: Params = {}) =>
  stripe.setupIntents.create({
    confirm: true,
    payment_method_data: account,
    payment_method_types: ['us_bank_account'],
    ...params,
  });
const pay = (params: Partial<Stripe.PaymentIntentCreateParams>) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method_types: ['card'],
    expand: ['latest_charge'],
    ...params,
  });
const mandateOf = ({ latest_charge }: Stripe.PaymentIntent) =>
  (latest_charge as Stripe.Charge).payment_method_details!.card!.mandate;

it('a card has a mandate where its holder has given one, and payments may be made under it', async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await setUp({ customer, mandate_data: accepted, expand: ['mandate'] });
  const mandate = intent.mandate as Stripe.Mandate;
  expect(mandate).toMatchObject({
    customer_acceptance: { type: 'offline' },
    multi_use: {},
    payment_method: intent.payment_method,
    payment_method_details: { card: {}, type: 'card' },
    status: 'active',
    type: 'multi_use',
  });
  expect(intent.single_use_mandate).toBeNull();
  const payment_method = intent.payment_method as string;
  const params = { customer, off_session: true, payment_method };
  expect(mandateOf(await pay({ ...params, mandate: mandate.id }))).toBe(mandate.id);
  expect(mandateOf(await pay(params))).toBeNull();
  await stripe.paymentMethods.detach(payment_method);
  expect((await stripe.mandates.retrieve(mandate.id)).status).toBe('inactive');
});

it('a mandate of one payment is spent by that payment alone', async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await setUp({ customer, mandate_data: accepted, single_use });
  expect(intent.mandate).toBeNull();
  const mandate = intent.single_use_mandate as string;
  expect(await stripe.mandates.retrieve(mandate)).toMatchObject({ single_use, type: 'single_use' });
  const params = { customer, mandate, payment_method: intent.payment_method as string };
  const refused = { code: 'payment_intent_mandate_invalid', param: 'mandate' };
  await expect(pay({ ...params, amount: 2100 })).rejects.toMatchObject(refused);
  expect(mandateOf(await pay(params))).toBe(mandate);
  await expect(pay(params)).rejects.toMatchObject(refused);
  expect((await eventTypes(stripe, 9)).slice(4)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
    'mandate.updated',
  ]);
});

it('a debit for one payment has no other mandate', async () => {
  const { mandate, single_use_mandate, status } = await stripe.setupIntents.create({
    confirm: true,
    mandate_data: accepted,
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE89370400440532013000' },
      billing_details: account.billing_details,
    },
    payment_method_types: ['sepa_debit'],
    single_use: { amount: 2000, currency: 'EUR' },
  });
  expect({ mandate, status }).toEqual({ mandate: null, status: 'succeeded' });
  expect(await stripe.mandates.retrieve(single_use_mandate as string)).toMatchObject({
    payment_method_details: { type: 'sepa_debit' },
    single_use: { amount: 2000, currency: 'eur' },
  });
});

it('a payment by card makes the mandate that it describes', async () => {
  const paid = await pay({ mandate_data: accepted, payment_method: 'pm_card_visa' });
  expect(await stripe.mandates.retrieve(mandateOf(paid)!)).toMatchObject({ single_use, status: 'inactive' });
  const { id: customer } = await stripe.customers.create();
  const kept = await pay({
    customer,
    mandate_data: accepted,
    payment_method: 'pm_card_visa',
    setup_future_usage: 'off_session',
  });
  expect(await stripe.mandates.retrieve(mandateOf(kept)!)).toMatchObject({
    multi_use: {},
    status: 'active',
  });
});

it('what is for the account’s own money pays nothing, and is no customer’s', async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await setUp({ attach_to_self: true, flow_directions: ['inbound', 'outbound'] });
  expect(intent).toMatchObject({
    attach_to_self: true,
    flow_directions: ['inbound', 'outbound'],
    status: 'succeeded',
  });
  const payment_method = intent.payment_method as string;
  const refused = { statusCode: 400, param: 'payment_method' };
  await expect(pay({ payment_method })).rejects.toMatchObject(refused);
  await expect(stripe.paymentMethods.attach(payment_method, { customer })).rejects.toMatchObject(refused);
  await expect(setUp({ customer, payment_method })).rejects.toMatchObject(refused);
  expect((await setUp({ attach_to_self: true, payment_method })).status).toBe('succeeded');
  const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id });
  expect(data).toMatchObject([{ attach_to_self: true, flow_directions: ['inbound', 'outbound'] }]);
  expect((await stripe.setupIntents.list({ attach_to_self: true })).data).toHaveLength(2);
  expect(await eventTypes(stripe, 5)).toEqual([
    'customer.created',
    'setup_intent.created',
    'setup_intent.succeeded',
    'setup_intent.created',
    'setup_intent.succeeded',
  ]);
});

it('an account to which money is only sent needs neither proof nor permission', async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await setUpAccount({ customer, flow_directions: ['outbound'] });
  expect(intent).toMatchObject({ customer, mandate: null, next_action: null, status: 'succeeded' });
  const payment_method = intent.payment_method as string;
  const { data } = await stripe.customers.listPaymentMethods(customer);
  expect(data).toMatchObject([{ id: payment_method }]);
  const debit = { customer, payment_method, payment_method_types: ['us_bank_account'] };
  await expect(pay(debit)).rejects.toMatchObject({ param: 'mandate_data' });
  const paid = await pay({ ...debit, mandate_data: accepted });
  expect(paid.next_action?.type).toBe('verify_with_microdeposits');
  await expect(setUpAccount({ flow_directions: ['inbound'] })).rejects.toMatchObject({
    param: 'mandate_data',
  });
});

it.each<[string, Params, object]>([
  ['one payment without a mandate', { single_use }, { code: 'parameter_missing', param: 'mandate_data' }],
  [
    'one payment that is too small',
    { mandate_data: accepted, single_use: { amount: 1, currency: 'usd' } },
    { code: 'amount_too_small', param: 'single_use[amount]' },
  ],
  [
    'one payment in no currency',
    { mandate_data: accepted, single_use: { amount: 2000, currency: 'xyz' } },
    { param: 'single_use[currency]' },
  ],
])('%s is refused', async (_what, params, error) => {
  await expect(setUp(params)).rejects.toMatchObject({ statusCode: 400, ...error });
  expect((await stripe.setupIntents.list()).data).toEqual([]);
});

it('a customer’s payment method is not the account’s own', async () => {
  const { id: customer } = await stripe.customers.create();
  const refused = { code: 'setup_intent_invalid_parameter', param: 'attach_to_self' };
  await expect(setUp({ attach_to_self: true, customer })).rejects.toMatchObject(refused);
  const { id } = await stripe.setupIntents.create({ customer });
  await expect(stripe.setupIntents.update(id, { attach_to_self: true })).rejects.toMatchObject(refused);
  const updated = await stripe.setupIntents.update(id, { flow_directions: ['outbound'] });
  expect(updated.flow_directions).toEqual(['outbound']);
});
