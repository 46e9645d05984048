import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

/** A merchant prepares payments and setups for a reader, which alone can show it a card. */
let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

type Params = Partial<Stripe.PaymentIntentCreateParams>;

const prepare = (params: Params = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'cad',
    payment_method_types: ['card_present'],
    ...params,
  });

const card_present = {
  request_extended_authorization: null,
  request_incremental_authorization_support: null,
};

it.each<[string, Params, object]>([
  ['as it is', {}, { payment_method_options: { card_present } }],
  ['that is captured later', { capture_method: 'manual' }, { capture_method: 'manual' }],
  [
    'that asks for more',
    {
      capture_method: 'manual',
      payment_method_options: {
        card_present: { request_extended_authorization: true, routing: { requested_priority: 'domestic' } },
      },
    },
    {
      payment_method_options: {
        card_present: {
          ...card_present,
          request_extended_authorization: true,
          routing: { requested_priority: 'domestic' },
        },
      },
    },
  ],
  ['that keeps the card', { setup_future_usage: 'off_session' }, { setup_future_usage: 'off_session' }],
  [
    'of Interac, too',
    { capture_method: 'manual', payment_method_types: ['card_present', 'interac_present'] },
    { payment_method_options: { card_present, interac_present: {} } },
  ],
  [
    'that can be paid online, too',
    { payment_method_types: ['card', 'card_present'] },
    { payment_method_types: ['card', 'card_present'] },
  ],
])('prepares a payment %s', async (_how, params, expected) => {
  const intent = await prepare(params);
  expect(intent).toMatchObject({ status: 'requires_payment_method', ...expected });
  expect(await eventTypes(stripe, 1)).toEqual(['payment_intent.created']);
});

it('changes what it asks for, and keeps the rest', async () => {
  const options = {
    request_extended_authorization: true,
    routing: { requested_priority: 'domestic' },
  } as const;
  const { id } = await prepare({ payment_method_options: { card_present: options } });
  const updated = await stripe.paymentIntents.update(id, {
    payment_method_options: { card_present: { request_incremental_authorization_support: true } },
  });
  expect(updated.payment_method_options!.card_present).toEqual({
    ...options,
    request_incremental_authorization_support: true,
  });
  const { payment_method_types } = await stripe.paymentIntents.update(id, {
    payment_method_types: ['card_present', 'interac_present'],
  });
  expect(payment_method_types).toEqual(['card_present', 'interac_present']);
});

it.each<[string, Params, object]>([
  [
    'Interac in another currency',
    { currency: 'usd', payment_method_types: ['card_present', 'interac_present'] },
    { code: 'payment_intent_invalid_currency', param: 'payment_method_types' },
  ],
  [
    'a card that no reader has seen',
    { confirm: true, payment_method: 'pm_card_visa' },
    { code: 'payment_intent_incompatible_payment_method', param: 'payment_method' },
  ],
  ['no card at all', { confirm: true }, { code: 'payment_intent_unexpected_state' }],
  [
    'a payment method that only a reader makes',
    { payment_method_data: { type: 'card_present' as 'link' } },
    { param: 'payment_method_data[type]' },
  ],
  [
    'another route of Interac',
    {
      payment_method_options: { interac_present: { routing: { requested_priority: 'domestic' } } },
    },
    { code: 'parameter_unknown' },
  ],
])('refuses %s', async (_what, params, error) => {
  await expect(prepare(params)).rejects.toMatchObject({ ...error, statusCode: 400 });
});

it('has no reader to take a payment method from', async () => {
  const type = 'interac_present' as Stripe.PaymentMethodCreateParams.Type;
  await expect(stripe.paymentMethods.create({ type })).rejects.toMatchObject({ param: 'type' });
});

it('is canceled like any other payment', async () => {
  const { id } = await prepare();
  expect((await stripe.paymentIntents.cancel(id)).status).toBe('canceled');
});

it('prepares a setup, of cards that can be kept', async () => {
  const intent = await stripe.setupIntents.create({ payment_method_types: ['card_present'] });
  expect(intent).toMatchObject({
    status: 'requires_payment_method',
    payment_method_options: { card_present: {} },
    usage: 'off_session',
  });
  await expect(
    stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }),
  ).rejects.toMatchObject({ code: 'setup_intent_invalid_parameter', param: 'payment_method' });
  await expect(
    stripe.setupIntents.create({ payment_method_types: ['interac_present'] }),
  ).rejects.toMatchObject({ statusCode: 400, param: 'payment_method_types' });
});
