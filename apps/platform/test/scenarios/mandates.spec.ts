import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, eventTypes, eventually, startWorld, type World } from './world.ts';

let world: World;
let sandbox: string;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  sandbox = randomText(20);
  stripe = connect(world.platform.url, `sk_test_${sandbox}`);
});

type Params = Partial<Stripe.PaymentIntentCreateParams>;

const online = { ip_address: '192.0.2.1', user_agent: 'Mozilla/5.0' };
const accepted: NonNullable<Params['mandate_data']> = { customer_acceptance: { type: 'online', online } };
const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const iban = 'DE89370400440532013000';

const account = async () =>
  (await stripe.paymentMethods.create({ type: 'sepa_debit', sepa_debit: { iban }, billing_details: jenny }))
    .id;
const debit = async (params: Params = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'eur',
    payment_method: params.payment_method ?? (await account()),
    payment_method_types: ['sepa_debit'],
    ...params,
  });
const mandateOf = async ({ id }: { id: string }) => {
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  const { sepa_debit } = (latest_charge as Stripe.Charge).payment_method_details!;
  return stripe.mandates.retrieve(sepa_debit!.mandate!);
};
/** A customer's account that may be debited again. */
const save = async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await debit({ customer, mandate_data: accepted, setup_future_usage: 'off_session' });
  const payment_method = intent.payment_method as string;
  return { customer, payment_method, mandate: await mandateOf(intent) };
};
const updates = (count: number) =>
  eventually(
    () => stripe.events.list({ type: 'mandate.updated' }),
    ({ data }) => data.length === count,
  );

it('is for one payment, and used up by it', async () => {
  const intent = await debit({ mandate_data: accepted });
  const mandate = await mandateOf(intent);
  expect(mandate).toEqual({
    id: expect.stringMatching(/^mandate_/),
    object: 'mandate',
    customer_acceptance: { accepted_at: intent.created, online, type: 'online' },
    livemode: false,
    payment_method: intent.payment_method,
    payment_method_details: {
      sepa_debit: {
        reference: expect.stringMatching(/^[0-9A-Z]{24}$/),
        url: expect.stringContaining(mandate.id),
      },
      type: 'sepa_debit',
    },
    single_use: { amount: 2000, currency: 'eur' },
    status: 'inactive',
    type: 'single_use',
  });
  const { data } = await updates(1);
  expect(data[0]!.data).toMatchObject({
    object: { id: mandate.id, status: 'inactive' },
    previous_attributes: { status: 'active' },
  });
  await world.advance(10);
  expect((await mandateOf(intent)).id).toBe(mandate.id);
});

it('is found again when the payment method is kept, until that is taken away', async () => {
  const { customer, payment_method, mandate } = await save();
  expect(mandate).toMatchObject({ multi_use: {}, status: 'active', type: 'multi_use' });
  const again = await debit({ customer, payment_method, off_session: true });
  expect((await mandateOf(again)).id).toBe(mandate.id);
  const named = await debit({ customer, payment_method, mandate: mandate.id });
  expect((await mandateOf(named)).id).toBe(mandate.id);
  await stripe.paymentMethods.detach(payment_method);
  expect((await stripe.mandates.retrieve(mandate.id)).status).toBe('inactive');
  expect((await eventTypes(stripe, 13)).slice(-2)).toEqual(['payment_method.detached', 'mandate.updated']);
});

it('has the reference that its merchant lets it begin with', async () => {
  const sepa_debit = { mandate_options: { reference_prefix: 'SHOP-' } };
  const intent = await debit({ mandate_data: accepted, payment_method_options: { sepa_debit } });
  expect(intent.payment_method_options).toMatchObject({ sepa_debit });
  const { payment_method_details } = await mandateOf(intent);
  expect(payment_method_details.sepa_debit!.reference).toMatch(/^SHOP-[0-9A-Z]{19}$/);
});

it('can be accepted on paper', async () => {
  const mandate_data = {
    customer_acceptance: { type: 'offline' as const, accepted_at: 1_741_000_000, offline: {} },
  };
  const { customer_acceptance } = await mandateOf(await debit({ mandate_data }));
  expect(customer_acceptance).toEqual({ accepted_at: 1_741_000_000, offline: {}, type: 'offline' });
});

it('knows from where the browser has confirmed', async () => {
  const page = connect(world.platform.url, `pk_test_${sandbox}`);
  const { id, client_secret } = await debit({ confirm: false });
  const customer_acceptance = { type: 'online' as const, online: {} };
  await page.paymentIntents.confirm(id, {
    client_secret: client_secret!,
    mandate_data: { customer_acceptance },
  } as Stripe.PaymentIntentConfirmParams);
  expect((await mandateOf({ id })).customer_acceptance.online).toEqual({
    ip_address: '127.0.0.1',
    user_agent: expect.stringContaining('Stripe'),
  });
});

it('shows its payment method', async () => {
  const { mandate, payment_method } = await save();
  const { payment_method: shown } = await stripe.mandates.retrieve(mandate.id, {
    expand: ['payment_method'],
  });
  expect(shown).toMatchObject({ id: payment_method, type: 'sepa_debit' });
});

it.each<[string, Params, object]>([
  ['without one', {}, { code: 'parameter_missing', param: 'mandate_data' }],
  ['off session without one', { off_session: true }, { code: 'payment_intent_mandate_invalid' }],
  ['with an unknown one', { mandate: 'mandate_unknown' }, { code: 'resource_missing', param: 'mandate' }],
  ['with an old and a new one', { mandate: 'mandate_1', mandate_data: accepted }, { param: 'mandate' }],
  ['with a new one too early', { confirm: false, mandate_data: accepted }, { param: 'mandate_data' }],
  ['with an old one too early', { confirm: false, mandate: 'mandate_1' }, { param: 'mandate' }],
  [
    'with one accepted nowhere',
    { mandate_data: { customer_acceptance: { type: 'online' } } },
    { code: 'parameter_missing', param: 'mandate_data[customer_acceptance][online]' },
  ],
  [
    'with a reference that none is',
    { payment_method_options: { sepa_debit: { mandate_options: { reference_prefix: 'STRIPE' } } } },
    {
      code: 'invalid_mandate_reference_prefix_format',
      param: 'payment_method_options[sepa_debit][mandate_options][reference_prefix]',
    },
  ],
])('nothing is debited %s', async (_how, params, error) => {
  await expect(debit(params)).rejects.toMatchObject(error);
});

it('is for its own payment method only', async () => {
  const { mandate } = await save();
  const error = { code: 'payment_intent_mandate_invalid', param: 'mandate' };
  await expect(debit({ mandate: mandate.id })).rejects.toMatchObject(error);
});

it('is asked for once of an account that a customer has', async () => {
  const { id: customer } = await stripe.customers.create();
  const { id: payment_method } = await stripe.paymentMethods.attach(await account(), { customer });
  const first = await mandateOf(await debit({ customer, payment_method, mandate_data: accepted }));
  expect(first).toMatchObject({ status: 'active', type: 'multi_use' });
  const again = await debit({ customer, payment_method, off_session: true });
  expect(await mandateOf(again)).toEqual(first);
});

it('is given to a wallet that is kept, on its own pages', async () => {
  const { id: customer } = await stripe.customers.create();
  const intent = await debit({
    customer,
    payment_method: undefined as never,
    payment_method_data: { type: 'revolut_pay' },
    payment_method_types: ['revolut_pay'],
    return_url: 'https://example.com/paid',
    setup_future_usage: 'off_session',
  });
  const url = intent.next_action!.redirect_to_url!.url!;
  await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'succeeded' }),
    redirect: 'manual',
  });
  const { payment_method } = await stripe.paymentIntents.retrieve(intent.id);
  await stripe.paymentMethods.detach(payment_method as string);
  const { data } = await updates(1);
  expect(data[0]!.data.object).toMatchObject({
    customer_acceptance: { online: { ip_address: null, user_agent: null } },
    payment_method,
    payment_method_details: { revolut_pay: {}, type: 'revolut_pay' },
    multi_use: {},
  });
});
