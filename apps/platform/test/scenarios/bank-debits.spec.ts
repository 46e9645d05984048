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

type Params = Partial<Stripe.PaymentIntentCreateParams>;
type Type = 'au_becs_debit' | 'bacs_debit';

const mandate_data = {
  customer_acceptance: {
    type: 'online',
    online: { ip_address: '192.0.2.1', user_agent: 'test' },
  },
} as const;
const billing_details = {
  name: 'Jenny Rosen',
  email: 'jenny@example.com',
  address: { line1: '1 High Street', city: 'London', postal_code: 'SW1A 1AA', country: 'GB' },
};
const CURRENCIES = { au_becs_debit: 'aud', bacs_debit: 'gbp' };
const hashOf = (type: Type, account_number: string) =>
  type === 'au_becs_debit'
    ? { account_number, bsb_number: '000-000' }
    : { account_number, sort_code: '10-88-00' };

/** A payment method of an account, as it is described. */
const described = (type: Type, account_number: string) =>
  ({ type, [type]: hashOf(type, account_number), billing_details }) as const;
const debit = (type: Type, account_number: string, params: Params = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: CURRENCIES[type],
    expand: ['latest_charge'],
    mandate_data,
    payment_method_data: described(type, account_number),
    payment_method_types: [type],
    ...params,
  });
const found = ({ id }: { id: string }) => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
const mandateOf = ({ latest_charge }: Stripe.PaymentIntent, type: Type) =>
  stripe.mandates.retrieve((latest_charge as Stripe.Charge).payment_method_details![type]!.mandate!);

describe('a debit in Australia or the United Kingdom', () => {
  it.each([
    ['au_becs_debit', '000123456', { bsb_number: '000000', last4: '3456' }],
    ['bacs_debit', '00012345', { last4: '2345', sort_code: '108800' }],
  ] as const)('by %s is on its way until the bank has spoken', async (type, account_number, shown) => {
    const intent = await debit(type, account_number);
    expect(intent).toMatchObject({
      status: 'processing',
      amount_received: 0,
      next_action: null,
      latest_charge: {
        id: expect.stringMatching(/^py_/),
        status: 'pending',
        payment_method_details: {
          type,
          [type]: { ...shown, fingerprint: expect.any(String), mandate: expect.stringMatching(/^mandate_/) },
        },
      },
    });
    await world.advance(10);
    expect(await found(intent)).toMatchObject({ status: 'succeeded', amount_received: 2000 });
    // A bank in the United Kingdom accepts the mandate.
    const types = await eventTypes(stripe, type === 'bacs_debit' ? 6 : 5);
    expect(types.filter((name) => name !== 'mandate.updated')).toEqual([
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it.each([
    ['au_becs_debit', '900123456', 180, null, 'active'],
    ['au_becs_debit', '111111113', 10, 'account_closed', 'inactive'],
    ['au_becs_debit', '111111116', 10, 'no_account', 'inactive'],
    ['au_becs_debit', '222222227', 10, 'refer_to_customer', 'active'],
    ['au_becs_debit', '922222227', 180, 'refer_to_customer', 'active'],
    ['au_becs_debit', '333333335', 10, 'debit_not_authorized', 'inactive'],
    ['au_becs_debit', '343434343', 10, 'charge_exceeds_source_limit', 'active'],
    ['au_becs_debit', '121212121', 10, 'charge_exceeds_transaction_limit', 'active'],
    ['bacs_debit', '90012345', 180, null, 'active'],
    ['bacs_debit', '22222227', 10, 'insufficient_funds', 'active'],
    ['bacs_debit', '92222227', 180, 'insufficient_funds', 'active'],
    ['bacs_debit', '33333335', 10, 'debit_not_authorized', 'inactive'],
    ['bacs_debit', '93333335', 180, 'debit_not_authorized', 'inactive'],
    ['bacs_debit', '34343434', 10, 'charge_exceeds_source_limit', 'active'],
    ['bacs_debit', '12121212', 10, 'charge_exceeds_weekly_limit', 'active'],
  ] as const)('%s %s, after %i seconds: %s, its mandate %s', async (type, number, wait, code, mandate) => {
    const { id: customer } = await stripe.customers.create();
    const intent = await debit(type, number, { customer, setup_future_usage: 'off_session' });
    await world.advance(wait - 10);
    if (wait > 10) expect((await found(intent)).status).toBe('processing');
    await world.advance(10);
    const after = await found(intent);
    expect(after).toMatchObject(
      code === null
        ? { status: 'succeeded' }
        : {
            status: 'requires_payment_method',
            last_payment_error: { code: code.replace('weekly', 'transaction') },
            latest_charge: { status: 'failed', failure_code: code },
          },
    );
    expect((await mandateOf(after, type)).status).toBe(mandate);
  });

  it.each([
    ['au_becs_debit', '666666660', 10],
    ['bacs_debit', '55555559', 180],
  ] as const)('by %s %s is disputed, and lost', async (type, number, wait) => {
    const intent = await debit(type, number);
    await world.advance(wait);
    expect(await found(intent)).toMatchObject({ status: 'succeeded', latest_charge: { disputed: true } });
    const { data } = await stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([{ status: 'lost', reason: 'debit_not_authorized' }]);
  });

  it('has a mandate that a bank in the United Kingdom ends with its reason', async () => {
    const { id: customer } = await stripe.customers.create();
    const intent = await debit('bacs_debit', '33333335', {
      customer,
      payment_method_options: { bacs_debit: { mandate_options: { reference_prefix: 'SHOP-' } } },
      setup_future_usage: 'off_session',
    });
    const mandate = await mandateOf(intent, 'bacs_debit');
    const reference = expect.stringMatching(/^SHOP-[0-9A-Z]{13}$/);
    expect(mandate.payment_method_details.bacs_debit).toMatchObject({
      network_status: 'pending',
      reference,
      revocation_reason: null,
    });
    await world.advance(2);
    expect(await mandateOf(intent, 'bacs_debit')).toMatchObject({
      status: 'active',
      payment_method_details: { bacs_debit: { network_status: 'accepted' } },
    });
    await world.advance(10);
    const { data } = await eventually(
      () => stripe.events.list({ type: 'mandate.updated' }),
      ({ data }) => data.length === 2,
    );
    expect(data[0]!.data.object).toMatchObject({
      status: 'inactive',
      payment_method_details: {
        bacs_debit: { network_status: 'revoked', reference, revocation_reason: 'debit_not_authorized' },
      },
    });
  });

  it.each([
    ['au_becs_debit', '000123456'],
    ['bacs_debit', '00012345'],
  ] as const)('is set up without a payment: %s', async (type, number) => {
    const { id: customer } = await stripe.customers.create();
    const saved = await stripe.setupIntents.create({
      confirm: true,
      customer,
      expand: ['mandate'],
      mandate_data,
      payment_method_data: described(type, number),
      payment_method_types: [type],
    } as Stripe.SetupIntentCreateParams);
    expect(saved).toMatchObject({
      status: 'succeeded',
      mandate: {
        status: type === 'bacs_debit' ? 'pending' : 'active',
        type: 'multi_use',
        payment_method_details: { type },
      },
    });
    const paid = await debit(type, number, {
      customer,
      mandate_data: undefined as never,
      off_session: true,
      payment_method: saved.payment_method as string,
      payment_method_data: undefined as never,
    });
    expect((await mandateOf(paid, type)).id).toBe((saved.mandate as Stripe.Mandate).id);
  });

  it.each<[string, Type, string, Params, object]>([
    ['in another currency', 'bacs_debit', '00012345', { currency: 'eur' }, { param: 'payment_method_types' }],
    [
      'of too much',
      'bacs_debit',
      '00012345',
      { amount: 100_000_01 },
      { code: 'amount_too_large', param: 'amount' },
    ],
    ['of an account that is none', 'bacs_debit', '00044444', {}, { code: 'account_number_invalid' }],
    ['of a number that is none', 'bacs_debit', '1234', {}, { code: 'account_number_invalid' }],
    [
      'without a mandate',
      'au_becs_debit',
      '000123456',
      { mandate_data: undefined as never },
      { code: 'parameter_missing', param: 'mandate_data' },
    ],
    [
      'on a day that is too far',
      'au_becs_debit',
      '000123456',
      { payment_method_options: { au_becs_debit: { target_date: '2099-01-01' } } },
      { param: 'payment_method_options[au_becs_debit][target_date]' },
    ],
    [
      'captured later',
      'au_becs_debit',
      '000123456',
      { capture_method: 'manual' },
      { param: 'capture_method' },
    ],
    [
      'of somebody without an address',
      'bacs_debit',
      '00012345',
      {
        payment_method_data: {
          ...described('bacs_debit', '00012345'),
          billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
        },
      },
      { code: 'payment_method_billing_details_address_missing' },
    ],
  ])('is refused %s', async (_how, type, number, params, error) => {
    await expect(debit(type, number, params)).rejects.toMatchObject(error);
  });
});
