import type { JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const LISTS = '/v1/radar/value_lists';
const ITEMS = '/v1/radar/value_list_items';
const CUSTOMER = { id: 'cus_1', object: 'customer', email: 'jenny@example.com', description: null };

const idOf = (object: JsonObject) => object['id'] as string;
const make = (alias: string, item_type?: string) =>
  world.ok(`POST ${LISTS}`, [], { alias, name: alias, ...(item_type === undefined ? {} : { item_type }) });
const listed = async (alias: string) => (await world.list(`GET ${LISTS}`, { alias }))[0]!;
const add = (list: JsonObject, value: string) =>
  world.ok(`POST ${ITEMS}`, [], { value_list: idOf(list), value });
const valuesOf = async (alias: string) => {
  const items = await world.list(`GET ${ITEMS}`, { value_list: idOf(await listed(alias)) });
  return items.map(({ value }) => value);
};
const paying = (params: object = {}) => ({
  amount: 2000,
  confirm: true,
  currency: 'usd',
  payment_method: 'pm_card_visa',
  payment_method_types: ['card'],
  ...params,
});
const pay = (params: object = {}) => world.call('POST /v1/payment_intents', [], paying(params));
/** What became of the last charge. */
const outcome = async () => (await world.list('GET /v1/charges', { limit: 1 }))[0]!;

describe('value lists', () => {
  it('begin with those of Radar, which stay as they are', async () => {
    const looks = Array.from({ length: 4 }, () => world.list(`GET ${LISTS}`, { limit: 100 }));
    for (const lists of await Promise.all(looks)) expect(lists).toHaveLength(18);
    const given = await listed('email_blocklist');
    expect(given).toMatchObject({ created_by: 'Stripe', item_type: 'email', list_items: { data: [] } });
    expect(await world.call(`POST ${LISTS}/{value_list}`, [idOf(given)], { name: 'Mine' })).toMatchObject([
      400,
      {},
    ]);
    expect(await world.call(`DELETE ${LISTS}/{value_list}`, [idOf(given)])).toMatchObject([400, {}]);
    await add(given, 'jenny@example.com');
    expect(await valuesOf('email_blocklist')).toEqual(['jenny@example.com']);
    expect(await world.list(`GET ${LISTS}`, { limit: 100 })).toHaveLength(18);
  });

  it('have an alias of their own, even when two want it at once', async () => {
    const wants = Array.from({ length: 4 }, () =>
      world.call(`POST ${LISTS}`, [], { alias: 'ours', name: 'Ours' }),
    );
    const answers = await Promise.all(wants);
    expect(answers.map(([status]) => status).sort()).toEqual([200, 400, 400, 400]);
    const ours = await listed('ours');
    const theirs = await make('theirs');
    const rename = (alias: string) => world.call(`POST ${LISTS}/{value_list}`, [idOf(theirs)], { alias });
    expect(await rename('ours')).toMatchObject([400, { error: { param: 'alias' } }]);
    expect(await rename('others')).toMatchObject([200, { alias: 'others' }]);
    await world.ok(`DELETE ${LISTS}/{value_list}`, [idOf(ours)]);
    expect(await rename('ours')).toMatchObject([200, { alias: 'ours' }]);
    expect(await make('theirs')).toMatchObject({ alias: 'theirs', item_type: 'string' });
  });

  it('show their newest items, and are found by a value', async () => {
    const ips = await make('ips', 'ip_address');
    for (let host = 1; host <= 11; host += 1) await add(ips, `10.0.0.${host}`);
    const { list_items } = await world.ok(`GET ${LISTS}/{value_list}`, [idOf(ips)]);
    expect(list_items).toMatchObject({
      object: 'list',
      has_more: true,
      url: `${ITEMS}?value_list=${idOf(ips)}`,
    });
    const { data } = list_items as { data: JsonObject[] };
    expect(data.map(({ value }) => value)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `10.0.0.${n}`),
    );
    const containing = (contains: string) => world.list(`GET ${LISTS}`, { contains });
    expect((await containing('10.0.0.1')).map(idOf)).toEqual([idOf(ips)]);
    expect(await containing('10.0.0')).toEqual([]);
    const like = await world.list(`GET ${ITEMS}`, { value_list: idOf(ips), value: '0.1' });
    expect(like.map(({ value }) => value)).toEqual(['10.0.0.11', '10.0.0.10', '10.0.0.1']);
    expect(await world.error(`POST ${ITEMS}`, [], { value_list: idOf(ips), value: 'x' })).toMatchObject([
      400,
      { param: 'value' },
    ]);
  });

  it('take their items with them', async () => {
    const ours = await make('ours');
    const item = await add(ours, 'shoes');
    await world.ok(`DELETE ${LISTS}/{value_list}`, [idOf(ours)]);
    const missing = [404, { code: 'resource_missing', param: 'item' }];
    expect(await world.error(`GET ${ITEMS}/{item}`, [idOf(item)])).toMatchObject(missing);
    expect(await world.error(`DELETE ${ITEMS}/{item}`, [idOf(item)])).toMatchObject(missing);
    expect(await world.error(`GET ${ITEMS}`, [], { value_list: idOf(ours) })).toMatchObject([
      400,
      { param: 'value_list' },
    ]);
    await world.advance(0);
    const rows = await world.service.runtime.database.query({
      text: 'select id from radar_value_list_items where account = $1',
      values: [world.account],
    });
    expect(rows).toEqual([]);
  });
});

describe('a payment', () => {
  const facts: [string, string, object][] = [
    ['card_bin_blocklist', '424242', {}],
    ['card_country_blocklist', 'us', {}],
    ['charge_description_blocklist', 'blue shoes', { description: 'Blue shoes' }],
    ['customer_id_blocklist', 'cus_1', { customer: 'cus_1' }],
    ['email_blocklist', 'Jenny@example.com', { customer: 'cus_1' }],
    ['email_domain_blocklist', 'example.com', { receipt_email: 'nobody@example.com' }],
  ];

  it.each(facts)('is blocked by @%s with %s', async (alias, value, params) => {
    world.customers = { cus_1: CUSTOMER };
    const { id } = await add(await listed(alias), value);
    const [status, body] = await pay(params);
    expect([status, body['error']]).toMatchObject([
      402,
      { type: 'card_error', code: 'card_declined', decline_code: 'merchant_blacklist' },
    ]);
    expect(await outcome()).toMatchObject({
      outcome: {
        network_status: 'not_sent_to_network',
        reason: 'rule',
        rule: `block_if_in_${alias}`,
        type: 'blocked',
      },
      status: 'failed',
    });
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    await world.ok(`DELETE ${ITEMS}/{item}`, [id as string]);
    expect(await pay(params)).toMatchObject([200, { status: 'succeeded' }]);
  });

  it('is blocked by a list of one’s own whose alias says so, and by no other', async () => {
    await add(await make('vip_cards', 'card_bin'), '424242');
    expect(await pay()).toMatchObject([200, {}]);
    await add(await make('bad_cards_blocklist', 'card_bin'), '424242');
    expect(await pay()).toMatchObject([402, {}]);
    expect(
      await world.call('POST /v1/charges', [], { amount: 500, currency: 'usd', source: 'tok_visa' }),
    ).toMatchObject([402, { error: { decline_code: 'merchant_blacklist' } }]);
    expect(
      await world.call('POST /v1/setup_intents', [], {
        confirm: true,
        payment_method: 'pm_card_visa',
        payment_method_types: ['card'],
      }),
    ).toMatchObject([200, { status: 'succeeded' }]);
  });

  it('is allowed by a list, whatever else Radar thinks of it', async () => {
    const risky = { payment_method: 'pm_card_riskLevelHighest', receipt_email: 'jenny@example.com' };
    expect(await pay(risky)).toMatchObject([402, {}]);
    await add(await listed('email_allowlist'), 'jenny@example.com');
    await add(await listed('email_domain_blocklist'), 'example.com');
    expect(await pay(risky)).toMatchObject([200, { status: 'succeeded' }]);
    expect(await outcome()).toMatchObject({
      outcome: { risk_level: 'highest', rule: 'allow_if_in_email_allowlist', type: 'authorized' },
    });
  });

  it('carries its Radar session to its charge', async () => {
    const radar_options = { session: 'rse_1' };
    await pay({ radar_options });
    expect(await outcome()).toMatchObject({ radar_options });
    const [, { id }] = await pay({ confirm: false, radar_options });
    await world.ok('POST /v1/payment_intents/{intent}/confirm', [id as string]);
    expect(await outcome()).toMatchObject({ radar_options });
    await pay();
    expect(await outcome()).toMatchObject({ radar_options: {} });
    await world.ok('POST /v1/charges', [], {
      amount: 500,
      currency: 'usd',
      source: 'tok_visa',
      radar_options,
    });
    expect(await outcome()).toMatchObject({ radar_options });
  });
});

describe('a payment that the merchant calls fraudulent', () => {
  const blocked = async () => [
    await valuesOf('card_fingerprint_blocklist'),
    await valuesOf('email_blocklist'),
  ];

  it('when it is refunded, blocks its card, and its addresses', async () => {
    world.customers = { cus_1: CUSTOMER };
    const [, { latest_charge: charge }] = await pay({
      customer: 'cus_1',
      description: 'for rob@example.com',
      receipt_email: 'Jenny@example.com',
    });
    const { payment_method_details } = await outcome();
    const { fingerprint } = (payment_method_details as { card: JsonObject }).card;
    const give_back = { charge, amount: 500, reason: 'fraudulent' };
    await world.ok('POST /v1/refunds', [], give_back);
    const expected = [[fingerprint], ['rob@example.com', 'jenny@example.com']];
    expect(await blocked()).toEqual(expected);
    await world.ok('POST /v1/refunds', [], give_back);
    expect(await blocked()).toEqual(expected);
    expect(await pay()).toMatchObject([402, { error: { decline_code: 'merchant_blacklist' } }]);
  });

  it('when it is reported, does the same, with the other cards of a customer', async () => {
    world.customers = { cus_1: CUSTOMER };
    await world.ok('POST /v1/payment_methods/{payment_method}/attach', ['pm_card_mastercard'], {
      customer: 'cus_1',
    });
    await pay({ customer: 'cus_1' });
    const { id } = await outcome();
    await world.ok('POST /v1/charges/{charge}', [id as string], { metadata: { a: '1' } });
    expect(await blocked()).toEqual([[], []]);
    world.customers = { cus_1: { ...CUSTOMER, deleted: true } };
    await world.ok('POST /v1/charges/{charge}', [id as string], {
      fraud_details: { user_report: 'fraudulent' },
    });
    expect((await blocked()).map(({ length }) => length)).toEqual([2, 0]);
    expect(await pay({ payment_method: 'pm_card_mastercard' })).toMatchObject([402, {}]);
  });
});
