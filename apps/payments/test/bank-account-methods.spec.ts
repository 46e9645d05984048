import type { JsonObject } from '@pinstripe/kernel';
import type { QueryRunner } from 'typeorm';
import { VerifiedBankAccounts1700000013000 } from '../src/migrations/1700000013000-verified-bank-accounts.ts';
import { detachAll } from '../src/payment-methods/payment-methods.worker.ts';
import { MoneyWorld } from './money-world.ts';

/** A bank account that was saved as a source is a payment method by the same id ("Migrating from the Charges API"). */
let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  for (const id of ['cus_1', 'cus_2']) {
    world.customers[id] = { id, object: 'customer', default_source: 'card_other' };
  }
});

const SOURCES = '/v1/customers/{customer}/sources';
const METHOD = '/v1/payment_methods/{payment_method}';
const mandate_data = { customer_acceptance: { type: 'offline', offline: {} } };

const add = async (source = 'btok_us_verified') =>
  (await world.ok(`POST ${SOURCES}`, ['cus_1'], { source }))['id'] as string;
const retrieve = (id: string) => world.ok(`GET ${METHOD}`, [id]);
const debit = (payment_method: string, params: object = {}) => ({
  amount: 2000,
  confirm: true,
  currency: 'usd',
  customer: 'cus_1',
  payment_method,
  payment_method_types: ['us_bank_account'],
  ...params,
});
const pay = (id: string, params: object) => world.ok('POST /v1/payment_intents', [], debit(id, params));
const listed = () => world.list('GET /v1/payment_methods', { customer: 'cus_1', type: 'us_bank_account' });

it('is seen as a payment method once it is verified', async () => {
  const token = await world.ok('POST /v1/tokens', [], {
    bank_account: {
      account_holder_name: 'Jenny Rosen',
      account_holder_type: 'individual',
      account_number: '000123456789',
      country: 'US',
      routing_number: '110000000',
    },
  });
  const id = await add(token['id'] as string);
  expect(await world.call(`GET ${METHOD}`, [id])).toMatchObject([
    404,
    { error: { code: 'resource_missing' } },
  ]);
  await world.ok(`POST ${SOURCES}/{id}/verify`, ['cus_1', id], { amounts: [32, 45] });
  const method = await retrieve(id);
  expect(method).toMatchObject({
    id,
    object: 'payment_method',
    billing_details: { name: 'Jenny Rosen', email: null },
    customer: 'cus_1',
    type: 'us_bank_account',
    us_bank_account: { account_holder_type: 'individual', last4: '6789', routing_number: '110000000' },
  });
  expect(await listed()).toEqual([method]);
  expect(await world.events()).toEqual(['customer.source.created', 'customer.source.updated']);
});

it('pays under a mandate, and off session under the same', async () => {
  const id = await add();
  const first = await pay(id, { mandate_data, setup_future_usage: 'off_session' });
  expect(first).toMatchObject({ status: 'processing', payment_method: id });
  await world.advance(10);
  expect(await world.ok('GET /v1/payment_intents/{intent}', [first['id'] as string])).toMatchObject({
    status: 'succeeded',
  });
  const later = await pay(id, { off_session: true });
  expect(later['status']).toBe('processing');
  const charges = await world.list('GET /v1/charges');
  const mandates = charges.map(
    ({ payment_method_details }) =>
      (payment_method_details as { us_bank_account: { mandate: string } }).us_bank_account.mandate,
  );
  expect(new Set(mandates).size).toBe(1);
});

it('is set up under a mandate', async () => {
  const id = await add();
  const intent = await world.ok('POST /v1/setup_intents', [], {
    confirm: true,
    customer: 'cus_1',
    mandate_data,
    payment_method: id,
    payment_method_types: ['us_bank_account'],
  });
  expect(intent).toMatchObject({ status: 'succeeded', payment_method: id });
  expect((await pay(id, { off_session: true }))['status']).toBe('processing');
});

it.each<[string, object, object]>([
  ['without a mandate', {}, { code: 'parameter_missing', param: 'mandate_data' }],
  ['for another customer', { customer: 'cus_2', mandate_data }, { param: 'payment_method' }],
])('does not pay %s', async (_how, params, error) => {
  const asked = debit(await add(), params);
  expect(await world.call('POST /v1/payment_intents', [], asked)).toMatchObject([400, { error }]);
});

describe('a token of a payment method', () => {
  const token = (payment_method: string, customer?: string) => ({
    bank_account: { payment_method },
    ...(customer === undefined ? {} : { customer }),
  });
  const account = {
    account_holder_type: 'individual',
    country: 'US',
    last4: '6789',
    routing_number: '110000000',
  };

  it('has its account, and one that is nobody’s is used up by it', async () => {
    const { id } = await world.ok('POST /v1/payment_methods', [], {
      billing_details: { name: 'Jenny Rosen' },
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_number: '000123456789',
        routing_number: '110000000',
      },
    });
    const made = await world.ok('POST /v1/tokens', [], token(id as string));
    const bank_account = { ...account, account_holder_name: 'Jenny Rosen', status: 'new' };
    expect(made).toMatchObject({ bank_account, type: 'bank_account', used: false });
    expect(await world.error('POST /v1/tokens', [], token(id as string))).toMatchObject([400, {}]);
    expect(await add(made['id'] as string)).toMatch(/^ba_/);
  });

  it('is as verified as a customer’s is, which stays theirs', async () => {
    const kept = await add();
    for (const once of [1, 2]) {
      const made = await world.ok('POST /v1/tokens', [], token(kept, 'cus_1'));
      expect([once, made]).toMatchObject([once, { bank_account: { ...account, status: 'verified' } }]);
    }
  });

  it('is of a documented one, too', async () => {
    const made = await world.ok('POST /v1/tokens', [], token('pm_usBankAccount_success'));
    expect(made).toMatchObject({ bank_account: account });
  });

  it.each<[string, string | undefined, object]>([
    ['pm_none', undefined, { code: 'resource_missing', param: 'bank_account[payment_method]' }],
    ['pm_card_visa', undefined, { param: 'bank_account[payment_method]' }],
    ['kept', undefined, { code: 'parameter_missing' }],
    ['kept', 'cus_2', { param: 'payment_method' }],
  ])('is not made of %s with the customer %s', async (id, customer, expected) => {
    const of = id === 'kept' ? await add() : id;
    expect(await world.error('POST /v1/tokens', [], token(of, customer))).toMatchObject([400, expected]);
  });
});

it('is changed as either, and both show it', async () => {
  const id = await add();
  await world.ok(`POST ${SOURCES}/{id}`, ['cus_1', id], { account_holder_type: 'company' });
  expect(await retrieve(id)).toMatchObject({ us_bank_account: { account_holder_type: 'company' } });
  await world.ok(`POST ${METHOD}`, [id], {
    billing_details: { name: 'Jenny R.', email: 'jenny@example.com' },
  });
  expect(await world.ok(`GET ${SOURCES}/{id}`, ['cus_1', id])).toMatchObject({
    account_holder_name: 'Jenny R.',
    account_holder_type: 'company',
  });
  await world.events();
  await world.ok(`POST ${SOURCES}/{id}`, ['cus_1', id], { account_holder_name: 'Jenny Rosen' });
  expect(await retrieve(id)).toMatchObject({
    billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
  });
  expect(await world.events()).toEqual(['customer.source.updated']);
});

it.each<[string, (id: string) => Promise<JsonObject>, string[]]>([
  [
    'a source',
    (id) => world.ok(`DELETE ${SOURCES}/{id}`, ['cus_1', id]),
    ['mandate.updated', 'customer.source.deleted'],
  ],
  [
    'a payment method',
    (id) => world.ok(`POST ${METHOD}/detach`, [id]),
    ['payment_method.detached', 'mandate.updated', 'customer.source.deleted'],
  ],
])('is gone as both when it is removed as %s, and its mandate ends', async (_as, remove, told) => {
  const id = await add();
  await pay(id, { mandate_data, setup_future_usage: 'off_session' });
  await world.advance(10);
  await world.events();
  await remove(id);
  expect((await world.call(`GET ${METHOD}`, [id]))[0]).toBe(404);
  expect((await world.call(`GET ${SOURCES}/{id}`, ['cus_1', id]))[0]).toBe(404);
  expect(await world.events()).toEqual(told);
});

it('is gone as both with its customer', async () => {
  const id = await add();
  await add('btok_us_verified_noAccount');
  await world.unit(() => detachAll('cus_1'));
  expect((await world.call(`GET ${METHOD}`, [id]))[0]).toBe(404);
  expect(await listed()).toEqual([]);
  expect(await world.ok(`GET ${SOURCES}`, ['cus_1'])).toMatchObject({ data: [] });
});

it('is a payment method, too, if it was verified by an earlier version', async () => {
  const id = await add();
  const method = await retrieve(id);
  const { database } = world.service.runtime;
  await database.query({ text: 'delete from payment_methods where id = $1', values: [id] });
  const runner = { query: (text: string) => database.query({ text }) } as unknown as QueryRunner;
  await new VerifiedBankAccounts1700000013000().up(runner);
  const migrated = await retrieve(id);
  expect(migrated).toEqual({ ...method, created: expect.any(Number) });
  expect(migrated['created']).toBeGreaterThan(1_700_000_000);
  expect((await pay(id, { mandate_data }))['status']).toBe('processing');
});
