import type { JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;
beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const CONFIGURATIONS = '/v1/payment_method_configurations';
const on = { display_preference: { preference: 'on' } };
const off = { display_preference: { preference: 'off' } };

const configure = (params: object) => world.ok(`POST ${CONFIGURATIONS}`, [], params);
const configurations = (params: object = {}) => world.list(`GET ${CONFIGURATIONS}`, params);
const pay = (params: object = {}) =>
  world.ok('POST /v1/payment_intents', [], { amount: 2000, currency: 'usd', ...params });
const payRefused = (params: object) =>
  world.error('POST /v1/payment_intents', [], { amount: 2000, currency: 'usd', ...params });
const idOf = (object: JsonObject) => object['id'] as string;

describe('payment method configurations', () => {
  it('begin with a default one, which stays the last of the list', async () => {
    const [first, ...others] = await configurations();
    expect(first).toMatchObject({ is_default: true, card: { available: true }, link: { available: true } });
    expect(others).toEqual([]);
    const shop = await configure({ name: 'Shop', card: on });
    expect(await configurations()).toEqual([shop, first]);
    expect(await configurations({ limit: 1, starting_after: idOf(shop) })).toEqual([first]);
    expect(await configurations({ application: '' })).toEqual([shop, first]);
    expect(await configurations({ application: 'ca_1' })).toEqual([]);
  });

  it('are one default, whoever asks for it first, and however many at once', async () => {
    const { payment_method_configuration_details: details } = await pay();
    const { id } = details as { id: string };
    const seen = await Promise.all([
      ...Array.from({ length: 4 }, () => world.ok(`GET ${CONFIGURATIONS}/{configuration}`, [id])),
      ...Array.from({ length: 4 }, async () => (await configurations())[0]!),
    ]);
    expect(await configurations()).toHaveLength(1);
    for (const each of seen) expect(each).toMatchObject({ id, is_default: true });
  });

  it('change for every payment with the default one', async () => {
    const { payment_method_configuration_details: details } = await pay();
    const { id } = details as { id: string };
    const turn = (cards: object) =>
      world.ok(`POST ${CONFIGURATIONS}/{configuration}`, [id], { card: cards, link: off });
    expect(await turn(off)).toMatchObject({ card: { available: false }, link: { available: false } });
    expect(await payRefused({})).toMatchObject([400, { code: 'payment_method_configuration_failures' }]);
    await turn(on);
    expect(await pay({ payment_method_configuration: id })).toMatchObject({ payment_method_types: ['card'] });
  });

  it('decide what an intent offers', async () => {
    const [first] = await configurations();
    const shop = await configure({ card: on });
    const params = { payment_method_configuration: idOf(shop) };
    const offered = {
      payment_method_types: ['card'],
      payment_method_configuration_details: { id: idOf(shop) },
    };
    expect(await pay(params)).toMatchObject(offered);
    expect(await world.ok('POST /v1/setup_intents', [], params)).toMatchObject(offered);
    const intent = await pay();
    expect(intent).toMatchObject({ payment_method_configuration_details: { id: idOf(first!) } });
    const update = (object: string, id: string, changes: object) =>
      world.ok(`POST /v1/${object}s/{intent}`, [id], changes);
    expect(await update('payment_intent', idOf(intent), params)).toMatchObject(offered);
    expect(await update('payment_intent', idOf(intent), { currency: 'eur' })).toMatchObject(offered);
  });

  it('are none of the business of an intent whose types are named', async () => {
    const named = await pay({ payment_method_types: ['card'] });
    expect(named).toMatchObject({ payment_method_configuration_details: null });
    const shop = await configure({ card: on });
    const both = { payment_method_types: ['card'], payment_method_configuration: idOf(shop) };
    const refused = [400, { param: 'payment_method_configuration' }];
    expect(await payRefused(both)).toMatchObject(refused);
    const { payment_method_configuration } = both;
    const params = { payment_method_configuration };
    expect(await world.error('POST /v1/payment_intents/{intent}', [idOf(named)], params)).toMatchObject(
      refused,
    );
  });

  it('must be active, known, and have something turned on', async () => {
    const empty = await configure({});
    const using = (id: string) => payRefused({ payment_method_configuration: id });
    expect(await using(idOf(empty))).toMatchObject([400, { code: 'payment_method_configuration_failures' }]);
    await world.ok(`POST ${CONFIGURATIONS}/{configuration}`, [idOf(empty)], { active: false, card: on });
    expect(await using(idOf(empty))).toMatchObject([400, { message: expect.stringContaining('not active') }]);
    expect(await using('pmc_1')).toMatchObject([400, { code: 'resource_missing' }]);
    const [, first] = await configurations();
    await world.ok(`POST ${CONFIGURATIONS}/{configuration}`, [idOf(first!)], { card: off, link: off });
    expect(await payRefused({})).toMatchObject([400, { code: 'payment_method_configuration_failures' }]);
    expect(await pay({ payment_method_types: ['card'] })).toMatchObject({ payment_method_types: ['card'] });
    expect(await world.events()).toEqual(['payment_intent.created']);
  });
});

describe('payment method domains', () => {
  const DOMAINS = '/v1/payment_method_domains';
  const register = (params: object) => world.ok(`POST ${DOMAINS}`, [], params);

  it('are registered once, and switched off and on', async () => {
    const shop = await register({ domain_name: 'Shop.example.com' });
    expect(shop).toMatchObject({
      apple_pay: { status: 'active' },
      domain_name: 'shop.example.com',
      enabled: true,
    });
    const off = await register({ domain_name: 'example.com', enabled: false });
    expect(await world.error(`POST ${DOMAINS}`, [], { domain_name: 'shop.example.com' })).toMatchObject([
      400,
      { code: 'resource_already_exists' },
    ]);
    expect(await world.error(`POST ${DOMAINS}`, [], { domain_name: 'localhost' })).toMatchObject([
      400,
      { param: 'domain_name' },
    ]);
    const list = (params: object) => world.list(`GET ${DOMAINS}`, params);
    expect(await list({})).toEqual([off, shop]);
    expect(await list({ domain_name: 'shop.example.com' })).toEqual([shop]);
    expect(await list({ enabled: false })).toEqual([off]);
    const update = `POST ${DOMAINS}/{payment_method_domain}`;
    expect(await world.ok(update, [idOf(off)], { enabled: true })).toEqual({ ...off, enabled: true });
    expect(await list({ enabled: false })).toEqual([]);
    expect(await world.ok(update, [idOf(off)])).toEqual({ ...off, enabled: true });
  });

  it('wait for their validation in live mode, and are registered in test mode with it', async () => {
    world.livemode = true;
    const live = await register({ domain_name: 'example.com' });
    expect(live).toMatchObject({ apple_pay: { status: 'inactive' }, livemode: true });
    const validated = await world.ok(`POST ${DOMAINS}/{payment_method_domain}/validate`, [idOf(live)]);
    expect(validated).toEqual({ ...live, apple_pay: { status: 'active' } });
    world.livemode = false;
    const [test, ...others] = await world.list(`GET ${DOMAINS}`);
    expect(test).toMatchObject({
      apple_pay: { status: 'active' },
      domain_name: 'example.com',
      livemode: false,
    });
    expect([others, idOf(test!) === idOf(live)]).toEqual([[], false]);
    expect(await world.ok(`GET ${DOMAINS}/{payment_method_domain}`, [idOf(test!)])).toEqual(test);
  });
});

describe('Apple Pay domains', () => {
  const DOMAINS = '/v1/apple_pay/domains';

  it('come and go', async () => {
    const shop = await world.ok(`POST ${DOMAINS}`, [], { domain_name: 'shop.example.com' });
    expect(shop).toMatchObject({ object: 'apple_pay_domain', domain_name: 'shop.example.com' });
    expect(await world.error(`POST ${DOMAINS}`, [], { domain_name: 'SHOP.example.com' })).toMatchObject([
      400,
      { code: 'resource_already_exists' },
    ]);
    const list = (domain_name: string) => world.list(`GET ${DOMAINS}`, { domain_name });
    expect(await list('shop.example.com')).toEqual([shop]);
    expect(await list('example.com')).toEqual([]);
    expect(await world.ok(`GET ${DOMAINS}/{domain}`, [idOf(shop)])).toEqual(shop);
    expect(await world.ok(`DELETE ${DOMAINS}/{domain}`, [idOf(shop)])).toEqual({
      id: idOf(shop),
      object: 'apple_pay_domain',
      deleted: true,
    });
    expect(await world.error(`GET ${DOMAINS}/{domain}`, [idOf(shop)])).toMatchObject([
      404,
      { param: 'domain' },
    ]);
    expect(await world.ok(`POST ${DOMAINS}`, [], { domain_name: 'shop.example.com' })).toMatchObject({
      domain_name: 'shop.example.com',
    });
  });
});
