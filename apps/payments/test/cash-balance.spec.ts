import { DAY, type JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  world.customers = {
    cus_1: { id: 'cus_1', object: 'customer', email: 'jenny@example.com' },
    cus_2: { id: 'cus_2', object: 'customer', email: null },
  };
});

const fund = (amount: number, params: object = {}, customer = 'cus_1') =>
  world.call('POST /v1/test_helpers/customers/{customer}/fund_cash_balance', [customer], {
    amount,
    currency: 'usd',
    ...params,
  });
const cashBalance = (customer = 'cus_1') => world.ok('GET /v1/customers/{customer}/cash_balance', [customer]);
const transactions = async (customer = 'cus_1') =>
  (await world.ok('GET /v1/customers/{customer}/cash_balance_transactions', [customer]))[
    'data'
  ] as JsonObject[];
const instructions = (params: object, customer = 'cus_1') =>
  world.call('POST /v1/customers/{customer}/funding_instructions', [customer], {
    funding_type: 'bank_transfer',
    ...params,
  });
const eu = (country: string) => ({
  bank_transfer: { eu_bank_transfer: { country }, type: 'eu_bank_transfer' },
  currency: 'eur',
});

/** What the ledger says that a customer has. */
async function inLedger(customer: string): Promise<Record<string, number>> {
  const rows = await world.service.runtime.database.query<{ currency: string; amount: number }>({
    text:
      'select currency, sum(amount)::bigint as amount from ledger_lines where account = $1 and name = $2 ' +
      'group by currency',
    values: [world.account, `cash_balance:${customer}`],
  });
  return Object.fromEntries(rows.map(({ currency, amount }) => [currency, amount]));
}

describe('a cash balance', () => {
  it('is there for every customer, and empty', async () => {
    expect(await cashBalance()).toEqual({
      object: 'cash_balance',
      available: null,
      customer: 'cus_1',
      livemode: false,
      settings: { reconciliation_mode: 'automatic', using_merchant_default: true },
    });
    expect(await transactions()).toEqual([]);
    expect(await world.error('GET /v1/customers/{customer}/cash_balance', ['cus_1'])).toBeDefined();
    world.customers = { cus_1: null as unknown as JsonObject };
    expect(await world.call('GET /v1/customers/{customer}/cash_balance', ['cus_1'])).toMatchObject([404, {}]);
  });

  it.each([
    ['manual', { reconciliation_mode: 'manual', using_merchant_default: false }],
    ['automatic', { reconciliation_mode: 'automatic', using_merchant_default: false }],
    ['merchant_default', { reconciliation_mode: 'automatic', using_merchant_default: true }],
  ])('is used as it is told: %s', async (reconciliation_mode, settings) => {
    const params = { settings: { reconciliation_mode } };
    const updated = await world.ok('POST /v1/customers/{customer}/cash_balance', ['cus_1'], params);
    expect(updated).toMatchObject({ available: null, settings });
    expect(await cashBalance()).toEqual(updated);
    expect(await world.events()).toEqual([]);
  });

  it('is funded by transfers, each of which tells where it came from', async () => {
    const [, funded] = await fund(1500, { reference: 'Thanks' });
    expect(funded).toEqual({
      id: expect.stringMatching(/^ccsbtxn_/),
      object: 'customer_cash_balance_transaction',
      created: expect.any(Number),
      currency: 'usd',
      customer: 'cus_1',
      ending_balance: 1500,
      funded: {
        bank_transfer: {
          reference: 'Thanks',
          type: 'us_bank_transfer',
          us_bank_transfer: { network: 'ach', sender_name: 'Jenny Rosen' },
        },
      },
      livemode: false,
      net_amount: 1500,
      type: 'funded',
    });
    await fund(500);
    await fund(700, { currency: 'eur' });
    await fund(900, {}, 'cus_2');
    expect(await cashBalance()).toMatchObject({ available: { eur: 700, usd: 2000 } });
    expect(await transactions()).toMatchObject([
      { currency: 'eur', ending_balance: 700 },
      { currency: 'usd', ending_balance: 2000, net_amount: 500 },
      funded,
    ]);
    expect(await world.ok(RETRIEVE, ['cus_1', funded['id'] as string])).toEqual(funded);
    expect(await world.call(RETRIEVE, ['cus_2', funded['id'] as string])).toMatchObject([404, {}]);
    expect(await inLedger('cus_1')).toEqual({ eur: 700, usd: 2000 });
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    const told = await world.told();
    expect(told.map(({ type }) => type)).toEqual(
      Array.from({ length: 4 }, () => [
        'customer_cash_balance_transaction.created',
        'cash_balance.funds_available',
      ]).flat(),
    );
    expect(told[3]!.data.object).toMatchObject({ object: 'cash_balance', available: { usd: 2000 } });
  });

  it.each<[object, object]>([
    [{ amount: 0 }, { param: 'amount' }],
    [{ currency: 'cad' }, { param: 'currency' }],
    [{ amount: 100_000_000 }, { param: 'amount' }],
  ])('is not funded with %j', async (params, error) => {
    expect(await fund(100, params)).toMatchObject([400, { error }]);
    expect(await cashBalance()).toMatchObject({ available: null });
  });

  it('is not funded by a test helper in live mode', async () => {
    world.livemode = true;
    expect(await fund(100)).toMatchObject([400, {}]);
  });

  it('is taken back by the bank that sent it, and the account makes good for what is missing', async () => {
    await fund(1000);
    expect(await fund(400, { reference: 'reversal_1' })).toMatchObject([
      200,
      { ending_balance: 600, net_amount: -400, type: 'funding_reversed' },
    ]);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    const [, linked] = await fund(700, { reference: 'reversal_2' });
    expect(linked).toMatchObject({ ending_balance: -100, type: 'funding_reversed' });
    const [adjusted] = await transactions();
    expect(adjusted).toMatchObject({
      adjusted_for_overdraft: {
        balance_transaction: expect.stringMatching(/^txn_/),
        linked_transaction: linked['id'],
      },
      ending_balance: 0,
      net_amount: 100,
      type: 'adjusted_for_overdraft',
    });
    expect(await world.balance()).toEqual({ available: -100, pending: 0 });
    expect(await world.list('GET /v1/balance_transactions')).toMatchObject([
      { amount: -100, net: -100, source: adjusted!['id'], type: 'adjustment' },
    ]);
    expect(await cashBalance()).toMatchObject({ available: { usd: 0 } });
    expect(await inLedger('cus_1')).toEqual({ usd: 0 });
  });
});

const RETRIEVE = 'GET /v1/customers/{customer}/cash_balance_transactions/{transaction}';

describe('money that is left behind', () => {
  it('is returned after 75 days, and the account’s after 90 when nobody answers', async () => {
    await fund(1000);
    await world.advance(10 * DAY);
    await fund(300);
    await world.events();
    await world.advance(65 * DAY);
    expect(await world.events()).toEqual(['customer_cash_balance_transaction.created', 'refund.created']);
    const [refund] = await world.list('GET /v1/refunds');
    expect(refund).toMatchObject({
      amount: 1000,
      charge: null,
      currency: 'usd',
      destination_details: { type: 'us_bank_transfer' },
      instructions_email: 'jenny@example.com',
      next_action: { display_details: { email_sent: { email_sent_to: 'jenny@example.com' } } },
      payment_intent: null,
      status: 'requires_action',
    });
    expect(await cashBalance()).toMatchObject({ available: { usd: 300 } });
    await world.advance(10 * DAY);
    await world.advance(5 * DAY);
    expect(await transactions()).toMatchObject([
      { net_amount: -1000, type: 'transferred_to_balance' },
      { net_amount: 1000, type: 'return_canceled' },
      { net_amount: -300, type: 'return_initiated' },
      { net_amount: -1000, type: 'return_initiated' },
      { net_amount: 300, type: 'funded' },
      { net_amount: 1000, type: 'funded' },
    ]);
    expect(await world.ok('GET /v1/refunds/{refund}', [refund!['id'] as string])).toMatchObject({
      failure_reason: 'unknown',
      status: 'failed',
    });
    expect(await world.list('GET /v1/balance_transactions')).toMatchObject([
      { amount: 1000, reporting_category: 'unreconciled_customer_funds', type: 'payment_unreconciled' },
    ]);
    expect(await world.balance()).toEqual({ available: 1000, pending: 0 });
    expect(await inLedger('cus_1')).toEqual({ usd: 0 });
  });

  it.each([
    ['long before', 5 * DAY, 10 * DAY],
    ['at last', 15 * DAY - 2, DAY + 2],
  ])(
    'is the account’s, too, where the customer answers %s and the bank sends it back',
    async (_, ...waits) => {
      await fund(1000);
      await world.advance(75 * DAY);
      const [refund] = await world.list('GET /v1/refunds');
      await world.advance(waits[0]);
      await world.ok('POST /pinstripe/refunds/{refund}/bank_account', [refund!['id'] as string], {
        account_number: '000111111113',
        routing_number: '110000000',
      });
      await world.advance(5);
      await world.advance(waits[1]);
      expect((await transactions()).map(({ type }) => type)).toEqual([
        'transferred_to_balance',
        'return_canceled',
        'return_initiated',
        'funded',
      ]);
      expect(await cashBalance()).toMatchObject({ available: { usd: 0 } });
      expect(await world.balance()).toEqual({ available: 1000, pending: 0 });
    },
  );

  it('is the account’s after 90 days where nobody can be asked', async () => {
    await fund(1000, {}, 'cus_2');
    await world.advance(75 * DAY);
    expect(await world.list('GET /v1/refunds')).toEqual([]);
    expect(await cashBalance('cus_2')).toMatchObject({ available: { usd: 1000 } });
    await world.advance(15 * DAY);
    expect(await cashBalance('cus_2')).toMatchObject({ available: { usd: 0 } });
    expect(await world.balance()).toEqual({ available: 1000, pending: 0 });
  });

  it('is what has not been used, the oldest first', async () => {
    await fund(1000);
    await fund(600, { reference: 'reversal_1' });
    await world.advance(1 * DAY);
    await fund(500);
    await world.advance(74 * DAY);
    expect((await transactions())[0]).toMatchObject({ net_amount: -400, type: 'return_initiated' });
  });
});

describe('funding instructions', () => {
  it.each([
    [{ bank_transfer: { type: 'us_bank_transfer' }, currency: 'usd' }, 'US', ['aba', 'swift']],
    [{ bank_transfer: { type: 'gb_bank_transfer' }, currency: 'gbp' }, 'GB', ['sort_code']],
    [{ bank_transfer: { type: 'jp_bank_transfer' }, currency: 'jpy' }, 'JP', ['zengin']],
    [{ bank_transfer: { type: 'mx_bank_transfer' }, currency: 'mxn' }, 'MX', ['spei']],
    [eu('DE'), 'DE', ['iban']],
    [eu('FR'), 'FR', ['iban']],
  ])('for %j are accounts in %s', async (params, country, types) => {
    const [status, body] = await instructions(params);
    const { bank_transfer, ...rest } = body as unknown as { bank_transfer: Shown };
    expect([status, rest]).toEqual([
      200,
      {
        object: 'funding_instructions',
        currency: params.currency,
        funding_type: 'bank_transfer',
        livemode: false,
      },
    ]);
    expect(bank_transfer).toMatchObject({ country, type: params.bank_transfer.type });
    expect(bank_transfer.financial_addresses.map(({ type }) => type)).toEqual(types);
    expect(await cashBalance()).toMatchObject({ available: { [params.currency]: 0 } });
  });

  it('are the same whenever they are asked for, and nobody else’s', async () => {
    const first = await instructions(eu('DE'));
    expect(await instructions(eu('DE'))).toEqual(first);
    expect(await instructions(eu('NL'))).not.toEqual(first);
    expect(await instructions(eu('DE'), 'cus_2')).not.toEqual(first);
    const { financial_addresses } = first[1]['bank_transfer'] as unknown as Shown;
    expect(financial_addresses).toEqual([
      {
        iban: {
          account_holder_address: expect.objectContaining({ country: 'DE' }),
          account_holder_name: expect.any(String),
          bank_address: expect.objectContaining({ country: 'DE' }),
          bic: 'TESTDE00XXX',
          country: 'DE',
          iban: expect.stringMatching(/^DE00\d{18}$/),
        },
        supported_networks: ['sepa'],
        type: 'iban',
      },
    ]);
    expect(await world.events()).toEqual([]);
  });

  it('keep what is there, and show no more addresses than are wanted', async () => {
    await fund(100, { currency: 'gbp' });
    const wanted = (types: string[]) =>
      instructions({
        bank_transfer: { requested_address_types: types, type: 'gb_bank_transfer' },
        currency: 'gbp',
      });
    expect(await wanted(['sort_code', 'iban'])).toMatchObject([
      200,
      { bank_transfer: { financial_addresses: [{ type: 'sort_code' }] } },
    ]);
    expect(await wanted(['iban'])).toMatchObject([
      400,
      { error: { param: 'bank_transfer[requested_address_types]' } },
    ]);
    expect(await cashBalance()).toMatchObject({ available: { gbp: 100 } });
  });

  it.each<[object, object]>([
    [{ bank_transfer: { type: 'us_bank_transfer' }, currency: 'cad' }, { param: 'currency' }],
    [{ bank_transfer: { type: 'us_bank_transfer' }, currency: 'eur' }, { param: 'bank_transfer[type]' }],
    [
      { bank_transfer: { type: 'eu_bank_transfer' }, currency: 'eur' },
      { code: 'parameter_missing', param: 'bank_transfer[eu_bank_transfer][country]' },
    ],
    [eu('US'), { param: 'bank_transfer[eu_bank_transfer][country]' }],
  ])('are not given for %j', async (params, error) => {
    expect(await instructions(params)).toMatchObject([400, { error }]);
  });
});

interface Shown {
  country: string;
  financial_addresses: { type: string }[];
  type: string;
}

it('tells billing once that the customer has to stay', async () => {
  const asked = () =>
    world.service.runtime.database.query<{ value: string }>({
      text: "select value from outbox where headers ->> 'ce_type' = 'keep_customer' and headers ->> 'ce_account' = $1",
      values: [world.account],
    });
  await world.ok('POST /v1/customers/{customer}/cash_balance', ['cus_1'], {
    settings: { reconciliation_mode: 'manual' },
  });
  expect(await asked()).toEqual([]);
  await instructions(eu('DE'));
  await fund(100);
  expect((await asked()).map(({ value }) => JSON.parse(value) as object)).toEqual([{ customer: 'cus_1' }]);
});
