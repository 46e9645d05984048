import type { JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  // That it has another default already: nobody answers for billing here.
  world.customers['cus_1'] = { id: 'cus_1', object: 'customer', default_source: 'card_other' };
});

const SOURCE = '/v1/customers/{customer}/sources';

const make = (params: object = {}) =>
  world.ok('POST /v1/sources', [], { type: 'card', token: 'tok_visa', ...params });
const sourceOf = (id: unknown) => world.ok('GET /v1/sources/{source}', [id as string]);
const attach = (id: unknown) => world.ok(`POST ${SOURCE}`, ['cus_1'], { source: id });
const charge = (source: unknown, params: object = {}) =>
  world.call('POST /v1/charges', [], { amount: 2000, currency: 'usd', source, ...params });

describe('a source of a card', () => {
  it('is made of a token, and is chargeable', async () => {
    const source = await make({ owner: { email: 'jenny@example.com' }, metadata: { a: 'b' } });
    expect(source).toMatchObject({
      id: expect.stringMatching(/^src_/),
      object: 'source',
      amount: null,
      card: { brand: 'Visa', cvc_check: 'unchecked', last4: '4242' },
      client_secret: expect.stringMatching(/^src_client_secret_/),
      flow: 'none',
      metadata: { a: 'b' },
      owner: { email: 'jenny@example.com', verified_email: null },
      status: 'chargeable',
      type: 'card',
      usage: 'reusable',
    });
    expect(await sourceOf(source['id'])).toEqual(source);
    expect(await world.events()).toEqual(['source.chargeable']);
  });

  it('becomes a customer’s, is charged again and again, and is consumed when it is detached', async () => {
    const { id } = await make();
    expect(await attach(id)).toMatchObject({ id, customer: 'cus_1', card: { cvc_check: 'pass' } });
    for (let n = 0; n < 2; n++) {
      expect(await charge(id, { customer: 'cus_1' })).toMatchObject([
        200,
        { payment_method: id, source: { id, object: 'source', status: 'chargeable' }, status: 'succeeded' },
      ]);
    }
    const { data } = await world.ok(`GET ${SOURCE}`, ['cus_1'], { object: 'source' });
    expect(data).toMatchObject([{ id }]);
    const detached = await world.ok(`DELETE ${SOURCE}/{id}`, ['cus_1', id as string]);
    expect(detached).toMatchObject({ id, status: 'consumed' });
    expect(detached).not.toHaveProperty('customer');
    expect(await world.error(`GET ${SOURCE}/{id}`, ['cus_1', id as string])).toMatchObject([404, {}]);
    expect(await charge(id)).toMatchObject([400, { error: { code: 'invalid_source_usage' } }]);
    const told = await world.told();
    expect(told.map(({ type }) => type)).toEqual([
      'source.chargeable',
      'payment_method.attached',
      'customer.source.created',
      'charge.succeeded',
      'charge.succeeded',
      'payment_method.detached',
      'customer.source.deleted',
    ]);
    expect(told.at(-1)!.data.object).toMatchObject({ id, customer: 'cus_1', status: 'consumed' });
  });

  it('is used up by a charge without a customer, but not by a decline', async () => {
    const { id } = await make();
    const [status, { source }] = await charge(id);
    expect([status, source]).toMatchObject([200, { id, status: 'consumed', card: { cvc_check: 'pass' } }]);
    expect(await charge(id)).toMatchObject([400, { error: { code: 'invalid_source_usage' } }]);
    expect(await world.error(`POST ${SOURCE}`, ['cus_1'], { source: id })).toMatchObject([
      400,
      { code: 'invalid_source_usage' },
    ]);
    const { id: declined } = await make({ token: 'tok_chargeCustomerFail' });
    for (let n = 0; n < 2; n++) expect((await charge(declined))[0]).toBe(402);
    expect(await sourceOf(declined)).toMatchObject({ status: 'chargeable' });
  });

  it('for one use cannot be attached, and may name a customer', async () => {
    const { id } = await make({ amount: 2000, currency: 'usd', usage: 'single_use' });
    expect(await world.error(`POST ${SOURCE}`, ['cus_1'], { source: id })).toMatchObject([
      400,
      { code: 'invalid_source_usage' },
    ]);
    expect(await charge(id, { customer: 'cus_1' })).toMatchObject([200, { customer: 'cus_1' }]);
    expect(await sourceOf(id)).toMatchObject({ status: 'consumed' });
  });

  it('that is reusable is not charged for a customer who does not have it', async () => {
    const { id } = await make();
    expect(await charge(id, { customer: 'cus_1' })).toMatchObject([400, { error: { code: 'missing' } }]);
  });

  it('changes with its payment method, and is a payment method', async () => {
    const { id } = await make();
    await attach(id);
    await world.events();
    const changed = await world.ok(`POST ${SOURCE}/{id}`, ['cus_1', id as string], {
      metadata: { a: 'b' },
      owner: { name: 'Jenny Rosen' },
    });
    expect(changed).toMatchObject({ metadata: { a: 'b' }, owner: { name: 'Jenny Rosen' } });
    expect(await world.ok('GET /v1/payment_methods/{payment_method}', [id as string])).toMatchObject({
      billing_details: { name: 'Jenny Rosen' },
      customer: 'cus_1',
    });
    expect(await world.events()).toEqual(['payment_method.updated', 'customer.source.updated']);
    await world.ok('POST /v1/payment_methods/{payment_method}/detach', [id as string]);
    expect(await sourceOf(id)).toMatchObject({ status: 'consumed' });
  });

  it('stays as it was when its bank declines it for a customer', async () => {
    const { id } = await make({ token: 'tok_chargeDeclined' });
    expect(await world.error(`POST ${SOURCE}`, ['cus_1'], { source: id })).toMatchObject([
      402,
      { code: 'card_declined' },
    ]);
    expect(await sourceOf(id)).toMatchObject({ status: 'chargeable' });
  });

  it('has no transactions, and no code to be verified by', async () => {
    const { id } = await make();
    const listed: JsonObject = await world.ok('GET /v1/sources/{source}/source_transactions', [id as string]);
    expect(listed).toMatchObject({ object: 'list', data: [] });
    expect(
      await world.error('POST /v1/sources/{source}/verify', [id as string], { values: ['1'] }),
    ).toMatchObject([400, {}]);
  });

  it('is made by number, too, and has another date when it is told', async () => {
    const card = { number: '4242424242424242', exp_month: '8', exp_year: '2034', cvc: '123' };
    const { id } = await world.ok('POST /v1/sources', [], { type: 'card', card });
    await attach(id);
    const params = { card: { exp_month: '11', exp_year: '2040' }, currency: 'usd' };
    expect(await world.ok('POST /v1/sources/{source}', [id as string], params)).toMatchObject({
      card: { exp_month: 11, exp_year: 2040 },
    });
    expect(await world.ok('GET /v1/payment_methods/{payment_method}', [id as string])).toMatchObject({
      card: { exp_month: 11, exp_year: 2040 },
    });
  });

  it('is seen with its own secret alone', async () => {
    const { id } = await make();
    expect(
      await world.error('GET /v1/sources/{source}', [id as string], { client_secret: 'src_client_secret_x' }),
    ).toMatchObject([400, { param: 'client_secret' }]);
  });

  it.each<[object, object]>([
    [{ type: 'cheque' }, [400, { param: 'type' }]],
    [{ type: 'card_present' }, [400, { code: 'payment_method_not_available', param: 'type' }]],
    [{ original_source: 'src_1', customer: 'cus_1' }, [400, { param: 'original_source' }]],
    [{ flow: 'redirect' }, [400, { param: 'flow' }]],
    [{ mandate: { interval: 'variable' } }, [400, { param: 'mandate' }]],
    [{ receiver: { refund_attributes_method: 'manual' } }, [400, { param: 'receiver' }]],
    [{ sepa_debit: { iban: 'x' } }, [400, { code: 'parameter_unknown', param: 'sepa_debit' }]],
    [{ usage: 'single_use' }, [400, { param: 'amount' }]],
    [{ token: 'tok_none' }, [400, { code: 'resource_missing', param: 'token' }]],
    [{ token: 'btok_us_verified' }, [400, { param: 'token' }]],
    [{ redirect: { return_url: 'https://example.com' } }, [400, { param: 'redirect' }]],
    [{ owner: { email: 'nobody' } }, [400, { code: 'email_invalid' }]],
  ])('is not made with %j', async (params, expected) => {
    const asked = { type: 'card', token: 'tok_visa', ...params };
    expect(await world.error('POST /v1/sources', [], asked)).toMatchObject(expected);
  });
});
