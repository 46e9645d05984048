import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const HELPER = 'POST /v1/test_helpers/confirmation_tokens';
const IBAN = 'DE89370400440532013000';
const payment_method_data = {
  type: 'sepa_debit',
  sepa_debit: { iban: IBAN },
  billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
};

/** All rows of the account in a table, as they are stored. */
const stored = (table: string) =>
  world.service.runtime.database.query<{ document: object; private: object }>({
    text: `select document, private from ${table} where account = $1`,
    values: [world.account],
  });

it('is not made by a server in live mode', async () => {
  world.livemode = true;
  expect(await world.error(HELPER, [], { payment_method_data })).toMatchObject([
    400,
    { type: 'invalid_request_error' },
  ]);
  expect(await stored('confirmation_tokens')).toEqual([]);
});

it('keeps the number in the vault, and makes its payment method only when it is used', async () => {
  const { id } = await world.ok(HELPER, [], { payment_method_data });
  const rows = await stored('confirmation_tokens');
  expect(rows).toMatchObject([
    { document: { id }, private: { described: { vault: expect.stringMatching(/^vault_/) } } },
  ]);
  expect(JSON.stringify(rows)).not.toContain(IBAN);
  expect(await stored('payment_methods')).toEqual([]);

  const { payment_method } = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    currency: 'eur',
    confirm: true,
    confirmation_token: id,
    mandate_data: { customer_acceptance: { type: 'offline' } },
    payment_method_types: ['sepa_debit'],
  });
  const { vault } = (rows[0]!.private as { described: { vault: string } }).described;
  expect(await stored('payment_methods')).toMatchObject([
    { document: { id: payment_method }, private: { vault } },
  ]);
});
