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

const pay = () =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
  });

const DAY = 24 * 60 * 60;
/** The bank has said what there is to say. */
const DECIDED = 10;

const debit = (account_number: string) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'gbp',
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    payment_method_data: {
      type: 'bacs_debit',
      bacs_debit: { account_number, sort_code: '10-88-00' },
      billing_details: {
        name: 'Jenny Rosen',
        email: 'jenny@example.com',
        address: { line1: '1 High Street', city: 'London', postal_code: 'SW1A 1AA', country: 'GB' },
      },
    },
    payment_method_types: ['bacs_debit'],
  });

describe('a debit that is refunded before it has arrived', () => {
  it('is given back once it has', async () => {
    const intent = await debit('00012345');
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 700 });
    expect(refund).toMatchObject({ balance_transaction: null, status: 'pending' });
    await world.advance(DECIDED);
    await world.advance(DECIDED);
    expect(
      await stripe.refunds.retrieve(refund.id, { expand: ['balance_transaction', 'charge'] }),
    ).toMatchObject({
      balance_transaction: { amount: -700, type: 'payment_refund' },
      charge: { amount_refunded: 700, status: 'succeeded' },
      destination_details: {
        gb_bank_transfer: { reference: expect.any(String), reference_status: 'available' },
      },
      status: 'succeeded',
    });
    expect((await eventTypes(stripe, 12)).filter((type) => type !== 'mandate.updated')).toEqual([
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
      'refund.created',
      'charge.refunded',
      'charge.succeeded',
      'refund.updated',
      'charge.refund.updated',
      'payment_intent.succeeded',
      'refund.updated',
      'charge.refund.updated',
    ]);
  });

  it('is not when it never does', async () => {
    const intent = await debit('22222227');
    const { id } = await stripe.refunds.create({ payment_intent: intent.id });
    await world.advance(DECIDED);
    expect(await stripe.refunds.retrieve(id)).toMatchObject({
      balance_transaction: null,
      failure_reason: 'unknown',
      status: 'canceled',
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      message: `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    });
  });
});

it('a refund to a card can be traced after some days', async () => {
  const { id: payment_intent } = await pay();
  const refund = await stripe.refunds.create({ payment_intent });
  const card = { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' };
  expect(refund.destination_details).toEqual({ card, type: 'card' });
  await world.advance(7 * DAY);
  const { destination_details, status } = await stripe.refunds.retrieve(refund.id);
  expect(status).toBe('succeeded');
  expect(destination_details!.card).toEqual({
    ...card,
    reference: expect.stringMatching(/^7\d{22}$/),
    reference_status: 'available',
  });
  const types = await eventTypes(stripe, 9);
  expect(types.filter((type) => type.includes('refund'))).toEqual([
    'refund.created',
    'charge.refunded',
    'refund.updated',
    'charge.refund.updated',
  ]);
});

it('a charge is refunded, and shows its refunds, as older SDKs ask for them', async () => {
  const { latest_charge: id } = (await pay()) as { latest_charge: string };
  const url = `/v1/charges/${id}/refunds`;
  const charge = await stripe.rawRequest('POST', `/v1/charges/${id}/refund`, { amount: 700 });
  expect(charge).toMatchObject({ id, object: 'charge', amount_refunded: 700 });
  const refund = await stripe.rawRequest('POST', url, { amount: 300, expand: ['charge'] });
  expect(refund).toMatchObject({ object: 'refund', amount: 300, charge: { amount_refunded: 1000 } });
  const list = await stripe.rawRequest('GET', url);
  expect(list).toMatchObject({ data: [{ amount: 300 }, { amount: 700 }], url });
  const { refunds } = await stripe.charges.retrieve(id, { expand: ['refunds'] });
  expect(refunds).toEqual(JSON.parse(JSON.stringify(list)));
  await expect(stripe.rawRequest('POST', url, { payment_intent: 'pi_1' })).rejects.toMatchObject({
    code: 'parameter_unknown',
  });
});
