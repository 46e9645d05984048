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

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

type Params = Partial<Stripe.PaymentIntentCreateParams>;
type Type = 'boleto' | 'konbini' | 'multibanco' | 'oxxo';

const address = {
  line1: 'Avenida Paulista 1578',
  city: 'São Paulo',
  state: 'SP',
  postal_code: '01310-200',
  country: 'BR',
};
const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const CURRENCY = { boleto: 'brl', konbini: 'jpy', multibanco: 'eur', oxxo: 'mxn' };

/** A payment by a voucher of `type`, whose payer has this email: what becomes of it is in there. */
const pay = (type: Type, email = jenny.email, params: Params = {}, hash: object = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: CURRENCY[type],
    confirm: true,
    payment_method_data: {
      type,
      [type]: type === 'boleto' ? { tax_id: '000.000.000-00', ...hash } : hash,
      billing_details: { ...jenny, email, ...(type === 'boleto' ? { address } : {}) },
    },
    payment_method_types: [type],
    ...params,
  });
const voucherOf = ({ next_action }: Stripe.PaymentIntent) =>
  next_action![next_action!.type as 'oxxo_display_details']!;
const chargeOf = async ({ id }: { id: string }) => {
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  return latest_charge as Stripe.Charge | null;
};
const choose = (intent: Stripe.PaymentIntent, outcome: 'failed' | 'succeeded') =>
  fetch(voucherOf(intent).hosted_voucher_url!, { method: 'POST', body: new URLSearchParams({ outcome }) });
const now = () => Math.floor(world.clock.millis() / 1000);

const PAID = [
  'payment_intent.created',
  'payment_intent.requires_action',
  'charge.succeeded',
  'payment_intent.succeeded',
  'charge.updated',
];
const UNPAID = ['payment_intent.created', 'payment_intent.requires_action', 'payment_intent.payment_failed'];

describe('a voucher', () => {
  it.each<[Type, object, (voucher: never) => object]>([
    [
      'boleto',
      { boleto_display_details: { number: expect.stringMatching(/^\d{47}$/), pdf: null } },
      () => ({ tax_id: '000.000.000-00' }),
    ],
    [
      'konbini',
      { konbini_display_details: { stores: { lawson: { payment_code: expect.stringMatching(/^\d{6}$/) } } } },
      () => ({ store: { chain: expect.any(String) } }),
    ],
    [
      'multibanco',
      { multibanco_display_details: { entity: expect.stringMatching(/^\d{5}$/) } },
      ({ entity, reference }: Stripe.PaymentIntent.NextAction.MultibancoDisplayDetails) => ({
        entity,
        reference,
      }),
    ],
    [
      'oxxo',
      { oxxo_display_details: { number: expect.stringMatching(/^\d{32}$/) } },
      ({ number }: Stripe.PaymentIntent.NextAction.OxxoDisplayDetails) => ({ number }),
    ],
  ])('of %s is shown, and paid three minutes later', async (type, next_action, details) => {
    const intent = await pay(type);
    expect(intent).toMatchObject({ status: 'requires_action', latest_charge: null, next_action });
    await world.advance(2 * MINUTE);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
    await world.advance(MINUTE);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      next_action: null,
    });
    expect(await chargeOf(intent)).toMatchObject({
      paid: true,
      payment_method_details: { type, [type]: details(voucherOf(intent) as never) },
    });
    expect(await eventTypes(stripe, PAID.length)).toEqual(PAID);
  });

  it.each<Type>(['boleto', 'konbini', 'multibanco', 'oxxo'])(
    'of %s that expires leaves no charge',
    async (type) => {
      const intent = await pay(type, 'expire_immediately@example.com');
      await world.advance(10);
      expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
        status: 'requires_payment_method',
        latest_charge: null,
        last_payment_error: {
          code: 'payment_intent_payment_attempt_expired',
          payment_method: { type },
        },
      });
      expect(await eventTypes(stripe, UNPAID.length)).toEqual(UNPAID);
      expect((await stripe.charges.list()).data).toEqual([]);
    },
  );

  it('is paid on its page, under the number that was shown', async () => {
    const intent = await pay('oxxo', 'fill_never@example.com');
    const page = await (await fetch(voucherOf(intent).hosted_voucher_url!)).text();
    expect(page).toContain('Pay test voucher');
    expect(await (await choose(intent, 'succeeded')).text()).toContain('The voucher is paid.');
    const { number } = voucherOf(intent);
    expect(await chargeOf(intent)).toMatchObject({
      status: 'succeeded',
      payment_method_details: { oxxo: { number } },
    });
    expect(await eventTypes(stripe, PAID.length)).toEqual(PAID);
  });

  it('expires on its page', async () => {
    const intent = await pay('konbini');
    expect(await (await choose(intent, 'failed')).text()).toContain('The voucher has expired.');
    await world.advance(5 * MINUTE);
    expect(await eventTypes(stripe, UNPAID.length)).toEqual(UNPAID);
  });

  it('is another one when the payment is confirmed again', async () => {
    const intent = await pay('multibanco');
    const again = await stripe.paymentIntents.confirm(intent.id);
    expect(voucherOf(again).hosted_voucher_url).not.toBe(voucherOf(intent).hosted_voucher_url);
    expect(voucherOf(again)).not.toMatchObject({
      reference: (voucherOf(intent) as unknown as { reference: string }).reference,
    });
    await world.advance(4 * MINUTE);
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });
});

describe('a voucher that nobody pays', () => {
  it.each<[Type, number, number]>([
    ['multibanco', 7 * DAY, 4 * DAY],
    ['oxxo', 4 * DAY, 6 * DAY],
  ])('of %s is processing after its expiry', async (type, expiry, decision) => {
    const { id } = await pay(type, 'fill_never@example.com');
    await world.advance(expiry);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'processing',
      latest_charge: null,
      next_action: null,
    });
    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await world.advance(decision);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
    expect(await eventTypes(stripe, 4)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.processing',
      'payment_intent.payment_failed',
    ]);
  });

  it.each<[Type, Stripe.PaymentIntentCreateParams.PaymentMethodOptions, number]>([
    ['boleto', { boleto: { expires_after_days: 1 } }, 2 * DAY],
    ['konbini', { konbini: { confirmation_number: '55555555550', expires_after_days: 1 } }, 2 * DAY],
  ])('of %s has failed after its expiry', async (type, payment_method_options, expiry) => {
    const intent = await pay(type, 'fill_never@example.com', { payment_method_options });
    await world.advance(expiry);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
    expect(await eventTypes(stripe, UNPAID.length)).toEqual(UNPAID);
  });
});

describe('canceling', () => {
  it.each<[Type, boolean]>([
    ['boleto', false],
    ['konbini', true],
    ['multibanco', true],
    ['oxxo', false],
  ])('a voucher of %s: %s', async (type, is_allowed) => {
    const intent = await pay(type);
    const canceling = stripe.paymentIntents.cancel(intent.id);
    if (!is_allowed) {
      await expect(canceling).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
      return;
    }
    expect(await canceling).toMatchObject({ status: 'canceled', next_action: null });
    await world.advance(5 * MINUTE);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
  });
});

describe('options', () => {
  it('are shown with their defaults', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'mxn',
      payment_method_types: ['oxxo'],
    });
    expect(intent.payment_method_options).toEqual({ oxxo: { expires_after_days: 3 } });
    const konbini = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'jpy',
      payment_method_types: ['konbini'],
    });
    expect(konbini.payment_method_options?.konbini).toEqual({
      confirmation_number: null,
      expires_after_days: null,
      expires_at: null,
      product_description: null,
    });
  });

  it('decide what a konbini voucher says', async () => {
    const expires_at = now() + 2 * DAY;
    const intent = await pay('konbini', jenny.email, {
      payment_method_options: { konbini: { confirmation_number: '1234567890', expires_at } },
    });
    expect(intent.next_action!.konbini_display_details).toMatchObject({
      expires_at,
      stores: { familymart: { confirmation_number: '1234567890' } },
    });
  });

  it('are refused by the shops', async () => {
    const payment_method_options = { konbini: { confirmation_number: '01234567890' } };
    const paying = pay('konbini', jenny.email, { payment_method_options });
    await expect(paying).rejects.toMatchObject({
      code: 'payment_intent_konbini_rejected_confirmation_number',
      payment_intent: { status: 'requires_payment_method', latest_charge: null },
    });
    expect(await eventTypes(stripe, 2)).toEqual(['payment_intent.created', 'payment_intent.payment_failed']);
  });

  it('are checked whenever they come, and once more when they count', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'jpy',
      payment_method_types: ['konbini'],
      payment_method_options: { konbini: { expires_at: now() + DAY } },
    });
    const update = (konbini: Stripe.PaymentIntentUpdateParams.PaymentMethodOptions.Konbini) =>
      stripe.paymentIntents.update(intent.id, { payment_method_options: { konbini } });
    await expect(update({ confirmation_number: '00000000000' })).rejects.toMatchObject({
      param: 'payment_method_options[konbini][confirmation_number]',
    });
    await expect(update({ expires_after_days: 2 })).rejects.toThrow('expires_at');
    await world.advance(DAY - 20 * MINUTE);
    const { id: payment_method } = await stripe.paymentMethods.create({
      type: 'konbini',
      billing_details: jenny,
    });
    await expect(stripe.paymentIntents.confirm(intent.id, { payment_method })).rejects.toMatchObject({
      param: 'payment_method_options[konbini][expires_at]',
    });
    await update({ expires_at: '', expires_after_days: 2 });
    expect((await stripe.paymentIntents.confirm(intent.id, { payment_method })).status).toBe(
      'requires_action',
    );
  });
});

describe('a payment by a voucher is refused', () => {
  it.each<[string, Type, Params, object, object]>([
    ['below the minimum', 'konbini', { amount: 119 }, {}, { code: 'amount_too_small' }],
    ['above the maximum', 'oxxo', { amount: 10_000_01 }, {}, { code: 'amount_too_large' }],
    ['for a wrong tax ID', 'boleto', {}, { tax_id: '123' }, { code: 'tax_id_invalid' }],
    [
      'in another currency',
      'multibanco',
      { currency: 'usd' },
      {},
      { code: 'payment_intent_invalid_currency' },
    ],
    ['captured later', 'oxxo', { capture_method: 'manual' }, {}, { param: 'capture_method' }],
    [
      'for too many days',
      'oxxo',
      { payment_method_options: { oxxo: { expires_after_days: 8 } } },
      {},
      { param: 'payment_method_options[oxxo][expires_after_days]' },
    ],
  ])('%s', async (_how, type, params, hash, error) => {
    await expect(pay(type, jenny.email, params, hash)).rejects.toMatchObject(error);
  });

  it.each<[Type, Stripe.PaymentMethodCreateParams.BillingDetails, object]>([
    ['oxxo', { email: jenny.email, name: 'Jenny' }, { param: 'billing_details[name]' }],
    ['multibanco', { name: 'Jenny Rosen' }, { param: 'billing_details[email]' }],
    ['boleto', jenny, { code: 'payment_method_billing_details_address_missing' }],
  ])('where %s knows of its payer only %j', async (type, billing_details, error) => {
    const payment_method_data = {
      type,
      billing_details,
      ...(type === 'boleto' ? { boleto: { tax_id: '00000000000' } } : {}),
    };
    await expect(pay(type, '', { payment_method_data })).rejects.toMatchObject(error);
  });

  it('for later payments, unless its type can be saved', async () => {
    const { id: customer } = await stripe.customers.create();
    const kept = { customer, setup_future_usage: 'off_session' } as const;
    await expect(pay('oxxo', jenny.email, kept)).rejects.toMatchObject({ param: 'setup_future_usage' });
    const { payment_method } = await pay('boleto', jenny.email, kept);
    await world.advance(4 * MINUTE);
    const again = await stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'brl',
      customer,
      payment_method: payment_method as string,
      payment_method_types: ['boleto'],
    });
    expect(again.next_action?.type).toBe('boleto_display_details');
  });
});

it('saves whom a boleto is for without a payment', async () => {
  const setup = await stripe.setupIntents.create({
    confirm: true,
    payment_method_data: {
      type: 'boleto',
      boleto: { tax_id: '00000000000' },
      billing_details: { ...jenny, address },
    },
    payment_method_types: ['boleto'],
  });
  expect(setup).toMatchObject({ status: 'succeeded', next_action: null });
});

describe('giving money back', () => {
  it.each<[Type, object]>([
    ['boleto', { code: 'charge_not_refundable' }],
    ['oxxo', { code: 'charge_not_refundable' }],
  ])('is not possible for %s', async (type, error) => {
    const { id: payment_intent } = await pay(type, 'succeed_immediately@example.com');
    await world.advance(10);
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject(error);
  });

  it('asks the payer where to for konbini', async () => {
    const { id: payment_intent } = await pay('konbini', 'succeed_immediately@example.com');
    await world.advance(10);
    expect(await stripe.refunds.create({ payment_intent, amount: 500 })).toMatchObject({
      status: 'requires_action',
      instructions_email: 'succeed_immediately@example.com',
      next_action: { type: 'display_details' },
    });
  });

  it('has a reference for multibanco', async () => {
    const { id: payment_intent } = await pay('multibanco', 'succeed_immediately@example.com');
    await world.advance(10);
    const { id } = await stripe.refunds.create({ payment_intent });
    await world.advance(10);
    expect(await stripe.refunds.retrieve(id)).toMatchObject({
      status: 'succeeded',
      destination_details: { type: 'multibanco', multibanco: { reference_status: 'available' } },
    });
  });
});
