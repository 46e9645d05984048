import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

/** A merchant keeps the account that somebody has paid from at their bank, and debits it later. */
let world: World;
let stripe: Stripe;
let customer: string;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  stripe = world.sandbox();
  ({ id: customer } = await stripe.customers.create());
});

const RETURN_URL = 'https://example.com/paid';
const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };

interface Saved {
  type: string;
  hash?: object;
  billing_details?: object;
}
type Details = Pick<
  Stripe.Charge.PaymentMethodDetails.Ideal,
  'generated_sepa_debit' | 'generated_sepa_debit_mandate' | 'iban_last4'
>;

/** What both kinds of intents are created with, to keep the account. */
const saving = ({ billing_details = jenny, hash = {}, type }: Saved) => ({
  confirm: true as const,
  customer,
  payment_method_data: {
    type,
    [type]: hash,
    billing_details,
  } as Stripe.PaymentIntentCreateParams.PaymentMethodData,
  payment_method_types: [type],
  return_url: RETURN_URL,
});

const pay = (saved: Saved, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    ...saving(saved),
    amount: 2000,
    currency: 'eur',
    setup_future_usage: 'off_session',
    ...params,
  });
const act = ({ next_action }: Stripe.PaymentIntent | Stripe.SetupIntent, outcome = 'succeeded') =>
  fetch(next_action!.redirect_to_url!.url!, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });

/** What the charge of a payment shows, and the payment method and the mandate that came of it. */
const keptBy = async ({ id }: Stripe.PaymentIntent) => {
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  const { payment_method_details } = latest_charge as Stripe.Charge;
  const details = payment_method_details![payment_method_details!.type as 'ideal']!;
  return { charge: (latest_charge as Stripe.Charge).id, ...(await kept(details)) };
};
const kept = async (details: Details) => ({
  details,
  method: await stripe.paymentMethods.retrieve(details.generated_sepa_debit as string),
  mandate: await stripe.mandates.retrieve(details.generated_sepa_debit_mandate as string),
});

/** Debits the account that was kept, while its payer is away. */
const debit = (payment_method: string) =>
  stripe.paymentIntents.create({
    amount: 1500,
    confirm: true,
    currency: 'eur',
    customer,
    off_session: true,
    payment_method,
    payment_method_types: ['sepa_debit'],
  });

describe.each([
  ['bancontact', {}, { country: 'BE', last4: '7061' }],
  ['ideal', { bank: 'ing' }, { country: 'NL', last4: '5264' }],
  ['sofort', { country: 'AT' }, { country: 'AT', last4: '3201' }],
])('%s', (type, hash, account) => {
  it('is kept by a payment as the account behind it, and that is debited off session', async () => {
    const intent = await pay({ type, hash });
    await act(intent);
    const { charge, details, mandate, method } = await keptBy(intent);
    expect(details.iban_last4).toBe(account.last4);
    expect(method).toMatchObject({
      type: 'sepa_debit',
      billing_details: jenny,
      customer,
      sepa_debit: { ...account, generated_from: { charge, setup_attempt: null } },
    });
    expect(mandate).toMatchObject({
      type: 'multi_use',
      status: 'active',
      payment_method: method.id,
      payment_method_details: { type: 'sepa_debit' },
    });
    const { data } = await stripe.paymentMethods.list({ customer });
    expect(data.map(({ id }) => id)).toEqual([method.id]);
    await world.advance(180);
    const later = await debit(method.id);
    expect(later.status).toBe('processing');
    await world.advance(10);
    expect((await stripe.paymentIntents.retrieve(later.id)).status).toBe('succeeded');
    expect((await stripe.mandates.retrieve(mandate.id)).status).toBe('active');
  });

  it('is set up as the account behind it', async () => {
    const intent = await stripe.setupIntents.create(saving({ type, hash }));
    expect(intent).toMatchObject({ status: 'requires_action', mandate: null });
    await act(intent);
    const done = await stripe.setupIntents.retrieve(intent.id, { expand: ['latest_attempt'] });
    const attempt = done.latest_attempt as Stripe.SetupAttempt;
    const details = attempt.payment_method_details[type as 'ideal'] as Details;
    const { mandate, method } = await kept(details);
    expect(done).toMatchObject({ status: 'succeeded', mandate: mandate.id });
    expect(done.payment_method).not.toBe(method.id);
    expect(method).toMatchObject({
      customer,
      sepa_debit: { ...account, generated_from: { charge: null, setup_attempt: attempt.id } },
    });
    expect((await debit(method.id)).status).toBe('processing');
    await expect(
      stripe.paymentMethods.attach(done.payment_method as string, { customer }),
    ).rejects.toMatchObject({ code: 'payment_method_unsupported_type' });
  });
});

it('tells of the account that is kept before the payment', async () => {
  await act(await pay({ type: 'ideal' }));
  expect(await eventTypes(stripe, 7)).toEqual([
    'customer.created',
    'payment_intent.created',
    'payment_intent.requires_action',
    'payment_method.attached',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
  ]);
});

it('tells of the account that is kept before the setup', async () => {
  await act(await stripe.setupIntents.create(saving({ type: 'bancontact' })));
  expect(await eventTypes(stripe, 5)).toEqual([
    'customer.created',
    'setup_intent.created',
    'setup_intent.requires_action',
    'payment_method.attached',
    'setup_intent.succeeded',
  ]);
});

it('keeps the account when a payment begins that takes days, and shows it when it has arrived', async () => {
  const intent = await pay({ type: 'sofort', hash: { country: 'DE' } });
  await act(intent);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('processing');
  const { method } = await keptBy(intent);
  expect(method.customer).toBe(customer);
  await world.advance(180);
  expect((await keptBy(intent)).method.id).toBe(method.id);
});

it.each([
  ['generatedSepaDebitIntentsSucceed@example.com', 10, 'succeeded'],
  ['generatedSepaDebitIntentsSucceedDelayed@example.com', 180, 'succeeded'],
  ['test_1_generatedSepaDebitIntentsFail@example.com', 10, 'requires_payment_method'],
  ['generatedSepaDebitIntentsFailDelayed@example.com', 180, 'requires_payment_method'],
])('%s: %s seconds later a debit has %s', async (email, seconds, status) => {
  const intent = await pay({ type: 'ideal', billing_details: { ...jenny, email } });
  await act(intent);
  const { method } = await keptBy(intent);
  const { id } = await debit(method.id);
  await world.advance(seconds - 5);
  const before = await stripe.paymentIntents.retrieve(id);
  expect(before.status).toBe(seconds > 10 ? 'processing' : status);
  await world.advance(10);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status);
});

it('disputes a debit of an account whose payer is going to', async () => {
  const billing_details = { ...jenny, email: 'generatedSepaDebitIntentsSucceedDisputedSpain@example.com' };
  const intent = await stripe.setupIntents.create(
    saving({ type: 'sofort', hash: { country: 'DE' }, billing_details }),
  );
  await act(intent);
  const { latest_attempt } = await stripe.setupIntents.retrieve(intent.id, { expand: ['latest_attempt'] });
  const details = (latest_attempt as Stripe.SetupAttempt).payment_method_details.sofort!;
  const { method } = await kept(details);
  expect(method.sepa_debit!.country).toBe('ES');
  const { id } = await debit(method.id);
  await world.advance(10);
  expect((await stripe.disputes.list({ payment_intent: id })).data).toHaveLength(1);
});

it('keeps nothing of a payer who refuses, or whom nobody has asked', async () => {
  const refused = await pay({ type: 'ideal' });
  await act(refused, 'failed');
  const unasked = await pay({ type: 'ideal' }, { setup_future_usage: undefined as never });
  await act(unasked);
  for (const { id } of [refused, unasked]) {
    const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect((latest_charge as Stripe.Charge).payment_method_details!.ideal).toMatchObject({
      generated_sepa_debit: null,
      generated_sepa_debit_mandate: null,
    });
  }
  expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
});

it('keeps the account without a customer, for one that is found later', async () => {
  const intent = await pay({ type: 'ideal' }, { customer: undefined as never });
  await act(intent);
  const { method } = await keptBy(intent);
  expect(method.customer).toBeNull();
  await stripe.paymentMethods.attach(method.id, { customer });
  expect((await debit(method.id)).status).toBe('processing');
});

it.each<[string, object, object]>([
  ['without a name', { billing_details: { email: 'jenny@example.com' } }, { param: 'billing_details[name]' }],
  ['without an email', { billing_details: { name: 'Jenny' } }, { param: 'billing_details[email]' }],
])('is refused %s', async (_how, saved, error) => {
  await expect(pay({ type: 'ideal', ...saved })).rejects.toMatchObject(error);
  await expect(stripe.setupIntents.create(saving({ type: 'ideal', ...saved }))).rejects.toMatchObject(error);
});

it.each([
  ['setup', 'setup'],
  ['setup', 'payment'],
  ['payment', 'setup'],
])('is kept once, by the %s that came first, and not by another %s', async (first, second) => {
  const { id: payment_method } = await stripe.paymentMethods.create({
    type: 'ideal',
    billing_details: jenny,
  });
  const { payment_method_data: _, ...params } = { ...saving({ type: 'ideal' }), payment_method };
  const begin = (kind: string) =>
    kind === 'setup'
      ? stripe.setupIntents.create(params)
      : stripe.paymentIntents.create({ ...params, amount: 2000, currency: 'eur' });
  const intent = await begin(first);
  await expect(begin(second)).rejects.toMatchObject({
    message: expect.stringMatching('previously used'),
    type: 'StripeInvalidRequestError',
  });
  if (first === 'setup') {
    const again = await stripe.setupIntents.confirm(intent.id, { return_url: RETURN_URL });
    expect(again).toMatchObject({ payment_method, status: 'requires_action' });
    await act(again);
  } else await act(intent);
  await expect(begin(second)).rejects.toMatchObject({ message: expect.stringMatching('previously used') });
});

it('cannot be kept for payments on session', async () => {
  await expect(pay({ type: 'ideal' }, { setup_future_usage: 'on_session' })).rejects.toMatchObject({
    param: 'setup_future_usage',
  });
});
