import type Stripe from 'stripe';
import { startWorld, type World } from './world.ts';

/** What a merchant asks of a type of payment method, and what becomes of it. */
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
const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const DAY = 24 * 60 * 60;

describe('BLIK', () => {
  const pay = (blik?: { code: string }, params: Params = {}) =>
    stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'pln',
      payment_method_data: { type: 'blik', billing_details },
      payment_method_types: ['blik'],
      ...(blik === undefined ? {} : { payment_method_options: { blik } }),
      ...params,
    });

  it('is paid by the code that its payer has, which is not shown', async () => {
    const intent = await pay({ code: '123456' });
    expect(intent).toMatchObject({ status: 'succeeded', payment_method_options: { blik: {} } });
    expect(JSON.stringify(intent)).not.toContain('123456');
  });

  it.each([
    [undefined, 'parameter_missing'],
    [{ code: '1234567' }, 'payment_method_invalid_parameter'],
  ])('is not paid by %o', async (blik, code) => {
    const param = 'payment_method_options[blik][code]';
    await expect(pay(blik)).rejects.toMatchObject({ code, param });
  });

  it('needs no code before it is confirmed', async () => {
    const { id } = await pay(undefined, { confirm: false });
    const paid = await stripe.paymentIntents.confirm(id, {
      payment_method_options: { blik: { code: '123456' } },
    });
    expect(paid.status).toBe('succeeded');
  });
});

describe('a debit in the United States', () => {
  /** A payment of an account that its payer proves to be theirs; answers its balance transaction. */
  const debit = async (
    us_bank_account: Stripe.PaymentIntentCreateParams.PaymentMethodOptions.UsBankAccount,
  ) => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
      payment_method_data: {
        type: 'us_bank_account',
        us_bank_account: {
          account_holder_type: 'individual',
          account_number: '000123456789',
          routing_number: '110000000',
        },
        billing_details,
      },
      payment_method_options: { us_bank_account },
      payment_method_types: ['us_bank_account'],
    });
    await stripe.paymentIntents.verifyMicrodeposits(intent.id, { amounts: [32, 45] });
    const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge.balance_transaction'],
    });
    return {
      options: intent.payment_method_options!.us_bank_account,
      transaction: (latest_charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction,
    };
  };

  it('is available earlier for who prefers the fastest settlement', async () => {
    const standard = await debit({});
    const fastest = await debit({ preferred_settlement_speed: 'fastest' });
    expect(fastest.options).toMatchObject({ preferred_settlement_speed: 'fastest' });
    const earlier = standard.transaction.available_on - fastest.transaction.available_on;
    // Two business days, and a weekend if there is one between.
    expect([2 * DAY, 4 * DAY]).toContain(earlier);
    expect(standard.transaction.fee).toBe(fastest.transaction.fee);
  });

  it.each(['', 'standard'] as const)('is available as ever for who prefers %o', async (speed) => {
    const standard = await debit({});
    const { transaction } = await debit({ preferred_settlement_speed: speed });
    expect(transaction.available_on).toBe(standard.transaction.available_on);
  });

  it('is looked at on the networks that are named, of which nothing is shown', async () => {
    const { options } = await debit({ networks: { requested: ['ach', 'us_domestic_wire'] } });
    expect(options).not.toHaveProperty('networks');
  });

  it('does not ask at Financial Connections', async () => {
    await expect(debit({ financial_connections: { permissions: ['balances'] } })).rejects.toMatchObject({
      statusCode: 501,
      param: 'payment_method_options[us_bank_account][financial_connections]',
    });
  });
});

it.each([
  ['klarna', { dob: { day: 1, month: 2, year: 1990 } }, { dob: { day: 1, month: 2, year: 1990 } }],
  ['ideal', { bank: 'bunq' }, { bank: 'bunq', bic: 'BUNQNL2A' }],
  ['naver_pay', {}, { funding: 'card' }],
] as const)('a payment method of %s shows what is known of it', async (type, hash, shown) => {
  const method = await stripe.paymentMethods.create({
    type,
    [type]: hash,
    billing_details,
  } as Stripe.PaymentMethodCreateParams);
  expect(method[type]).toEqual(shown);
});

describe('iDEAL', () => {
  const of = (amount: number, payment_method_types: string[]) =>
    stripe.paymentIntents.create({ amount, currency: 'eur', payment_method_types });

  it.each([[['ideal']], [['card', 'ideal']]])('takes a cent, among %j', async (types) => {
    const { id } = await of(1, types);
    const intent = await stripe.paymentIntents.confirm(id, {
      payment_method_data: { type: 'ideal', billing_details },
      return_url: 'https://example.com',
    });
    expect(intent.status).toBe('requires_action');
  });

  it('does not let others take less than they do', async () => {
    await expect(of(1, ['card', 'eps'])).rejects.toMatchObject({ code: 'amount_too_small' });
    const { id } = await of(49, ['card', 'ideal']);
    await expect(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject(
      { code: 'amount_too_small' },
    );
  });
});
