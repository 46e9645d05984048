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

type TokenParams = Stripe.TestHelpers.ConfirmationTokenCreateParams;

const HOURS = 60 * 60;
const RETURN_URL = 'https://example.com/paid';
const numbers = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };
const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const address = { line1: '50 Sprague St', postal_code: '02136', country: 'US' };

const tokens = (params: TokenParams) => stripe.testHelpers.confirmationTokens.create(params);
const ofCard = (params: TokenParams = {}) => tokens({ payment_method: 'pm_card_visa', ...params });
const ofIdeal = (params: TokenParams = {}) =>
  tokens({
    payment_method_data: { type: 'ideal', ideal: { bank: 'ing' }, billing_details: jenny },
    ...params,
  });
const open = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    payment_method_types: ['card', 'ideal', 'sepa_debit'],
    ...params,
  });
const retrieve = ({ id }: { id: string }) => stripe.confirmationTokens.retrieve(id);

describe('a payment that is reviewed before it is confirmed', () => {
  it.each([
    ['id', { payment_method: 'pm_card_visa' }],
    ['numbers', { payment_method_data: { type: 'card', card: numbers } } as unknown as TokenParams],
  ])('is paid by a card, by its %s', async (_, card) => {
    const token = await tokens({ ...card, shipping: { name: 'Jenny Rosen', address } });
    expect(token).toMatchObject({
      id: expect.stringMatching(/^ctoken_/),
      expires_at: token.created + 12 * HOURS,
      payment_intent: null,
      payment_method_preview: { type: 'card', customer: null, card: { brand: 'visa', last4: '4242' } },
      use_stripe_sdk: true,
    });
    expect(await retrieve(token)).toEqual(token);

    const { id } = await open();
    const paid = await stripe.paymentIntents.confirm(id, {
      confirmation_token: token.id,
      expand: ['payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      payment_method: { type: 'card', card: { last4: '4242' } },
      shipping: { name: 'Jenny Rosen', address },
    });
    expect(await retrieve(token)).toEqual({ ...token, payment_intent: id });
    expect(await eventTypes(stripe, 4)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
  });

  it('is paid by iDEAL, with the way back that the token has', async () => {
    const token = await ofIdeal({ return_url: RETURN_URL });
    const { payment_method_preview } = token;
    expect(payment_method_preview).toMatchObject({
      type: 'ideal',
      ideal: { bank: 'ing' },
      billing_details: jenny,
    });
    const { id } = await open();
    const intent = await stripe.paymentIntents.confirm(id, { confirmation_token: token.id });
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: { redirect_to_url: { return_url: RETURN_URL } },
    });
    const made = await stripe.paymentMethods.retrieve(intent.payment_method as string);
    expect(made).toMatchObject({ ...payment_method_preview, created: expect.any(Number) });
    await fetch(intent.next_action!.redirect_to_url!.url!, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'succeeded' }),
      redirect: 'manual',
    });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('is created and confirmed at once, by an account whose number only the vault knows', async () => {
    const iban = 'DE89370400440532013000';
    const token = await tokens({
      payment_method_data: { type: 'sepa_debit', sepa_debit: { iban }, billing_details: jenny },
    });
    expect(JSON.stringify(token)).not.toContain(iban);
    const paid = await open({
      confirm: true,
      confirmation_token: token.id,
      mandate_data: { customer_acceptance: { type: 'offline' } },
      expand: ['payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'processing',
      payment_method: { sepa_debit: { last4: '3000' } },
    });
    expect((await retrieve(token)).payment_intent).toBe(paid.id);
  });
});

describe('what the token says', () => {
  it('counts for less than what the request says', async () => {
    const { id: customer } = await stripe.customers.create();
    const token = await ofIdeal({
      return_url: RETURN_URL,
      setup_future_usage: 'off_session',
      shipping: { name: 'Jenny Rosen', address },
    });
    const { id } = await open({ customer });
    const intent = await stripe.paymentIntents.confirm(id, {
      confirmation_token: token.id,
      return_url: 'https://example.com/elsewhere',
      setup_future_usage: '',
      shipping: { name: 'Somebody else', address },
    });
    expect(intent).toMatchObject({
      next_action: { redirect_to_url: { return_url: 'https://example.com/elsewhere' } },
      setup_future_usage: null,
      shipping: { name: 'Somebody else' },
    });
  });

  it('keeps the card for the customer', async () => {
    const { id: customer } = await stripe.customers.create();
    const { id: confirmation_token } = await ofCard({ setup_future_usage: 'off_session' });
    const paid = await open({ customer, confirm: true, confirmation_token });
    expect(paid.setup_future_usage).toBe('off_session');
    const { data } = await stripe.paymentMethods.list({ customer });
    expect(data).toMatchObject([{ id: paid.payment_method, customer }]);

    const again = await tokens({ payment_method: data[0]!.id });
    expect(again.payment_method_preview).toMatchObject({ type: 'card', customer });
    const { payment_method } = await open({ customer, confirm: true, confirmation_token: again.id });
    expect(payment_method).toBe(data[0]!.id);
  });

  it('leaves the cardholder to Stripe.js, unless the request does not', async () => {
    const payment_method = 'pm_card_threeDSecure2Required';
    const params = async () => ({
      confirm: true,
      confirmation_token: (await tokens({ payment_method, return_url: RETURN_URL })).id,
    });
    expect((await open(await params())).next_action?.type).toBe('use_stripe_sdk');
    const redirected = await open({ ...(await params()), use_stripe_sdk: false });
    expect(redirected.next_action?.type).toBe('redirect_to_url');
  });
});

describe('a token is good', () => {
  it('once, even when the bank declines', async () => {
    const token = await tokens({ payment_method: 'pm_card_chargeDeclined' });
    const { id } = await open();
    const confirm = () => stripe.paymentIntents.confirm(id, { confirmation_token: token.id });
    await expect(confirm()).rejects.toMatchObject({ code: 'card_declined' });
    await expect(confirm()).rejects.toMatchObject({
      statusCode: 400,
      param: 'confirmation_token',
      message: expect.stringContaining(`was used to confirm ${id}`),
    });
    const other = await ofCard();
    await expect(stripe.paymentIntents.confirm(id, { confirmation_token: other.id })).resolves.toMatchObject({
      status: 'succeeded',
    });
    await expect(stripe.paymentIntents.confirm(id, { confirmation_token: other.id })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('after a confirmation that was refused before it began', async () => {
    const token = await ofIdeal();
    const { id } = await open();
    const confirm = (params: object) =>
      stripe.paymentIntents.confirm(id, { confirmation_token: token.id, ...params });
    await expect(confirm({})).rejects.toMatchObject({ param: 'return_url' });
    expect((await retrieve(token)).payment_intent).toBeNull();
    await expect(confirm({ return_url: RETURN_URL })).resolves.toMatchObject({ status: 'requires_action' });
  });

  it('for twelve hours', async () => {
    const [early, late] = [await ofCard(), await ofCard()];
    await world.advance(12 * HOURS - 60);
    await expect(open({ confirm: true, confirmation_token: early.id })).resolves.toMatchObject({
      status: 'succeeded',
    });
    await world.advance(60);
    await expect(open({ confirm: true, confirmation_token: late.id })).rejects.toMatchObject({
      statusCode: 400,
      param: 'confirmation_token',
      message: expect.stringContaining('has expired'),
    });
    expect((await retrieve(late)).payment_intent).toBeNull();
  });
});

describe('a setup', () => {
  it('is confirmed by a token, once', async () => {
    const token = await ofCard({ shipping: { name: 'Jenny Rosen', address } });
    const { id: customer } = await stripe.customers.create();
    const { id } = await stripe.setupIntents.create({ customer, payment_method_types: ['card'] });
    const done = await stripe.setupIntents.confirm(id, { confirmation_token: token.id });
    expect(done.status).toBe('succeeded');
    const { data } = await stripe.paymentMethods.list({ customer });
    expect(data).toMatchObject([{ id: done.payment_method, card: { last4: '4242' } }]);
    expect(await retrieve(token)).toEqual({ ...token, setup_intent: id });
    await expect(open({ confirm: true, confirmation_token: token.id })).rejects.toMatchObject({
      param: 'confirmation_token',
      message: expect.stringContaining(`was used to confirm ${id}`),
    });
  });

  it('is created and confirmed by one, which its cardholder authenticates in the page of the merchant', async () => {
    const token = await tokens({ payment_method: 'pm_card_authenticationRequired', return_url: RETURN_URL });
    const params = { payment_method_types: ['card'], confirmation_token: token.id };
    await expect(stripe.setupIntents.create(params)).rejects.toMatchObject({ param: 'confirmation_token' });
    expect(await stripe.setupIntents.create({ ...params, confirm: true })).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk' },
    });
  });
});

it.each<[object, object]>([
  [{ confirmation_token: 'ctoken_none' }, { code: 'resource_missing', param: 'confirmation_token' }],
  [
    { confirmation_token: 'ctoken_none', payment_method: 'pm_card_visa' },
    { param: 'confirmation_token', statusCode: 400 },
  ],
  [
    { confirmation_token: 'ctoken_none', payment_method_data: { type: 'ideal' } },
    { param: 'confirmation_token', statusCode: 400 },
  ],
  [
    { confirmation_token: 'ctoken_none', confirm: false },
    { param: 'confirmation_token', statusCode: 400 },
  ],
])('a payment with %j is refused', async (params, expected) => {
  await expect(open({ confirm: true, ...params })).rejects.toMatchObject(expected);
});

it.each<[TokenParams, object]>([
  [{ payment_method: 'pm_none' }, { code: 'resource_missing', param: 'payment_method' }],
  [{ payment_method: 'pm_card_visa', payment_method_data: { type: 'ideal' } }, { param: 'payment_method' }],
  [{ payment_method_data: { type: 'blik' } }, { code: 'payment_method_unsupported_type' }],
  [{ payment_method_data: { type: 'sepa_debit' } }, { code: 'parameter_missing' }],
])('no token is made of %j', async (params, expected) => {
  await expect(tokens(params)).rejects.toMatchObject({ statusCode: 400, ...expected });
});
