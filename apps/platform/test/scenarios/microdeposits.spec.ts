import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, eventTypes, startWorld, type World } from './world.ts';

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

const online = { ip_address: '192.0.2.1', user_agent: 'test' };
const mandate_data = { customer_acceptance: { type: 'online', online } } as const;
const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const found = ({ id }: { id: string }) => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });

describe('a debit in North America', () => {
  const mandate_options = { payment_schedule: 'sporadic', transaction_type: 'personal' } as const;
  const acss_options = { mandate_options };
  const accounts = {
    acss_debit: (account_number: string) => ({
      account_number,
      institution_number: '000',
      transit_number: '11000',
    }),
    us_bank_account: (account_number: string) => ({
      account_holder_type: 'individual',
      account_number,
      routing_number: '110000000',
    }),
  } as const;
  type American = keyof typeof accounts;
  const ofAccount = (type: American, account_number: string) =>
    ({ type, [type]: accounts[type](account_number), billing_details }) as const;
  const order = (type: American, params: Params = {}, account_number = '000123456789') =>
    stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      expand: ['latest_charge'],
      mandate_data,
      ...(params.payment_method === undefined
        ? { payment_method_data: ofAccount(type, account_number) }
        : {}),
      ...(type === 'acss_debit' ? { payment_method_options: { acss_debit: acss_options } } : {}),
      payment_method_types: [type],
      ...params,
    });
  const setUp = (type: American, params: Partial<Stripe.SetupIntentCreateParams> = {}) =>
    stripe.setupIntents.create({
      confirm: true,
      mandate_data,
      payment_method_data: ofAccount(type, '000123456789'),
      ...(type === 'acss_debit'
        ? { payment_method_options: { acss_debit: { ...acss_options, currency: 'usd' } } }
        : {}),
      payment_method_types: [type],
      ...params,
    } as Stripe.SetupIntentCreateParams);
  const verify = ({ id }: { id: string }, params: Stripe.PaymentIntentVerifyMicrodepositsParams) =>
    id.startsWith('pi_')
      ? stripe.paymentIntents.verifyMicrodeposits(id, params)
      : stripe.setupIntents.verifyMicrodeposits(id, params);
  const right = { amounts: [32, 45] };
  const PREFIX = 'payment_method_microdeposit_verification_';

  it.each([
    ['us_bank_account', 'descriptor_code', { descriptor_code: 'SM11AA' }],
    ['acss_debit', 'amounts', right],
  ] as const)('by %s waits until its account is verified', async (type, microdeposit_type, read) => {
    const intent = await order(type);
    expect(intent).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: {
        type: 'verify_with_microdeposits',
        verify_with_microdeposits: { hosted_verification_url: expect.any(String), microdeposit_type },
      },
      payment_method_options: { [type]: { verification_method: 'automatic' } },
    });
    const { arrival_date } = intent.next_action!.verify_with_microdeposits!;
    expect(arrival_date).toBeGreaterThan(intent.created);
    expect(await verify(intent, read)).toMatchObject({ status: 'processing', next_action: null });
    await expect(verify(intent, read)).rejects.toMatchObject({
      code: 'payment_method_bank_account_already_verified',
    });
    await world.advance(10);
    expect((await found(intent)).status).toBe('succeeded');
    const types = await eventTypes(stripe, 7);
    expect(types.filter((name) => name !== 'mandate.updated')).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.pending',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('is verified by the page that knows the secret', async () => {
    const { id, client_secret } = await setUp('us_bank_account');
    const page = connect(world.platform.url, `pk_test_${sandbox}`);
    await expect(page.setupIntents.verifyMicrodeposits(id, right)).rejects.toMatchObject({
      param: 'client_secret',
    });
    const { last_setup_error, status } = await page.setupIntents.verifyMicrodeposits(id, {
      ...right,
      client_secret,
    } as Stripe.SetupIntentVerifyMicrodepositsParams);
    expect({ last_setup_error, status }).toEqual({ last_setup_error: null, status: 'succeeded' });
  });

  it('shows what the bank calls it once it is paid', async () => {
    const intent = await order('us_bank_account');
    await verify(intent, right);
    const reference = async () =>
      ((await found(intent)).latest_charge as Stripe.Charge).payment_method_details!.us_bank_account!
        .payment_reference;
    expect(await reference()).toBeNull();
    await world.advance(10);
    expect(await reference()).toMatch(/^\d{15}$/);
  });

  it('can be canceled while its bank has not spoken', async () => {
    const intent = await order('us_bank_account', { payment_method: 'pm_usBankAccount_processing' });
    expect((await verify(intent, right)).status).toBe('processing');
    const cancellation_reason = 'requested_by_customer';
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason });
    expect(canceled).toMatchObject({ cancellation_reason, status: 'canceled' });
    expect((await found(intent)).latest_charge).toMatchObject({ failure_code: null, status: 'failed' });
    const types = await eventTypes(stripe, 7);
    expect(types.filter((name) => name !== 'mandate.updated').slice(-2)).toEqual([
      'charge.failed',
      'payment_intent.canceled',
    ]);
  });

  it('needs no verification a second time', async () => {
    const { id: customer } = await stripe.customers.create();
    const first = await order('us_bank_account', { customer, setup_future_usage: 'on_session' });
    const { payment_method } = await verify(first, right);
    const again = await order('us_bank_account', {
      customer,
      mandate_data: undefined as never,
      payment_method: payment_method as string,
    });
    expect(again.status).toBe('processing');
  });

  it.each(['us_bank_account', 'acss_debit'] as const)('is set up without a payment: %s', async (type) => {
    const { id: customer } = await stripe.customers.create();
    const intent = await setUp(type, { customer });
    expect(intent).toMatchObject({
      status: 'requires_action',
      mandate: null,
      next_action: { type: 'verify_with_microdeposits' },
    });
    const saved = await verify(intent, right);
    expect(saved).toMatchObject({ status: 'succeeded', mandate: expect.stringMatching(/^mandate_/) });
    const { payment_method_details } = await stripe.mandates.retrieve(
      (saved as Stripe.SetupIntent).mandate as string,
    );
    expect(payment_method_details).toEqual({
      type,
      [type]: type === 'acss_debit' ? { ...acss_options.mandate_options, interval_description: null } : {},
    });
    expect(await eventTypes(stripe, 5)).toEqual([
      'customer.created',
      'setup_intent.created',
      'setup_intent.requires_action',
      'payment_method.attached',
      'setup_intent.succeeded',
    ]);
  });

  it('has no more attempts because it is confirmed once more', async () => {
    const intent = await order('acss_debit');
    const payment_method = intent.payment_method as string;
    const wrong = { amounts: [1, 2] };
    for (const left of [2, 1]) {
      await expect(verify(intent, wrong)).rejects.toMatchObject({
        message: expect.stringContaining(`You have ${left} verification attempts remaining.`),
      });
      const again = await stripe.paymentIntents.confirm(intent.id, { payment_method, mandate_data });
      expect(again.next_action).toMatchObject({ type: 'verify_with_microdeposits' });
    }
    const code = `${PREFIX}attempts_exceeded`;
    await expect(verify(intent, wrong)).rejects.toMatchObject({ code });
  });

  it.each([
    ['a payment', 'last_payment_error', order],
    ['a setup', 'last_setup_error', setUp],
  ] as const)('%s has as many attempts as are documented', async (_what, error, begin) => {
    const intent = await begin('acss_debit');
    const wrong = { amounts: [1, 2] };
    for (const left of [2, 1]) {
      await expect(verify(intent, wrong)).rejects.toMatchObject({
        code: `${PREFIX}amounts_mismatch`,
        message: expect.stringContaining(`You have ${left} verification attempts remaining.`),
        statusCode: 400,
      });
    }
    const code = `${PREFIX}attempts_exceeded`;
    await expect(verify(intent, wrong)).rejects.toMatchObject({ code });
    const after =
      intent.object === 'payment_intent'
        ? await stripe.paymentIntents.retrieve(intent.id)
        : await stripe.setupIntents.retrieve(intent.id);
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      [error]: { code, type: 'invalid_request_error' },
    });
    await expect(
      stripe.paymentIntents.confirm(
        (await order('acss_debit', { confirm: false, mandate_data: undefined as never })).id,
        {
          payment_method: intent.payment_method as string,
          mandate_data,
        },
      ),
    ).rejects.toMatchObject({ code: 'payment_method_bank_account_blocked' });
  });

  it.each([
    ['000123456789', 10 * 24 * 60 * 60, `${PREFIX}timeout`],
    ['000666666661', 10, 'payment_method_microdeposit_failed'],
  ])('of %s fails by itself after %i seconds', async (number, wait, code) => {
    const intent = await order('us_bank_account', {}, number);
    await world.advance(wait);
    expect(await found(intent)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code },
      latest_charge: null,
    });
    expect(await eventTypes(stripe, 3)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.payment_failed',
    ]);
    await expect(verify(intent, right)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  it('fails to be set up by itself after ten days', async () => {
    const { id } = await setUp('us_bank_account');
    await world.advance(10 * 24 * 60 * 60);
    expect(await stripe.setupIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: `${PREFIX}timeout`, type: 'invalid_request_error' },
    });
    expect((await eventTypes(stripe, 3)).at(-1)).toBe('setup_intent.setup_failed');
  });

  it.each([
    ['pm_usBankAccount_accountClosed', 'us_bank_account', 'account_closed'],
    ['pm_usBankAccount_noAccount', 'us_bank_account', 'no_account'],
    ['pm_usBankAccount_insufficientFunds', 'us_bank_account', 'insufficient_funds'],
    ['pm_usBankAccount_debitNotAuthorized', 'us_bank_account', 'debit_not_authorized'],
    ['pm_usBankAccount_invalidCurrency', 'us_bank_account', 'bank_account_bad_routing_numbers'],
    ['pm_usBankAccount_weeklyLimitExceeded', 'us_bank_account', 'charge_exceeds_source_limit'],
    ['pm_acssDebit_insufficientFunds', 'acss_debit', 'insufficient_funds'],
    ['pm_acssDebit_accountClosed', 'acss_debit', 'account_closed'],
  ] as const)('by %s fails', async (payment_method, type, code) => {
    const intent = await order(type, { payment_method });
    if (type === 'us_bank_account') await verify(intent, right);
    expect((await found(intent)).status).toBe('processing');
    await world.advance(10);
    expect(await found(intent)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code },
      latest_charge: { failure_code: code },
    });
  });

  it.each<[string, American, Params, object]>([
    [
      'without a schedule',
      'acss_debit',
      { payment_method_options: {} },
      { param: 'payment_method_options[acss_debit][mandate_options][payment_schedule]' },
    ],
    [
      'without an interval',
      'acss_debit',
      {
        payment_method_options: {
          acss_debit: { mandate_options: { payment_schedule: 'interval', transaction_type: 'business' } },
        },
      },
      { param: 'payment_method_options[acss_debit][mandate_options][interval_description]' },
    ],
    [
      'where it must be verified at once',
      'us_bank_account',
      { payment_method_options: { us_bank_account: { verification_method: 'instant' } } },
      { param: 'payment_method_options[us_bank_account][verification_method]', statusCode: 400 },
    ],
    ['without a mandate', 'us_bank_account', { mandate_data: undefined as never }, { param: 'mandate_data' }],
    [
      'with an error instead of an action',
      'us_bank_account',
      { error_on_requires_action: true },
      { code: 'payment_intent_action_required' },
    ],
  ])('is refused %s', async (_how, type, params, error) => {
    await expect(order(type, params)).rejects.toMatchObject(error);
  });

  it('is set up in a currency that is named', async () => {
    const payment_method_options = { acss_debit: acss_options };
    await expect(setUp('acss_debit', { payment_method_options })).rejects.toMatchObject({
      param: 'payment_method_options[acss_debit][currency]',
    });
  });
});
