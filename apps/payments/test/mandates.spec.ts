import type { JsonObject } from '@pinstripe/kernel';
import { now, setTimer } from '@pinstripe/service';
import { SETTLEMENT } from '../src/charges/charges.settlement.ts';
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
