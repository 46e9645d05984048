import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
beforeEach(() => world.begin());
afterAll(() => world.close());

/** Everything that is stored, as text. */
async function stored(): Promise<string> {
  const query = (text: string) => world.service.runtime.database.query<Record<string, unknown>>({ text });
  const tables = await query(
    "select table_name from information_schema.tables where table_schema = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ table_name }) => query(`select * from "${table_name as string}"`)),
  );
  return JSON.stringify(rows);
}

const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const card = { number: '4000000000003220', exp_month: 8, exp_year: 2034, cvc: '987' };
const mandate_data = {
  customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'a browser' } },
};

it.each([
  ['a card that waits for its cardholder', '4000000000003220', { type: 'card', card }, 'usd'],
  [
    'an account that is debited',
    '0123456789',
    { type: 'sepa_debit', sepa_debit: { iban: 'LT601010012345678901' }, billing_details },
    'eur',
  ],
])('the number of %s is in the vault alone', async (_what, number, payment_method_data, currency) => {
  for (const confirming of ['POST /v1/payment_intents', 'POST /v1/setup_intents']) {
    const is_payment = confirming.endsWith('payment_intents');
    await world.call(confirming, [], {
      ...(is_payment ? { amount: 2000, currency } : {}),
      confirm: true,
      mandate_data: payment_method_data.type === 'card' ? undefined : mandate_data,
      payment_method_data,
      payment_method_types: [payment_method_data.type],
      return_url: 'https://example.com',
    });
  }
  expect(await stored()).not.toContain(number);
  expect(await stored()).not.toContain('"987"');
});

it('the number of an account that a payer has paid from is in the vault alone', async () => {
  for (const confirming of ['POST /v1/payment_intents', 'POST /v1/setup_intents']) {
    const is_payment = confirming.endsWith('payment_intents');
    const intent = await world.ok(confirming, [], {
      ...(is_payment ? { amount: 2000, currency: 'eur', setup_future_usage: 'off_session' } : {}),
      confirm: true,
      payment_method_data: { type: 'sofort', sofort: { country: 'DE' }, billing_details },
      payment_method_types: ['sofort'],
      return_url: 'https://example.com',
    });
    const { redirect_to_url } = intent['next_action'] as { redirect_to_url: { url: string } };
    const source = new URL(redirect_to_url.url).searchParams.get('source')!;
    const done = await world.ok(
      'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
      [world.account, source],
      { client_secret: intent['client_secret'], outcome: 'succeeded' },
    );
    expect(done['redirect_status']).not.toBe('failed');
  }
  expect(await stored()).not.toContain('89370400440532013000');
  expect(await stored()).toContain('generated_sepa_debit_mandate":"mandate_');
});

it('what a token says of an account or a person is in the vault alone', async () => {
  const individual = { first_name: 'Ludmilla', id_number: '987001234', ssn_last_4: '5678' };
  const account = { business_type: 'individual', individual, tos_shown_and_accepted: true };
  const company = { name: 'Rocketship', tax_id: '98-7654321' };
  for (const params of [{ account }, { account: { company } }, { person: individual }]) {
    const [kind] = Object.keys(params);
    const token = await world.ok('POST /v1/tokens', [], params);
    expect(token).toEqual({
      id: expect.stringMatching(kind === 'account' ? /^ct_/ : /^cpt_/),
      object: 'token',
      client_ip: null,
      created: expect.any(Number),
      livemode: false,
      type: kind,
      used: false,
    });
    expect(await world.ok('GET /v1/tokens/{token}', [token['id'] as string])).toEqual(token);
    expect(
      await world.error('POST /v1/charges', [], { amount: 100, currency: 'usd', source: token['id'] }),
    ).toMatchObject([400, {}]);
  }
  for (const said of ['Ludmilla', '987001234', '5678"', '98-7654321'])
    expect(await stored()).not.toContain(said);
});

it.each([
  [{ person: { email: 'nobody' } }, { code: 'email_invalid', param: 'person[email]' }],
  [{ person: { ssn_last_4: '12' } }, { param: 'person[ssn_last_4]' }],
  [{ person: { dob: { day: 30, month: 2, year: 1990 } } }, { param: 'person[dob]' }],
  [
    { account: { individual: { dob: { day: 1, month: 13, year: 1990 } } } },
    { param: 'account[individual][dob]' },
  ],
])('a token is not made of %j', async (params, error) => {
  expect(await world.error('POST /v1/tokens', [], params)).toMatchObject([400, error]);
});

it('only a browser makes tokens of accounts in live mode', async () => {
  world.livemode = true;
  expect(await world.error('POST /v1/tokens', [], { account: {} })).toMatchObject([400, {}]);
});
