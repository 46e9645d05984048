import { DAY, type JsonObject } from '@pinstripe/kernel';
import { Steps } from '@pinstripe/service';
import { openVault } from '../src/vault/vaulted-card.entity.ts';
import { paymentMethods } from '../src/payment-methods/payment-method.entity.ts';
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
  world.customers['cus_2'] = { id: 'cus_2', object: 'customer', default_source: 'card_other' };
});

const SOURCES = '/v1/customers/{customer}/sources';
const SOURCE = `${SOURCES}/{id}`;
const us_account = {
  account_holder_name: 'Jenny Rosen',
  account_holder_type: 'individual',
  account_number: '000123456789',
  country: 'US',
  routing_number: '110000000',
};

const add = (source: string | object, customer = 'cus_1', params: object = {}) =>
  world.ok(`POST ${SOURCES}`, [customer], { source, ...params });
const update = (id: unknown, params: object) => world.ok(`POST ${SOURCE}`, ['cus_1', id as string], params);
const remove = (id: unknown) => world.ok(`DELETE ${SOURCE}`, ['cus_1', id as string]);
const listed = async (params: object = {}) =>
  (await world.ok(`GET ${SOURCES}`, ['cus_1'], params))['data'] as JsonObject[];
const in_euros = { currency: 'eur', owner: { name: 'Jenny Rosen' } };
const sourceOf = async (params: object) => (await world.ok('POST /v1/sources', [], params))['id'] as string;
const tokenOf = async (bank_account: object = us_account) =>
  (await world.ok('POST /v1/tokens', [], { bank_account }))['id'] as string;

describe('a customer’s card', () => {
  it('is added, changed with its payment method, and removed with it', async () => {
    const card = await add('tok_visa');
    expect(card).toMatchObject({ object: 'card', customer: 'cus_1', cvc_check: 'pass', last4: '4242' });
    const id = card['id'] as string;
    const params = {
      address_line1: '1234 Fake Street',
      exp_month: '11',
      exp_year: '2040',
      metadata: { order: '1' },
      name: 'Jenny Rosen',
    };
    const changed = await update(id, params);
    expect(changed).toEqual({
      ...card,
      ...params,
      address_line1_check: 'unchecked',
      exp_month: 11,
      exp_year: 2040,
    });
    expect(await world.ok('GET /v1/payment_methods/{payment_method}', [id])).toMatchObject({
      billing_details: { address: { line1: '1234 Fake Street' }, name: 'Jenny Rosen' },
      card: {
        exp_month: 11,
        exp_year: 2040,
        checks: { address_line1_check: 'unchecked', cvc_check: 'pass' },
      },
      metadata: { order: '1' },
    });
    expect(await world.ok(`GET ${SOURCE}`, ['cus_1', id])).toEqual(changed);
    expect(await remove(id)).toEqual({ id, object: 'card', deleted: true });
    expect(await world.error(`GET ${SOURCE}`, ['cus_1', id])).toMatchObject([
      404,
      { code: 'resource_missing' },
    ]);
    expect(await world.events()).toEqual([
      'customer.source.created',
      'payment_method.attached',
      'payment_method.updated',
      'customer.source.updated',
      'payment_method.detached',
      'customer.source.deleted',
    ]);
  });

  it('changes when its payment method does', async () => {
    const { id } = await add('tok_visa');
    await world.ok('POST /v1/payment_methods/{payment_method}', [id as string], {
      billing_details: { address: { postal_code: '94102' }, name: 'Tom Ray' },
      card: { exp_year: 2041 },
      metadata: { a: 'b' },
    });
    expect(await world.ok(`GET ${SOURCE}`, ['cus_1', id as string])).toMatchObject({
      address_zip: '94102',
      address_zip_check: 'unchecked',
      exp_year: 2041,
      metadata: { a: 'b' },
      name: 'Tom Ray',
    });
  });

  it('with another date is another card to the vault', async () => {
    const { id } = await add('tok_visa');
    await update(id, { exp_year: '2041' });
    const secret = await world.unit(async () => {
      await paymentMethods.load(id as string);
      return openVault(paymentMethods.privateOf(id as string)!.vault!);
    });
    expect(secret).toMatchObject({ number: '4242424242424242', exp_year: 2041 });
  });

  it.each<[object, object]>([
    [{ exp_month: '13' }, { code: 'invalid_expiry_month' }],
    [{ exp_year: '2001' }, { code: 'invalid_expiry_year' }],
    [{ account_holder_name: 'Jenny Rosen' }, { code: 'parameter_unknown', param: 'account_holder_name' }],
  ])('is not changed by %j', async (params, error) => {
    const { id } = await add('tok_visa');
    expect(await world.error(`POST ${SOURCE}`, ['cus_1', id as string], params)).toMatchObject([
      expect.any(Number),
      error,
    ]);
  });

  it('is told of when its last month begins, unless it has another date by then', async () => {
    const { exp_month, id } = await add('tok_visa');
    const { id: renewed } = await add('tok_visa');
    await update(renewed, { exp_year: '2041' });
    await world.events();
    await world.advance(400 * DAY);
    const told = await world.told();
    expect(told.map(({ type, data }) => [type, data.object['id']])).toEqual([
      ['customer.source.expiring', id],
    ]);
    expect(told[0]!.data.object).toMatchObject({ exp_month });
  });

  it('is not asked about when the client does not want that', async () => {
    expect(await add('tok_chargeDeclined', 'cus_1', { validate: false })).toMatchObject({
      customer: 'cus_1',
      cvc_check: 'unchecked',
    });
  });

  it('does not come to be when its bank declines it, and its token is still good', async () => {
    const [status, error] = await world.error(`POST ${SOURCES}`, ['cus_1'], { source: 'tok_chargeDeclined' });
    expect([status, error]).toMatchObject([402, { code: 'card_declined' }]);
    expect(await listed()).toEqual([]);
  });
});

describe('a customer’s bank account', () => {
  it('is added, changed, verified and removed', async () => {
    const account = await add(await tokenOf());
    expect(account).toMatchObject({
      object: 'bank_account',
      customer: 'cus_1',
      last4: '6789',
      status: 'new',
    });
    const id = account['id'] as string;
    const changed = await update(id, { account_holder_type: 'company', metadata: { a: 'b' } });
    expect(changed).toEqual({ ...account, account_holder_type: 'company', metadata: { a: 'b' } });
    const verified = await world.ok(`POST ${SOURCE}/verify`, ['cus_1', id], { amounts: [32, 45] });
    expect(verified).toEqual({ ...changed, status: 'verified' });
    expect(await remove(id)).toEqual({ id, object: 'bank_account', deleted: true });
    expect(await world.events()).toEqual([
      'customer.source.created',
      'customer.source.updated',
      'customer.source.updated',
      'customer.source.deleted',
    ]);
  });

  it('cannot be verified after three wrong pairs of amounts', async () => {
    const id = (await add(await tokenOf()))['id'] as string;
    await world.events();
    const verify = (amounts: number[]) => world.error(`POST ${SOURCE}/verify`, ['cus_1', id], { amounts });
    for (const amounts of [
      [1, 1],
      [32, 46],
      [2, 2],
      [32, 45],
    ]) {
      expect(await verify(amounts)).toMatchObject([400, { code: 'bank_account_verification_failed' }]);
    }
    expect(await world.ok(`GET ${SOURCE}`, ['cus_1', id])).toMatchObject({ status: 'verification_failed' });
    expect(await world.events()).toEqual(['customer.source.updated']);
  });

  it('exists once for a customer, however many would add it at once', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => tokenOf()));
    const outcomes = await Promise.all(
      tokens.map((source) => world.call(`POST ${SOURCES}`, ['cus_1'], { source })),
    );
    expect(outcomes.map(([status]) => status).sort()).toEqual([200, 400, 400]);
    expect(outcomes.find(([status]) => status === 400)![1]).toMatchObject({
      error: { code: 'bank_account_exists' },
    });
    await add(await tokenOf(), 'cus_2');
    const [{ id }] = (await listed()) as [JsonObject];
    await remove(id);
    await add(await tokenOf());
  });

  it('needs a holder', async () => {
    const source = await tokenOf({
      country: 'US',
      account_number: '000123456789',
      routing_number: '110000000',
    });
    expect(await world.error(`POST ${SOURCES}`, ['cus_1'], { source })).toMatchObject([
      400,
      { code: 'parameter_missing', param: 'bank_account[account_holder_name]' },
    ]);
    expect(await world.ok('GET /v1/tokens/{token}', [source])).toMatchObject({ used: false });
  });

  it('comes verified by a documented token', async () => {
    expect(await add('btok_us_verified')).toMatchObject({ last4: '6789', status: 'verified' });
    expect(await world.ok('GET /v1/tokens/{token}', ['btok_us_verified_noAccount'])).toMatchObject({
      bank_account: { last4: '1116', status: 'verified' },
      type: 'bank_account',
    });
  });

  it('shows its number nowhere but sealed', async () => {
    await add(await tokenOf({ ...us_account, account_number: '98765432198765' }));
    await add({ object: 'bank_account', ...us_account, account_number: '98765432198766' });
    await add({ object: 'card', number: '4012888888881881', exp_month: '12', exp_year: '2034' });
    for (const table of ['vault', 'tokens', 'bank_accounts', 'cards', 'attempts', 'outbox', 'idempotency']) {
      const rows = await world.service.runtime.database.query({ text: `select * from ${table}` });
      expect(JSON.stringify(rows)).not.toMatch(/9876543219876[56]|4012888888881881/);
    }
  });
});

describe('a customer’s sources', () => {
  const numbered = {
    bank_account: { object: 'bank_account', ...us_account },
    card: {
      object: 'card',
      number: '4242424242424242',
      exp_month: '12',
      exp_year: '2034',
      name: 'Jenny Rosen',
    },
  };

  it.each<[string, () => string | object | Promise<string>, object]>([
    ['a card’s token', () => 'tok_visa', { object: 'card' }],
    ['an account’s token', () => tokenOf(), { object: 'bank_account' }],
    ['a card’s number', () => numbered.card, { object: 'card', last4: '4242', name: 'Jenny Rosen' }],
    ['an account’s number', () => numbered.bank_account, { object: 'bank_account', last4: '6789' }],
    ['a source of a card', () => sourceOf({ type: 'card', token: 'tok_visa' }), { object: 'source' }],
    [
      'a source of an account',
      () => sourceOf({ type: 'sepa_debit', sepa_debit: { iban: 'DE89370400440532013000' }, ...in_euros }),
      { object: 'source' },
    ],
  ])('are made of %s, with metadata', async (_, source, shown) => {
    const added = await add(await source(), 'cus_1', { metadata: { order: '6735' } });
    expect(added).toMatchObject({ ...shown, customer: 'cus_1', metadata: { order: '6735' } });
    expect(await world.ok(`GET ${SOURCE}`, ['cus_1', added['id'] as string])).toEqual(added);
  });

  it('of numbers have the metadata that is with these, too', async () => {
    const source = { ...numbered.card, metadata: { color: 'red', order: '1' } };
    const card = await add(source, 'cus_1', { metadata: { order: '2' } });
    const method = await world.ok('GET /v1/payment_methods/{payment_method}', [card['id'] as string]);
    expect([card['metadata'], method['metadata']]).toEqual([
      { color: 'red', order: '2' },
      { color: 'red', order: '2' },
    ]);
  });

  it('are listed newest first, of one kind or all, page by page', async () => {
    const visa = (await add('tok_visa'))['id'];
    const account = (await add('btok_us_verified'))['id'];
    const amex = (await add('tok_amex'))['id'];
    await add('tok_visa', 'cus_2');
    const ids = async (params: object = {}) => (await listed(params)).map(({ id }) => id);
    expect(await ids()).toEqual([amex, account, visa]);
    expect(await ids({ object: 'card' })).toEqual([amex, visa]);
    expect(await ids({ object: 'bank_account' })).toEqual([account]);
    expect(await ids({ limit: 1, starting_after: amex })).toEqual([account]);
    expect(await ids({ ending_before: visa })).toEqual([amex, account]);
  });

  it('belong to one customer', async () => {
    const { id } = await add('tok_visa', 'cus_2');
    for (const route of [`GET ${SOURCE}`, `POST ${SOURCE}`, `DELETE ${SOURCE}`, `POST ${SOURCE}/verify`]) {
      expect(await world.error(route, ['cus_1', id as string])).toMatchObject([
        404,
        { code: 'resource_missing' },
      ]);
    }
  });

  it.each([
    ['pm_card_visa', 'You cannot use a PaymentMethod as a source'],
    ['tok_none', "No such token: 'tok_none'"],
  ])('are not made of %s', async (source, message) => {
    const [status, error] = await world.error(`POST ${SOURCES}`, ['cus_1'], { source });
    expect([status, error]).toMatchObject([400, { message: expect.stringContaining(message) }]);
  });

  it.each(['cvc_update', 'pii'])('are not made of a token of %s', async (kind) => {
    const params = kind === 'pii' ? { pii: { id_number: '000000000' } } : { cvc_update: { cvc: '123' } };
    const token = await world.ok('POST /v1/tokens', [], params);
    expect(token).toMatchObject({ type: kind, used: false });
    expect(await world.error(`POST ${SOURCES}`, ['cus_1'], { source: token['id'] })).toMatchObject([
      400,
      { message: expect.stringContaining('not one to pay with') },
    ]);
  });
});

describe('the default source', () => {
  const hasDefault = (default_source: string | null) => {
    world.customers = { cus_1: { id: 'cus_1', object: 'customer', default_source } };
  };
  const commands = async () => {
    const rows = await world.service.runtime.database.query<{ id: string; value: string }>({
      text: "delete from outbox where headers->>'ce_type' = 'replace_default_source' and headers->>'ce_account' = $1 returning headers->>'ce_id' as id, value",
      values: [world.account],
    });
    return rows.map(({ id, value }) => ({ id, payload: JSON.parse(value) as JsonObject }));
  };

  /** Answers for billing as soon as it is asked, and says what it was asked. */
  async function asBilling(request: Promise<JsonObject>): Promise<[JsonObject, JsonObject]> {
    for (;;) {
      const [command] = await commands();
      if (command === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      const { service } = world;
      await service.app
        .get(Steps)
        .onReply(service.runtime, world.context, command.id, { default_source: command.payload['by'] });
      return [await request, command.payload];
    }
  }

  it.each(['tok_visa', 'btok_us_verified'])('is the first source: %s', async (token) => {
    hasDefault(null);
    const [source, asked] = await asBilling(add(token));
    expect(source).toMatchObject({ customer: 'cus_1' });
    expect(asked).toEqual({ customer: 'cus_1', source: null, by: source['id'] });
  });

  it('is the next source when it is removed, and none after the last', async () => {
    const first = (await add('tok_visa'))['id'] as string;
    const second = (await add('btok_us_verified'))['id'] as string;
    hasDefault(second);
    const [gone, asked] = await asBilling(remove(second));
    expect(gone).toEqual({ id: second, object: 'bank_account', deleted: true });
    expect(asked).toEqual({ customer: 'cus_1', source: second, by: first });
    hasDefault(first);
    expect(await asBilling(remove(first))).toEqual([
      { id: first, object: 'card', deleted: true },
      { customer: 'cus_1', source: first, by: null },
    ]);
  });
});
