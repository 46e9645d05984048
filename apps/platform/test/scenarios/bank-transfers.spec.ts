import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
let customer: string;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  stripe = world.sandbox();
  ({ id: customer } = await stripe.customers.create({ email: 'jenny@example.com' }));
});

const fund = (amount: number, reference?: string) =>
  stripe.testHelpers.customers.fundCashBalance(customer, {
    amount,
    currency: 'eur',
    ...(reference === undefined ? {} : { reference }),
  });
const pay = (amount: number, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount,
    confirm: true,
    currency: 'eur',
    customer,
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: {
      customer_balance: {
        bank_transfer: { eu_bank_transfer: { country: 'DE' }, type: 'eu_bank_transfer' },
        funding_type: 'bank_transfer',
      },
    },
    payment_method_types: ['customer_balance'],
    ...params,
  });
const instructionsOf = ({ next_action }: Stripe.PaymentIntent) =>
  next_action!.display_bank_transfer_instructions!;
const available = async () => (await stripe.customers.retrieveCashBalance(customer)).available?.['eur'];
const retrieve = (id: string) => stripe.paymentIntents.retrieve(id);

const MOVED = 'customer_cash_balance_transaction.created';

it('is paid in parts, and what was too much stays with the customer', async () => {
  const waiting = await pay(2000);
  expect(waiting).toMatchObject({ amount_received: 0, status: 'requires_action' });
  expect(instructionsOf(waiting)).toMatchObject({
    amount_remaining: 2000,
    currency: 'eur',
    financial_addresses: [{ iban: { country: 'DE' }, type: 'iban' }],
    type: 'eu_bank_transfer',
  });
  await fund(1200);
  expect(instructionsOf(await retrieve(waiting.id)).amount_remaining).toBe(800);
  await fund(1000);
  const paid = await stripe.paymentIntents.retrieve(waiting.id, {
    expand: ['latest_charge.balance_transaction', 'payment_method'],
  });
  expect(paid).toMatchObject({
    amount_received: 2000,
    latest_charge: {
      balance_transaction: { amount: 2000, type: 'payment' },
      payment_method_details: { customer_balance: {}, type: 'customer_balance' },
    },
    payment_method: { customer_balance: {}, type: 'customer_balance' },
    status: 'succeeded',
  });
  expect(await available()).toBe(200);
  expect(await eventTypes(stripe, 11)).toEqual([
    'customer.created',
    'payment_intent.created',
    'payment_intent.requires_action',
    MOVED,
    MOVED,
    'payment_intent.partially_funded',
    MOVED,
    MOVED,
    'charge.succeeded',
    'payment_intent.succeeded',
    'cash_balance.funds_available',
  ]);
  const { data } = await stripe.customers.listCashBalanceTransactions(customer);
  expect(data.map(({ ending_balance, type }) => [type, ending_balance])).toEqual([
    ['applied_to_payment', 200],
    ['funded', 1000],
    ['applied_to_payment', 0],
    ['funded', 1200],
  ]);
});

it('is paid from what is there already, and refunded to an account that the customer names', async () => {
  await fund(2500);
  const paid = await pay(2000, { expand: ['latest_charge'] });
  expect(paid.status).toBe('succeeded');
  expect(await available()).toBe(500);
  const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 700 });
  expect(refund).toMatchObject({
    instructions_email: 'jenny@example.com',
    next_action: { type: 'display_details' },
    status: 'requires_action',
  });
  const path = `/pinstripe/refunds/${refund.id}/bank_account`;
  await stripe.rawRequest('POST', path, { account_number: 'DE89370400440532013000' });
  await world.advance(10);
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
    destination_details: { eu_bank_transfer: { reference_status: 'available' } },
    status: 'succeeded',
  });
  const other = await stripe.refunds.create({ payment_intent: paid.id });
  expect(await stripe.refunds.cancel(other.id)).toMatchObject({ amount: 1300, status: 'canceled' });
});

it('fails when nobody is asked to fund what is missing', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    customer,
    payment_method_types: ['customer_balance'],
  });
  const confirming = stripe.paymentIntents.confirm(intent.id, {
    payment_method_data: { type: 'customer_balance' },
  });
  await expect(confirming).rejects.toMatchObject({
    code: 'payment_intent_payment_attempt_failed',
    statusCode: 402,
  });
  expect(await retrieve(intent.id)).toMatchObject({ status: 'requires_payment_method' });
});

it('is reconciled by hand where the customer’s balance is not used by itself', async () => {
  await stripe.customers.update(customer, {
    cash_balance: { settings: { reconciliation_mode: 'manual' } },
  });
  await fund(1500);
  const waiting = await pay(2000);
  expect(instructionsOf(waiting).amount_remaining).toBe(2000);
  const partly = await stripe.paymentIntents.applyCustomerBalance(waiting.id, {
    amount: 1500,
    currency: 'eur',
  });
  expect(instructionsOf(partly).amount_remaining).toBe(500);
  expect(await stripe.paymentIntents.cancel(waiting.id)).toMatchObject({ status: 'canceled' });
  expect(await available()).toBe(1500);
  const other = await pay(1500);
  expect(await stripe.paymentIntents.applyCustomerBalance(other.id)).toMatchObject({ status: 'succeeded' });
});

it('finds the payment that a transfer names', async () => {
  const [, second] = [await pay(1000), await pay(1000), await pay(1000)];
  await fund(1000, instructionsOf(second).reference!);
  expect(await retrieve(second.id)).toMatchObject({ status: 'succeeded' });
});
