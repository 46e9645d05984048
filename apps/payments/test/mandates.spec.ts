import { DAY, type JsonObject } from '@pinstripe/kernel';
import { now, setTimer } from '@pinstripe/service';
import { businessDaysAfter } from '../src/balance-transactions/business-days.ts';
import { SETTLEMENT } from '../src/charges/charges.settlement.ts';
import { makeMandate } from '../src/mandates/mandates.ts';
import type { PaymentMethod } from '../src/payment-methods/payment-method.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  world.customers = { cus_1: { id: 'cus_1', object: 'customer' } };
});

/** A debit of an account that the customer keeps; answers its charge. */
const debit = async (): Promise<JsonObject> => {
  const intent = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: 'eur',
    customer: 'cus_1',
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE89370400440532013000' },
      billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
    },
    payment_method_types: ['sepa_debit'],
    setup_future_usage: 'off_session',
  });
  return world.ok('GET /v1/charges/{charge}', [intent['latest_charge'] as string]);
};
const mandateOf = ({ payment_method_details }: JsonObject) =>
  world.ok('GET /v1/mandates/{mandate}', [
    (payment_method_details as { sepa_debit: { mandate: string } }).sepa_debit.mandate,
  ]);

/** The bank says why it does not pay, whatever it was going to say. */
const fail = async (charge: JsonObject, code: string) => {
  const answer = { kind: 'failed', failure: { code, message: 'The bank does not pay.' }, details: {} };
  const id = charge['id'] as string;
  await world.unit(() => setTimer(SETTLEMENT, id, now(), { charge: id, answer }));
  await world.advance(1);
};

it.each`
  code                      | status
  ${'no_account'}           | ${'inactive'}
  ${'account_closed'}       | ${'inactive'}
  ${'debit_not_authorized'} | ${'inactive'}
  ${'insufficient_funds'}   | ${'active'}
`('is $status after a debit that fails with $code', async ({ code, status }: Record<string, string>) => {
  const charge = await debit();
  expect(await mandateOf(charge)).toMatchObject({ status: 'active', type: 'multi_use' });
  await world.events();
  await fail(charge, code!);
  expect(await mandateOf(charge)).toMatchObject({ status });
  expect(await world.events()).toEqual([
    'charge.failed',
    'payment_intent.payment_failed',
    ...(status === 'inactive' ? ['mandate.updated'] : []),
  ]);
});

describe('one for a single payment', () => {
  const accepted = { accepted_at: 1, offline: {}, type: 'offline' } as never;
  const about = { amount: 2000, currency: 'usd' };
  const right = { amounts: [32, 45] };

  /** A customer's account, and what its payer has permitted of it. */
  const permitted = async (account: object) => {
    const { id } = await world.ok('POST /v1/payment_methods', [], {
      ...account,
      billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
    });
    const method = await world.ok('POST /v1/payment_methods/{payment_method}/attach', [id as string], {
      customer: 'cus_1',
    });
    const mandate = await world.unit(() =>
      Promise.resolve(makeMandate(method as unknown as PaymentMethod, accepted, about, {})),
    );
    return { payment_method: id as string, mandate: mandate.id };
  };
  const us_account = {
    type: 'us_bank_account',
    us_bank_account: { account_number: '000123456789', routing_number: '110000000' },
  };
  const pay = (params: object) =>
    world.call('POST /v1/payment_intents', [], {
      amount: 2000,
      confirm: true,
      currency: 'usd',
      customer: 'cus_1',
      payment_method_types: ['us_bank_account'],
      ...params,
    });
  const refused = [400, { error: { code: 'payment_intent_mandate_invalid', param: 'mandate' } }];
  const after = async (mandate: string) =>
    (await world.ok('GET /v1/mandates/{mandate}', [mandate]))['status'];

  it('permits one of several payments that are made at once', async () => {
    const { mandate, payment_method } = await permitted(us_account);
    const answers = await Promise.all([1, 2, 3, 4].map(() => pay({ mandate, payment_method })));
    answers.sort(([one], [other]) => one - other);
    expect(answers).toMatchObject([[200, { status: 'requires_action' }], refused, refused, refused]);
  });

  it('is kept for a payment that waits for its payer, and used by its debit', async () => {
    const { mandate, payment_method } = await permitted(us_account);
    const [, first] = await pay({ mandate, payment_method });
    expect(first).toMatchObject({ status: 'requires_action' });
    expect(await pay({ mandate, payment_method })).toMatchObject(refused);
    expect(await after(mandate)).toBe('active');
    await world.ok('POST /v1/payment_intents/{intent}/verify_microdeposits', [first['id'] as string], right);
    expect(await after(mandate)).toBe('inactive');
    expect(await pay({ mandate, payment_method })).toMatchObject(refused);
  });

  it.each(['canceled', 'failed'])('is free again when the payment was %s before its debit', async (how) => {
    const { mandate, payment_method } = await permitted(us_account);
    const [, first] = await pay({ mandate, payment_method });
    const ids = [first['id'] as string];
    if (how === 'canceled') await world.ok('POST /v1/payment_intents/{intent}/cancel', ids);
    else await world.advance(10 * DAY);
    expect(await pay({ mandate, payment_method })).toMatchObject([200, { status: 'requires_action' }]);
  });
});

describe('one that a bank in the United Kingdom has to accept', () => {
  const bacs = (account_number: string, over: object = {}) => ({
    confirm: true,
    customer: 'cus_1',
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    payment_method_data: {
      type: 'bacs_debit',
      bacs_debit: { account_number, sort_code: '108800' },
      billing_details: {
        name: 'Jenny Rosen',
        email: 'jenny@example.com',
        address: { line1: '1 High Street', city: 'London', postal_code: 'SW1A 1AA', country: 'GB' },
      },
    },
    payment_method_types: ['bacs_debit'],
    ...over,
  });
  const shown = (network_status: string, status: string, revocation_reason: string | null = null) => ({
    payment_method_details: { bacs_debit: { network_status, revocation_reason } },
    status,
  });
  const mandateNamed = (id: unknown) => world.ok('GET /v1/mandates/{mandate}', [id as string]);

  it.each`
    account_number | network_status | status
    ${'00012345'}  | ${'accepted'}  | ${'active'}
    ${'00033333'}  | ${'refused'}   | ${'inactive'}
  `('is $network_status', async ({ account_number, network_status, status }) => {
    const { mandate, payment_method } = await world.ok(
      'POST /v1/setup_intents',
      [],
      bacs(account_number as string),
    );
    expect(await mandateNamed(mandate)).toMatchObject(shown('pending', 'pending'));
    const debiting = { amount: 2000, currency: 'gbp', off_session: true, payment_method };
    const { mandate_data: _, payment_method_data: __, ...pay } = bacs('', debiting);
    expect(await world.call('POST /v1/payment_intents', [], pay)).toMatchObject([
      200,
      { status: 'processing' },
    ]);
    await world.events();
    await world.advance(2);
    expect(await world.told()).toMatchObject([
      {
        type: 'mandate.updated',
        data: {
          object: shown(network_status as string, status as string),
          previous_attributes: { status: 'pending' },
        },
      },
    ]);
    const [code] = await world.call('POST /v1/payment_intents', [], pay);
    expect(code).toBe(status === 'active' ? 200 : 400);
  });

  it.each`
    account_number | network_status | revocation_reason
    ${'33333335'}  | ${'revoked'}   | ${'debit_not_authorized'}
    ${'00033333'}  | ${'refused'}   | ${null}
  `('is $network_status before its debit fails, whoever says it first', async (row) => {
    const { account_number, network_status, revocation_reason } = row as Record<string, string>;
    const kept = { amount: 2000, currency: 'gbp', setup_future_usage: 'off_session' };
    const { latest_charge } = await world.ok('POST /v1/payment_intents', [], bacs(account_number!, kept));
    const charge = await world.ok('GET /v1/charges/{charge}', [latest_charge as string]);
    const { bacs_debit } = charge['payment_method_details'] as { bacs_debit: { mandate: string } };
    await world.advance(10);
    expect(await mandateNamed(bacs_debit.mandate)).toMatchObject(
      shown(network_status!, 'inactive', revocation_reason),
    );
  });

  it('puts off the money of the first payment under it', async () => {
    const kept = bacs('00012345', { amount: 2000, currency: 'gbp', setup_future_usage: 'off_session' });
    const settledOn = async ({ latest_charge }: JsonObject) => {
      const [transaction] = await world.list('GET /v1/balance_transactions', { source: latest_charge });
      return transaction!['available_on'];
    };
    const first = await world.ok('POST /v1/payment_intents', [], kept);
    expect(await settledOn(first)).toBe(businessDaysAfter(first['created'] as number, 7));
    await world.advance(10);
    const { payment_method } = first;
    const again = await world.ok('POST /v1/payment_intents', [], {
      ...kept,
      mandate_data: undefined,
      payment_method,
      payment_method_data: undefined,
    });
    expect(await settledOn(again)).toBe(businessDaysAfter(again['created'] as number, 4));
  });

  it('lasts beyond the payment that it was given with', async () => {
    const { latest_charge } = await world.ok(
      'POST /v1/payment_intents',
      [],
      bacs('00012345', { amount: 2000, currency: 'gbp' }),
    );
    const charge = await world.ok('GET /v1/charges/{charge}', [latest_charge as string]);
    const { bacs_debit } = charge['payment_method_details'] as { bacs_debit: { mandate: string } };
    expect(await mandateNamed(bacs_debit.mandate)).toMatchObject(shown('pending', 'pending'));
    await world.advance(10);
    expect(await mandateNamed(bacs_debit.mandate)).toMatchObject(shown('accepted', 'active'));
  });

  it('is refused all the same when the one payment that it permits was made meanwhile', async () => {
    const amount = { amount: 2000, currency: 'gbp' };
    const { payment_method, single_use_mandate: mandate } = await world.ok(
      'POST /v1/setup_intents',
      [],
      bacs('00033333', { single_use: amount }),
    );
    const {
      mandate_data: _,
      payment_method_data: __,
      ...pay
    } = bacs('', { ...amount, mandate, payment_method });
    expect(await world.ok('POST /v1/payment_intents', [], pay)).toMatchObject({ status: 'processing' });
    await world.advance(10);
    expect(await mandateNamed(mandate)).toMatchObject(shown('refused', 'inactive'));
  });
});

describe('a mandate for one payment', () => {
  const PAYING = 'DE89370400440532013000';
  const FAILING = 'DE62370400440532013001';

  /** An account that may be debited once, and its mandate. */
  const permitted = async (iban: string) => {
    const { payment_method, single_use_mandate } = await world.ok('POST /v1/setup_intents', [], {
      confirm: true,
      customer: 'cus_1',
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
      payment_method_data: {
        type: 'sepa_debit',
        sepa_debit: { iban },
        billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
      },
      payment_method_types: ['sepa_debit'],
      single_use: { amount: 2000, currency: 'eur' },
    });
    return { payment_method: payment_method as string, mandate: single_use_mandate as string };
  };
  const pay = (permission: object) =>
    world.call('POST /v1/payment_intents', [], {
      amount: 2000,
      confirm: true,
      currency: 'eur',
      customer: 'cus_1',
      payment_method_types: ['sepa_debit'],
      ...permission,
    });

  it.each([PAYING, FAILING])('is used up when its debit is ordered, whatever comes of %s', async (iban) => {
    const permission = await permitted(iban);
    expect(await pay(permission)).toMatchObject([200, { status: 'processing' }]);
    await world.advance(10);
    const used = await world.ok('GET /v1/mandates/{mandate}', [permission.mandate]);
    expect(used).toMatchObject({ status: 'inactive' });
    expect(await pay(permission)).toMatchObject([400, { error: { code: 'payment_intent_mandate_invalid' } }]);
  });
});
