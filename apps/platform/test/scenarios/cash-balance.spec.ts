import type Stripe from 'stripe';
import { eventTypes, eventually, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const fund = (customer: string, amount: number, currency = 'usd') =>
  stripe.testHelpers.customers.fundCashBalance(customer, { amount, currency });

describe('a customer who transfers money', () => {
  it('is given accounts to transfer to, and has what arrives', async () => {
    const { id } = await stripe.customers.create({ email: 'jenny@example.com' });
    const params: Stripe.CustomerCreateFundingInstructionsParams = {
      bank_transfer: { eu_bank_transfer: { country: 'DE' }, type: 'eu_bank_transfer' },
      currency: 'eur',
      funding_type: 'bank_transfer',
    };
    const instructions = await stripe.customers.createFundingInstructions(id, params);
    expect(instructions.bank_transfer).toMatchObject({
      country: 'DE',
      financial_addresses: [{ iban: { country: 'DE' }, type: 'iban' }],
    });
    expect(await stripe.customers.createFundingInstructions(id, params)).toMatchObject(instructions);
    for (const [currency, type] of [
      ['gbp', 'gb_bank_transfer'],
      ['jpy', 'jp_bank_transfer'],
      ['mxn', 'mx_bank_transfer'],
      ['usd', 'us_bank_transfer'],
    ] as const) {
      const other = { bank_transfer: { type }, currency, funding_type: 'bank_transfer' as const };
      expect((await stripe.customers.createFundingInstructions(id, other)).bank_transfer.type).toBe(type);
      await fund(id, 500, currency);
    }

    const funded = await fund(id, 1500, 'eur');
    expect(funded).toMatchObject({ customer: id, ending_balance: 1500, type: 'funded' });
    const transactions = await stripe.customers.listCashBalanceTransactions(id, { limit: 1 });
    expect(transactions).toMatchObject({ data: [{ id: funded.id }], has_more: true });
    const expanded = await stripe.customers.retrieveCashBalanceTransaction(id, funded.id, {
      expand: ['customer.cash_balance'],
    });
    expect(expanded.customer).toMatchObject({ id, cash_balance: { available: { eur: 1500, usd: 500 } } });
    expect(await stripe.customers.retrieve(id)).not.toHaveProperty('cash_balance');
    expect((await eventTypes(stripe, 11)).slice(0, 3)).toEqual([
      'customer.created',
      'customer_cash_balance_transaction.created',
      'cash_balance.funds_available',
    ]);
  });

  it('cannot be deleted, though it has nothing left', async () => {
    const { id } = await stripe.customers.create();
    await fund(id, 500);
    await stripe.testHelpers.customers.fundCashBalance(id, {
      amount: 500,
      currency: 'usd',
      reference: 'reversal_1',
    });
    const { runtime } = world.platform.services.find(({ name }) => name === 'billing')!;
    await eventually(
      () =>
        runtime.database.query({
          text: "select from customers where id = $1 and private ? 'has_cash_balance'",
          values: [id],
        }),
      (told) => told.length > 0,
    );
    await expect(stripe.customers.del(id)).rejects.toMatchObject({
      message: `Customer ${id} cannot be deleted because it has a cash balance.`,
      statusCode: 400,
    });
    const { id: other } = await stripe.customers.create();
    expect(await stripe.customers.del(other)).toMatchObject({ deleted: true });
  });

  it('may be made with the settings of its cash balance, and be changed', async () => {
    const settings = (reconciliation_mode: 'automatic' | 'manual' | 'merchant_default') => ({
      cash_balance: { settings: { reconciliation_mode } },
    });
    const customer = await stripe.customers.create({ ...settings('manual'), expand: ['cash_balance'] });
    expect(customer.cash_balance).toEqual({
      object: 'cash_balance',
      available: null,
      customer: customer.id,
      livemode: false,
      settings: { reconciliation_mode: 'manual', using_merchant_default: false },
    });
    await stripe.customers.update(customer.id, { ...settings('merchant_default'), name: 'Jenny' });
    expect((await stripe.customers.retrieveCashBalance(customer.id)).settings).toEqual({
      reconciliation_mode: 'automatic',
      using_merchant_default: true,
    });
    await stripe.customers.updateCashBalance(customer.id, settings('manual').cash_balance);
    const { settings: now } = await stripe.customers.retrieveCashBalance(customer.id);
    expect(now.reconciliation_mode).toBe('manual');
    const with_card = await stripe.customers.create({ ...settings('manual'), source: 'tok_visa' });
    await eventually(
      () => stripe.customers.retrieveCashBalance(with_card.id),
      (balance) => balance.settings.reconciliation_mode === 'manual',
    );
  });
});

it('returns what is left in a cash balance to its customer', async () => {
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' });
  await fund(customer, 2000);
  const refund = await stripe.refunds.create({
    amount: 1200,
    currency: 'usd',
    customer,
    origin: 'customer_balance',
  });
  expect(refund).toMatchObject({ charge: null, status: 'requires_action' });
  expect(await stripe.testHelpers.refunds.expire(refund.id)).toMatchObject({ status: 'failed' });
  const again = await stripe.refunds.create({
    amount: 2000,
    currency: 'usd',
    customer,
    instructions_email: 'rosen@example.com',
    origin: 'customer_balance',
  });
  const answer = { account_number: '000123456789' };
  expect(
    await stripe.rawRequest('POST', `/pinstripe/refunds/${again.id}/bank_account`, answer),
  ).toMatchObject({ status: 'pending' });
  await world.advance(10);
  expect(await stripe.refunds.retrieve(again.id)).toMatchObject({ status: 'succeeded' });
  expect(await eventTypes(stripe, 12)).toEqual([
    'customer.created',
    'customer_cash_balance_transaction.created',
    'cash_balance.funds_available',
    'customer_cash_balance_transaction.created',
    'refund.created',
    'customer_cash_balance_transaction.created',
    'refund.updated',
    'refund.failed',
    'customer_cash_balance_transaction.created',
    'refund.created',
    'refund.updated',
    'refund.updated',
  ]);
});
