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

const hold = (
  card: Stripe.PaymentIntentCreateParams.PaymentMethodOptions.Card = {},
  payment_method = 'pm_card_visa',
) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method,
    payment_method_types: ['card'],
    payment_method_options: { card },
    capture_method: 'manual',
    confirm: true,
    expand: ['latest_charge'],
  });
const chargeOf = ({ latest_charge }: Stripe.PaymentIntent) => latest_charge as Stripe.Charge;

describe('an authorization', () => {
  it('is captured in parts, and each tells what has changed', async () => {
    const held = await hold({ request_multicapture: 'if_available' });
    await eventTypes(stripe, 3);
    const first = await stripe.paymentIntents.capture(held.id, {
      amount_to_capture: 700,
      final_capture: false,
    });
    expect(first).toMatchObject({
      amount_capturable: 1300,
      amount_received: 700,
      status: 'requires_capture',
    });
    const last = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 200 });
    expect(last).toMatchObject({ amount_capturable: 0, amount_received: 900, status: 'succeeded' });
    const types = await eventTypes(stripe, 9);
    expect(types.slice(3, 5).sort()).toEqual(['charge.updated', 'payment_intent.amount_capturable_updated']);
    expect(types.slice(5).sort()).toEqual([
      'charge.captured',
      'charge.updated',
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
    ]);
    const previous = async (type: string, at: number) =>
      (await stripe.events.list({ type })).data[at]!.data.previous_attributes;
    expect(await previous('charge.captured', 0)).toMatchObject({ amount_captured: 700, captured: false });
    expect(await previous('charge.updated', 1)).toMatchObject({ balance_transaction: null });
    expect(await previous('payment_intent.amount_capturable_updated', 1)).toMatchObject({
      amount_capturable: 2000,
    });
    expect(await previous('payment_intent.amount_capturable_updated', 0)).toMatchObject({
      amount_capturable: 1300,
    });
  });

  it('that is canceled after a part of it was captured has been paid that part', async () => {
    const held = await hold({ request_multicapture: 'if_available' }, 'pm_card_createDispute');
    await stripe.paymentIntents.capture(held.id, { amount_to_capture: 700, final_capture: false });
    await eventTypes(stripe, 5);
    const given_up = await stripe.paymentIntents.cancel(held.id, { expand: ['latest_charge'] });
    expect(given_up).toMatchObject({
      amount_capturable: 0,
      amount_received: 700,
      canceled_at: null,
      status: 'succeeded',
    });
    expect(chargeOf(given_up)).toMatchObject({ amount_captured: 700, amount_refunded: 0, captured: true });
    expect((await stripe.disputes.list({ payment_intent: held.id })).data).toMatchObject([{ amount: 700 }]);
    expect((await eventTypes(stripe, 9)).slice(5).sort()).toEqual([
      'charge.captured',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'payment_intent.succeeded',
    ]);
    await expect(stripe.paymentIntents.cancel(held.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('is raised by at most five times what was held, or 500 dollars', async () => {
    const asked = { request_incremental_authorization: 'if_available' } as const;
    const held = await hold(asked);
    const raise = (amount: number) => stripe.paymentIntents.incrementAuthorization(held.id, { amount });
    await expect(raise(2000 + 500_00 + 1)).rejects.toMatchObject({ statusCode: 400, param: 'amount' });
    expect(await raise(2000 + 500_00)).toMatchObject({ amount: 2000 + 500_00 });
  });

  it('ends by itself', async () => {
    const held = await hold();
    const { capture_before } = chargeOf(held).payment_method_details!.card!;
    expect(capture_before).toBe(chargeOf(held).created + 7 * 24 * 60 * 60);
    await world.advance(8 * 24 * 60 * 60);
    expect(await stripe.paymentIntents.retrieve(held.id, { expand: ['latest_charge'] })).toMatchObject({
      cancellation_reason: 'automatic',
      latest_charge: { captured: false, refunded: true },
      status: 'canceled',
    });
  });
});
