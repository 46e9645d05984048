import { DAY, HOUR, type JsonObject } from '@pinstripe/kernel';
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

const redirect = { return_url: 'https://shop.example.com/back?order=7' };
const owner = { email: 'jenny@example.com', name: 'Jenny Rosen' };
const ideal = { type: 'ideal', amount: 1099, currency: 'eur', redirect };
const sepa = { type: 'sepa_debit', currency: 'eur', owner, sepa_debit: { iban: 'AT611904300234573201' } };

const make = (params: object) => world.ok('POST /v1/sources', [], params);
const sourceOf = ({ id }: JsonObject) => world.ok('GET /v1/sources/{source}', [id as string]);
const charge = ({ id }: JsonObject, params: object = {}) =>
  world.call('POST /v1/charges', [], { amount: 1099, currency: 'eur', source: id, ...params });
const paid = async (source: JsonObject, params: object = {}) => {
  const [status, body] = await charge(source, params);
  expect([status, body]).toMatchObject([200, {}]);
  return body;
};

/** What the payer chooses on the page of a source; answers where they come back to. */
async function choose(url: string, outcome: 'failed' | 'succeeded'): Promise<string | null> {
  const query = new URL(url).searchParams;
  const page = [world.account, query.get('source')!];
  const client_secret = query.get('source_client_secret')!;
  const route = '/pinstripe/pages/{merchant}/payer_actions/{payer_action}';
  await world.ok(`POST ${route}/complete`, page, { client_secret, outcome });
  return (await world.ok(`GET ${route}`, page, { client_secret }))['return_url'] as string | null;
}

const pageOf = ({ redirect: its }: JsonObject) => (its as JsonObject)['url'] as string;

describe('a source whose payer is sent to a page', () => {
  it('is authorized there, comes back, and is charged once', async () => {
    const source = await make({
      ...ideal,
      owner,
      statement_descriptor: 'ORDER AT11990',
      ideal: { bank: 'ing' },
    });
    expect(source).toMatchObject({
      amount: 1099,
      currency: 'eur',
      flow: 'redirect',
      ideal: { bank: 'ing', bic: 'INGBNL2A', iban_last4: null, statement_descriptor: 'ORDER AT11990' },
      redirect: { failure_reason: null, return_url: redirect.return_url, status: 'pending' },
      status: 'pending',
      usage: 'single_use',
    });
    expect(await charge(source)).toMatchObject([400, { error: { code: 'invalid_source_usage' } }]);
    const back = new URL((await choose(pageOf(source), 'succeeded'))!);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      client_secret: source['client_secret'],
      livemode: 'false',
      order: '7',
      source: source['id'],
    });
    expect(await sourceOf(source)).toMatchObject({
      ideal: { bank: 'ing', iban_last4: '5264' },
      owner: { verified_name: 'Jenny Rosen' },
      redirect: { status: 'succeeded' },
      status: 'chargeable',
    });
    expect(await charge(source, { amount: 1100 })).toMatchObject([400, { error: { param: 'amount' } }]);
    expect(await charge(source, { currency: 'usd' })).toMatchObject([400, { error: { param: 'currency' } }]);
    expect(await charge(source, { capture: false })).toMatchObject([400, { error: { param: 'capture' } }]);
    const made = await paid(source, { customer: 'cus_1' });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^py_/),
      customer: 'cus_1',
      paid: true,
      payment_method: source['id'],
      payment_method_details: {
        ideal: { bank: 'ing', generated_sepa_debit: null, verified_name: 'Jenny Rosen' },
        type: 'ideal',
      },
      source: { id: source['id'], status: 'consumed' },
      statement_descriptor: 'ORDER AT11990',
      status: 'succeeded',
    });
    expect(await charge(source)).toMatchObject([400, { error: { code: 'invalid_source_usage' } }]);
    const refund = await world.ok('POST /v1/refunds', [], { charge: made['id'] });
    expect(refund).toMatchObject({ amount: 1099, status: 'succeeded' });
    await world.advance(DAY);
    expect(await sourceOf(source)).toMatchObject({ status: 'consumed' });
    expect(await world.events()).toEqual([
      'source.chargeable',
      'charge.succeeded',
      'refund.created',
      'charge.refunded',
    ]);
  });

  it('fails when the payer does not want to', async () => {
    const source = await make(ideal);
    expect(await choose(pageOf(source), 'failed')).toContain(`source=${source['id'] as string}`);
    expect(await sourceOf(source)).toMatchObject({
      redirect: { failure_reason: 'declined', status: 'failed' },
      status: 'failed',
    });
    await choose(pageOf(source), 'succeeded');
    await world.advance(DAY);
    expect(await sourceOf(source)).toMatchObject({ status: 'failed' });
    expect(await world.events()).toEqual(['source.failed']);
  });

  it('is canceled after an hour without the payer, and after six without a charge', async () => {
    const late = await make(ideal);
    await world.advance(HOUR - 60);
    expect(await sourceOf(late)).toMatchObject({ status: 'pending' });
    const uncharged = await make({ ...ideal, owner: { email: 'jenny_chargeable@example.com' } });
    await world.advance(60);
    expect(await sourceOf(late)).toMatchObject({ status: 'canceled' });
    expect(await sourceOf(uncharged)).toMatchObject({ status: 'chargeable' });
    await choose(pageOf(late), 'succeeded');
    await world.advance(6 * HOUR);
    expect(await sourceOf(uncharged)).toMatchObject({ status: 'canceled' });
    expect(await sourceOf(late)).toMatchObject({ status: 'canceled' });
    expect((await world.told()).map(({ data, type }) => [type, data.object['id']])).toEqual(
      expect.arrayContaining([
        ['source.canceled', late['id']],
        ['source.chargeable', uncharged['id']],
        ['source.canceled', uncharged['id']],
      ]),
    );
  });

  it.each<[string, object, object]>([
    ['alipay', {}, {}],
    ['bancontact', { owner, bancontact: { preferred_language: 'fr' } }, { bank_code: 'VAPE' }],
    ['eps', { owner }, {}],
    ['giropay', { owner }, {}],
    [
      'klarna',
      {
        klarna: { product: 'payment', purchase_country: 'DE' },
        source_order: { items: [{ amount: 1099, description: 'T-shirt', quantity: 1, type: 'sku' }] },
      },
      { purchase_country: 'DE' },
    ],
    ['p24', { owner }, { reference: expect.stringMatching(/^P24-/) }],
    ['sofort', { sofort: { country: 'DE' } }, { country: 'DE' }],
  ])('can be one of %s', async (type, params, hash) => {
    const source = await make({ ...ideal, type, ...params });
    await choose(pageOf(source), 'succeeded');
    expect(await sourceOf(source)).toMatchObject({ [type]: hash, status: 'chargeable', type });
    const { id, status } = await paid(source);
    expect(status).toBe(type === 'sofort' ? 'pending' : 'succeeded');
    await world.advance(HOUR);
    expect(await world.ok('GET /v1/charges/{charge}', [id as string])).toMatchObject({
      payment_method_details: { type },
      status: 'succeeded',
    });
  });

  it('may be an address to scan', async () => {
    const source = await make({
      type: 'wechat',
      amount: 1099,
      currency: 'eur',
      statement_descriptor: 'ORDER A',
    });
    const { qr_code_url, statement_descriptor } = source['wechat'] as JsonObject;
    expect([source['flow'], source['status'], statement_descriptor]).toEqual(['none', 'pending', 'ORDER A']);
    expect(await choose(qr_code_url as string, 'succeeded')).toBeNull();
    expect(await paid(source)).toMatchObject({ payment_method_details: { type: 'wechat' } });
  });

  it.each<[object, object]>([
    [{ amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    [{ currency: undefined }, { code: 'parameter_missing', param: 'currency' }],
    [{ currency: 'usd' }, { code: 'invalid_currency', param: 'currency' }],
    [{ redirect: undefined }, { code: 'parameter_missing', param: 'redirect[return_url]' }],
    [{ redirect: { return_url: 'back' } }, { code: 'url_invalid' }],
    [{ usage: 'reusable' }, { param: 'usage' }],
    [{ token: 'tok_visa' }, { param: 'token' }],
    [{ ideal: { bank: 'none' } }, { code: 'invalid_ideal_bank', param: 'ideal[bank]' }],
    [{ statement_descriptor: 'A'.repeat(36) }, { param: 'statement_descriptor' }],
    [{ type: 'bancontact' }, { code: 'parameter_missing', param: 'owner[name]' }],
    [{ type: 'bancontact', owner: { name: 'Jo' } }, { code: 'invalid_owner_name' }],
    [
      { type: 'bancontact', owner, amount: 99 },
      { code: 'amount_too_small', param: 'amount' },
    ],
    [{ type: 'p24', owner: { email: 'jenny' } }, { code: 'invalid_owner_email' }],
    [
      { type: 'klarna', klarna: { product: 'payment', purchase_country: 'DE' } },
      { param: 'source_order[items]' },
    ],
    [
      { type: 'klarna', currency: 'gbp', klarna: { product: 'payment', purchase_country: 'DE' } },
      { code: 'invalid_currency', param: 'currency' },
    ],
    [
      { type: 'klarna', currency: 'chf', klarna: { product: 'payment', purchase_country: 'CH' } },
      { code: 'invalid_currency', param: 'currency' },
    ],
    [
      { type: 'klarna', klarna: { product: 'payment', purchase_country: 'PT' } },
      { param: 'klarna[purchase_country]' },
    ],
    [{ type: 'sofort' }, { code: 'parameter_missing', param: 'sofort[country]' }],
    [
      { type: 'sofort', sofort: { country: 'DE', preferred_language: 'sv' } },
      { param: 'sofort[preferred_language]' },
    ],
  ])('is not made with %j', async (params, error) => {
    expect(await world.error('POST /v1/sources', [], { ...ideal, ...params })).toMatchObject([400, error]);
  });
});

describe('a source of an account that is debited', () => {
  it('is chargeable at once, is kept by a customer, and debited again and again', async () => {
    const source = await make({ ...sepa, mandate: { notification_method: 'manual' } });
    expect(source).toMatchObject({
      amount: null,
      flow: 'none',
      sepa_debit: { bank_code: '19043', country: 'AT', last4: '3201', mandate_reference: expect.any(String) },
      status: 'chargeable',
      usage: 'reusable',
    });
    const { id } = source;
    await world.ok('POST /v1/customers/{customer}/sources', ['cus_1'], { source: id });
    for (let n = 0; n < 2; n++) {
      expect(await paid(source, { customer: 'cus_1' })).toMatchObject({
        payment_method_details: { sepa_debit: { last4: '3201', mandate: null }, type: 'sepa_debit' },
        source: { id, status: 'chargeable' },
        status: 'pending',
      });
    }
    await world.advance(HOUR);
    const told = await world.told();
    expect(told.map(({ type }) => type)).toEqual([
      'source.chargeable',
      'payment_method.attached',
      'customer.source.created',
      'charge.pending',
      'source.mandate_notification',
      'charge.pending',
      'source.mandate_notification',
      'charge.succeeded',
      'charge.succeeded',
    ]);
    expect(told[4]!.data.object).toMatchObject({
      object: 'source_mandate_notification',
      amount: 1099,
      reason: 'debit_initiated',
      sepa_debit: { last4: '3201' },
      source: { id },
      status: 'submitted',
      type: 'sepa_debit',
    });
  });

  it('is used up by a charge without a customer, which may fail, or be disputed', async () => {
    const fates = { AT861904300235473202: 'failed', AT591904300235473203: 'succeeded' };
    for (const [iban, status] of Object.entries(fates)) {
      const source = await make({ ...sepa, sepa_debit: { iban } });
      const { id } = await paid(source);
      expect(await sourceOf(source)).toMatchObject({ status: 'consumed' });
      await world.advance(HOUR);
      expect(await world.ok('GET /v1/charges/{charge}', [id as string])).toMatchObject({ status });
    }
    const types = await world.events();
    expect(types).toEqual(expect.arrayContaining(['charge.failed', 'charge.dispute.created']));
  });

  it('is a payment method by the same id', async () => {
    const { id } = await make(sepa);
    expect(await world.ok('GET /v1/payment_methods/{payment_method}', [id as string])).toMatchObject({
      billing_details: { name: 'Jenny Rosen' },
      sepa_debit: { last4: '3201' },
      type: 'sepa_debit',
    });
    await world.ok('POST /v1/payment_methods/{payment_method}/attach', [id as string], { customer: 'cus_1' });
    expect(await sourceOf({ id: id! })).toMatchObject({ customer: 'cus_1' });
    const intent = await world.ok('POST /v1/payment_intents', [], {
      amount: 1099,
      confirm: true,
      currency: 'eur',
      customer: 'cus_1',
      mandate_data: { customer_acceptance: { type: 'offline' } },
      payment_method: id,
      payment_method_types: ['sepa_debit'],
    });
    expect(intent).toMatchObject({ payment_method: id, status: 'processing' });
  });

  it.each<[object, object]>([
    [{ sepa_debit: { iban: 'AT611904300234573202' } }, { code: 'invalid_bank_account_iban' }],
    [{ sepa_debit: undefined }, { code: 'parameter_missing', param: 'sepa_debit[iban]' }],
    [{ owner: { name: 'Jo' } }, { code: 'invalid_owner_name' }],
    [{ currency: 'usd' }, { code: 'invalid_currency' }],
    [
      { sepa_debit: { iban: 'CH9300762011623852957' } },
      { code: 'parameter_missing', param: 'owner[address][country]' },
    ],
    [{ mandate: { currency: 'usd' } }, { param: 'mandate[currency]' }],
  ])('is not made with %j', async (params, error) => {
    expect(await world.error('POST /v1/sources', [], { ...sepa, ...params })).toMatchObject([400, error]);
  });

  it('may be in Australia or in Canada', async () => {
    const au_becs_debit = { account_number: '000123456', bsb_number: '000-000' };
    const acss_debit = { account_number: '000123456789', institution_number: '000', transit_number: '11000' };
    const becs = await make({ type: 'au_becs_debit', currency: 'aud', owner, au_becs_debit });
    expect(await paid(becs, { currency: 'aud' })).toMatchObject({
      payment_method_details: { au_becs_debit: { bsb_number: '000000', last4: '3456' } },
      status: 'pending',
    });
    const acss = await make({ type: 'acss_debit', currency: 'cad', owner, acss_debit });
    expect(acss).toMatchObject({ acss_debit: { last4: '6789', routing_number: '000011000' } });
    expect(await paid(acss, { currency: 'cad' })).toMatchObject({
      payment_method_details: { acss_debit: { institution_number: '000', transit_number: '11000' } },
    });
  });

  it('may have to be verified by a code first', async () => {
    const ach_debit = { account_number: '000123456789', routing_number: '110000000' };
    const params = { type: 'ach_debit', currency: 'usd', owner, ach_debit };
    const source = await make(params);
    expect(source).toMatchObject({
      code_verification: { attempts_remaining: 3, status: 'pending' },
      flow: 'code_verification',
      status: 'pending',
    });
    const verify = ({ id }: JsonObject, values: string[]) =>
      world.ok('POST /v1/sources/{source}/verify', [id as string], { values });
    expect(await verify(source, ['1', '2'])).toMatchObject({
      code_verification: { attempts_remaining: 2, status: 'pending' },
      status: 'pending',
    });
    expect(await verify(source, ['32', '45'])).toMatchObject({
      code_verification: { status: 'succeeded' },
      status: 'chargeable',
    });
    expect(await paid(source, { currency: 'usd' })).toMatchObject({
      payment_method_details: { ach_debit: { last4: '6789' }, type: 'ach_debit' },
    });
    const other = await make(params);
    for (const values of [['1'], ['2'], ['3']]) await verify(other, values);
    expect(await sourceOf(other)).toMatchObject({
      code_verification: { attempts_remaining: 0, status: 'failed' },
      status: 'failed',
    });
    expect(
      await world.error('POST /v1/sources/{source}/verify', [other['id'] as string], {
        values: ['32', '45'],
      }),
    ).toMatchObject([400, {}]);
    expect(await world.events()).toEqual(['source.chargeable', 'charge.pending', 'source.failed']);
  });
});
