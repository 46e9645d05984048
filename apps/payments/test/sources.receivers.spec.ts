import { DAY, HOUR, type JsonObject, MINUTE } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  world.customers['cus_1'] = { id: 'cus_1', object: 'customer', default_source: 'card_other' };
});

const credit = { type: 'ach_credit_transfer', currency: 'usd', owner: { email: 'amount_4242@example.com' } };
const multibanco = {
  type: 'multibanco',
  amount: 1099,
  currency: 'eur',
  owner: { email: 'jenny@example.com' },
  redirect: { return_url: 'https://shop.example.com/back' },
};

const make = (params: object) => world.ok('POST /v1/sources', [], params);
const sourceOf = ({ id }: JsonObject) => world.ok('GET /v1/sources/{source}', [id as string]);
const charge = ({ id }: JsonObject, params: object = {}) =>
  world.call('POST /v1/charges', [], { amount: 1099, currency: 'eur', source: id, ...params });

describe('a source that receives transfers', () => {
  it('is filled, and charged by and by', async () => {
    const source = await make(credit);
    expect(source).toMatchObject({
      ach_credit_transfer: { bank_name: 'TEST BANK', refund_account_holder_name: null },
      amount: null,
      flow: 'receiver',
      receiver: {
        address: expect.stringMatching(/^110000000-test_/),
        amount_received: 0,
        refund_attributes_method: 'email',
        refund_attributes_status: 'missing',
      },
      status: 'pending',
      usage: 'reusable',
    });
    const { id } = source;
    await world.ok('POST /v1/customers/{customer}/sources', ['cus_1'], { source: id });
    await world.advance(3);
    expect(await sourceOf(source)).toMatchObject({ receiver: { amount_received: 0 }, status: 'pending' });
    await world.advance(MINUTE);
    expect(await sourceOf(source)).toMatchObject({
      receiver: { amount_received: 4242 },
      status: 'chargeable',
    });
    const listed = await world.ok('GET /v1/sources/{source}/source_transactions', [id as string]);
    expect(listed['data']).toMatchObject([
      { amount: 4242, source: id, status: 'succeeded', type: 'ach_credit_transfer' },
    ]);
    const paying = { currency: 'usd', customer: 'cus_1' };
    expect(await charge(source, { ...paying, amount: 4000 })).toMatchObject([
      200,
      { payment_method_details: { ach_credit_transfer: { bank_name: 'TEST BANK' } }, status: 'succeeded' },
    ]);
    expect(await sourceOf(source)).toMatchObject({
      receiver: { amount_charged: 4000 },
      status: 'chargeable',
    });
    expect(await charge(source, { ...paying, amount: 243 })).toMatchObject([
      400,
      { error: { code: 'invalid_source_usage', param: 'amount' } },
    ]);
    expect((await charge(source, { ...paying, amount: 242 }))[0]).toBe(200);
    expect(await sourceOf(source)).toMatchObject({ receiver: { amount_charged: 4242 }, status: 'pending' });
    await world.advance(DAY);
    expect(await sourceOf(source)).toMatchObject({ receiver: { amount_received: 4242 }, status: 'pending' });
    expect(await world.events()).toEqual([
      'customer.source.created',
      'source.transaction.created',
      'source.transaction.updated',
      'source.chargeable',
      'charge.succeeded',
      'charge.succeeded',
    ]);
  });

  it('asks to where a refund goes, and learns it', async () => {
    const source = await make({ ...credit, receiver: { refund_attributes_method: 'manual' } });
    await world.advance(3);
    await world.advance(MINUTE);
    const [, made] = await charge(source, { amount: 4242, currency: 'usd' });
    await world.ok('POST /v1/refunds', [], { charge: made['id'], amount: 1000 });
    expect(await sourceOf(source)).toMatchObject({ receiver: { refund_attributes_status: 'requested' } });
    const update = (ach_credit_transfer: object) =>
      world.ok('POST /v1/sources/{source}', [source['id'] as string], { ach_credit_transfer });
    expect(await update({ refund_account_holder_name: 'Jenny Rosen' })).toMatchObject({
      receiver: { refund_attributes_status: 'requested' },
    });
    expect(
      await update({
        refund_account_holder_type: 'individual',
        refund_account_number: '000987654321',
        refund_routing_number: '110000000',
      }),
    ).toMatchObject({
      ach_credit_transfer: { refund_account_holder_name: 'Jenny Rosen', refund_routing_number: '110000000' },
      receiver: { refund_attributes_status: 'available' },
    });
    const types = await world.events();
    expect(types.filter((type) => type === 'source.refund_attributes_required')).toHaveLength(1);
  });

  it('leaves its customer', async () => {
    const { id } = await make(credit);
    await world.ok('POST /v1/customers/{customer}/sources', ['cus_1'], { source: id });
    const gone = await world.ok('DELETE /v1/customers/{customer}/sources/{id}', ['cus_1', id as string]);
    expect(gone).toMatchObject({ id, status: 'consumed' });
    expect(await world.events()).toEqual(['customer.source.created', 'customer.source.deleted']);
  });

  it('takes no amount, and has an owner', async () => {
    for (const [params, param] of [
      [{ amount: 100 }, 'amount'],
      [{ owner: {} }, 'owner[email]'],
      [{ usage: 'single_use' }, 'usage'],
    ] as const) {
      expect(await world.error('POST /v1/sources', [], { ...credit, ...params })).toMatchObject([
        400,
        { param },
      ]);
    }
  });
});

describe('a source of Multibanco', () => {
  it('is paid after three seconds, and canceled after six hours without a charge', async () => {
    const source = await make({ ...multibanco, receiver: { refund_attributes_method: 'manual' } });
    expect(source).toMatchObject({
      flow: 'receiver',
      multibanco: { entity: expect.stringMatching(/^\d{5}$/), reference: expect.stringMatching(/^\d{9}$/) },
      redirect: { status: 'pending' },
      status: 'pending',
      usage: 'single_use',
    });
    await world.advance(3);
    expect(await sourceOf(source)).toMatchObject({
      receiver: { amount_received: 1099 },
      status: 'chargeable',
    });
    await world.advance(6 * HOUR);
    expect(await sourceOf(source)).toMatchObject({
      receiver: { amount_returned: 0, refund_attributes_status: 'requested' },
      status: 'canceled',
    });
    const params = {
      refund_account_holder_address_city: 'Lisboa',
      refund_account_holder_address_country: 'PT',
      refund_account_holder_address_line1: 'Rua Augusta 1',
      refund_account_holder_address_postal_code: '1100-048',
      refund_account_holder_name: 'Jenny Rosen',
      refund_iban: 'PT50000201231234567890154',
    };
    const told = await world.ok('POST /v1/sources/{source}', [source['id'] as string], {
      multibanco: params,
    });
    expect(told).toMatchObject({
      multibanco: { refund_iban: '****0154' },
      receiver: { amount_returned: 1099, refund_attributes_status: 'available' },
    });
    expect(await world.events()).toEqual([
      'source.transaction.created',
      'source.chargeable',
      'source.canceled',
      'source.refund_attributes_required',
    ]);
  });

  it('is charged, and refunded', async () => {
    const source = await make(multibanco);
    await world.advance(3);
    const [status, made] = await charge(source);
    expect([status, made]).toMatchObject([
      200,
      { payment_method_details: { multibanco: made['multibanco'] ?? {} }, status: 'succeeded' },
    ]);
    expect(await sourceOf(source)).toMatchObject({ receiver: { amount_charged: 1099 }, status: 'consumed' });
    expect(await world.ok('POST /v1/refunds', [], { charge: made['id'] })).toMatchObject({ amount: 1099 });
  });

  it('is never paid where its payer says so, and canceled after seven days', async () => {
    const never = await make({ ...multibanco, owner: { email: 'jenny+fill_never@example.com' } });
    await world.advance(7 * DAY - 60);
    expect(await sourceOf(never)).toMatchObject({ status: 'pending' });
    await world.advance(60);
    expect(await sourceOf(never)).toMatchObject({ status: 'canceled' });
  });

  it('is paid on its page, too', async () => {
    const source = await make({ ...multibanco, owner: { email: 'jenny+fill_never@example.com' } });
    const query = new URL((source['redirect'] as JsonObject)['url'] as string).searchParams;
    const route = '/pinstripe/pages/{merchant}/payer_actions/{payer_action}';
    const seen = await world.ok(`POST ${route}/complete`, [world.account, query.get('source')!], {
      client_secret: query.get('source_client_secret'),
      outcome: 'succeeded',
    });
    expect(seen).toMatchObject({ return_url: expect.stringContaining('https://shop.example.com/back?') });
    expect(await sourceOf(source)).toMatchObject({ status: 'chargeable' });
  });
});

describe('a source of a card that is to be authenticated', () => {
  const returning = { redirect: { return_url: 'https://shop.example.com/back' } };
  const authenticated = async (token: string) => {
    const { id: card } = await make({ type: 'card', token });
    const three_d_secure = { card };
    return make({ type: 'three_d_secure', amount: 1099, currency: 'eur', three_d_secure, ...returning });
  };

  it('is charged once its holder has been there', async () => {
    const source = await authenticated('tok_threeDSecure2Required');
    expect(source).toMatchObject({
      flow: 'redirect',
      redirect: { status: 'pending' },
      status: 'pending',
      three_d_secure: { authenticated: false, brand: 'Visa' },
    });
    const query = new URL((source['redirect'] as JsonObject)['url'] as string).searchParams;
    await world.ok(
      'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
      [world.account, query.get('source')!],
      { client_secret: query.get('source_client_secret'), outcome: 'succeeded' },
    );
    expect(await sourceOf(source)).toMatchObject({
      status: 'chargeable',
      three_d_secure: { authenticated: true },
    });
    const [status, made] = await charge(source);
    expect([status, made]).toMatchObject([
      200,
      {
        id: expect.stringMatching(/^ch_/),
        payment_method_details: { card: { three_d_secure: { result: 'authenticated' } }, type: 'card' },
        source: { id: source['id'], status: 'consumed' },
        status: 'succeeded',
      },
    ]);
    expect(await world.ok('POST /v1/refunds', [], { charge: made['id'] })).toMatchObject({ amount: 1099 });
  });

  it('need not be where the card does not know that', async () => {
    const source = await authenticated('tok_amex_threeDSecureNotSupported');
    expect(source).toMatchObject({ redirect: { status: 'not_required' }, status: 'chargeable' });
    expect(await charge(source)).toMatchObject([
      200,
      { payment_method_details: { card: { three_d_secure: { result: 'not_supported' } } } },
    ]);
  });

  it.each<[object, object]>([
    [{ three_d_secure: { card: 'src_none' } }, { code: 'resource_missing', param: 'three_d_secure[card]' }],
    [{ three_d_secure: {} }, { code: 'parameter_missing', param: 'three_d_secure[card]' }],
  ])('is not made with %j', async (params, error) => {
    const asked = { type: 'three_d_secure', amount: 1099, currency: 'eur', ...returning, ...params };
    expect(await world.error('POST /v1/sources', [], asked)).toMatchObject([400, error]);
  });
});
