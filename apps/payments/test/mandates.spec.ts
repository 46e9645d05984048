import { DAY, type JsonObject } from '@pinstripe/kernel';
import { now, setTimer } from '@pinstripe/service';
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
