import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const numbers = { account_number: '000123456789', routing_number: '110000000' };
const bank_account = {
  account_holder_name: 'Jenny Rosen',
  account_holder_type: 'individual' as const,
  country: 'US',
  ...numbers,
};

const defaultOf = async (id: string) =>
  ((await stripe.customers.retrieve(id)) as Stripe.Customer).default_source;
const add = async (id: string, source: string) => (await stripe.customers.createSource(id, { source })).id;

describe('a customer’s sources', () => {
  it('have a default, which is the first, and then the next', async () => {
    const { id } = await stripe.customers.create();
    const first = await add(id, 'tok_visa');
    expect(await defaultOf(id)).toBe(first);
    const second = await add(id, 'tok_mastercard');
    expect(await defaultOf(id)).toBe(first);
    expect(await stripe.customers.deleteSource(id, first)).toEqual(
      expect.objectContaining({ id: first, object: 'card', deleted: true }),
    );
    expect(await defaultOf(id)).toBe(second);
    await stripe.customers.deleteSource(id, second);
    expect(await defaultOf(id)).toBeNull();
    expect(await eventTypes(stripe, 12)).toEqual(
      expect.arrayContaining(['customer.source.created', 'customer.source.deleted', 'customer.updated']),
    );
    const { data } = await stripe.events.list({ type: 'customer.updated' });
    expect(data.map(({ data }) => (data.object as Stripe.Customer).default_source)).toEqual([
      null,
      second,
      first,
    ]);
  });

  it('are there when a customer is expanded', async () => {
    const { id } = await stripe.customers.create({ source: 'tok_visa' });
    expect(await stripe.customers.retrieve(id)).not.toHaveProperty('sources');
    const account = await add(id, 'btok_us_verified');
    const customer = (await stripe.customers.retrieve(id, {
      expand: ['sources', 'default_source'],
    })) as Stripe.Customer;
    expect(customer.sources).toMatchObject({
      object: 'list',
      data: [
        { id: account, object: 'bank_account', customer: id },
        { object: 'card', customer: id },
      ],
      has_more: false,
      url: `/v1/customers/${id}/sources`,
    });
    expect(customer.default_source).toMatchObject({ object: 'card', last4: '4242' });
  });

  it('are read by kind, too, where the API reference has that', async () => {
    const { id } = await stripe.customers.create();
    const card = await add(id, 'tok_visa');
    const account = await add(id, 'btok_us_verified');
    for (const [kind, source] of [
      ['cards', card],
      ['bank_accounts', account],
    ] as const) {
      const url = `/v1/customers/${id}/${kind}`;
      expect(await stripe.rawRequest('GET', url)).toMatchObject({ data: [{ id: source }], url });
      expect(await stripe.rawRequest('GET', `${url}/${source}`)).toMatchObject({
        customer: id,
        id: source,
      });
      const other = source === card ? account : card;
      await expect(stripe.rawRequest('GET', `${url}/${other}`)).rejects.toMatchObject({
        statusCode: 404,
        code: 'resource_missing',
        param: 'id',
      });
    }
  });

  it('become the default when they are chosen, and are replaced when another comes with the customer', async () => {
    const { id } = await stripe.customers.create({ source: 'tok_visa' });
    const account = await add(id, 'btok_us_verified');
    await stripe.customers.update(id, { default_source: account });
    expect(await defaultOf(id)).toBe(account);
    const { id: token } = await stripe.tokens.create({ bank_account });
    // Until the account with this number is no longer the customer's, it cannot come again.
    await expect(stripe.customers.update(id, { source: token })).rejects.toMatchObject({
      code: 'bank_account_exists',
    });
    const { default_source } = await stripe.customers.update(id, { source: 'tok_amex' });
    const { data } = await stripe.customers.listSources(id);
    expect(data.map((source) => source.id)).toEqual([default_source, expect.stringMatching(/^card_/)]);
    await expect(stripe.customers.update(id, { default_source: account })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'default_source',
    });
  });

  it('may be a bank account, which is charged only once it is verified', async () => {
    const { id: token } = await stripe.tokens.create({ bank_account });
    const { id, default_source } = await stripe.customers.create({ source: token });
    const verify = (amounts: number[]) =>
      stripe.customers.verifySource(id, default_source as string, { amounts });
    await expect(verify([1, 2])).rejects.toMatchObject({ code: 'bank_account_verification_failed' });
    expect(await verify([32, 45])).toMatchObject({ id: default_source, status: 'verified' });
    await stripe.customers.del(id);
    await expect(stripe.customers.listSources(id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are charged by their customer alone, or by name', async () => {
    const { id } = await stripe.customers.create({ source: 'tok_visa' });
    const second = await add(id, 'tok_mastercard');
    const charge = (source?: string) =>
      stripe.charges.create({ amount: 2000, currency: 'usd', customer: id, ...(source ? { source } : {}) });
    expect(await charge()).toMatchObject({ customer: id, source: { brand: 'Visa' }, paid: true });
    expect(await charge(second)).toMatchObject({ source: { id: second, brand: 'MasterCard' }, paid: true });
  });
});

describe('numbers in the place of a token', () => {
  const card = { object: 'card', number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '314' };
  const create = async (source: object) =>
    stripe.customers.createSource((await stripe.customers.create()).id, {
      source: source as unknown as string,
    });

  it.each([
    [card, { object: 'card', last4: '4242', cvc_check: 'pass' }],
    [
      { object: 'bank_account', ...bank_account },
      { object: 'bank_account', last4: '6789' },
    ],
  ])('become a source: %j', async (source, shown) => {
    expect(await create(source)).toMatchObject(shown);
  });

  it.each([
    [
      { ...card, number: undefined },
      { code: 'parameter_missing', param: 'source[number]' },
    ],
    [
      { ...card, exp_month: 13 },
      { code: 'invalid_expiry_month', param: 'exp_month' },
    ],
    [
      { object: 'bank_account', ...bank_account, country: undefined },
      { code: 'parameter_missing', param: 'source[country]' },
    ],
    [{ ...card, object: 'cheque' }, { param: 'source[object]' }],
    [
      { ...card, brand: 'visa' },
      { code: 'parameter_unknown', param: 'source[brand]' },
    ],
  ])('are refused: %j', async (source, refusal) => {
    await expect(create(source)).rejects.toMatchObject(refusal);
  });
});

describe('a source of the Sources API', () => {
  it('comes with a customer, is its default, and is charged', async () => {
    const { id: source } = await stripe.sources.create({ type: 'card', token: 'tok_visa' });
    const { id, default_source } = await stripe.customers.create({ source });
    expect(default_source).toBe(source);
    const charge = await stripe.charges.create({ amount: 2000, currency: 'usd', customer: id });
    expect(charge.source).toMatchObject({ id: source, object: 'source', customer: id });
    const other = await stripe.sources.create({ type: 'card', token: 'tok_mastercard' });
    await add(id, other.id);
    await stripe.customers.update(id, { default_source: other.id });
    const customer = await stripe.customers.retrieve(id, { expand: ['sources', 'default_source'] });
    expect(customer).toMatchObject({
      default_source: { id: other.id },
      sources: { data: [{ id: other.id }, { id: source }] },
    });
    expect(await stripe.customers.deleteSource(id, other.id)).toMatchObject({ status: 'consumed' });
    expect(await defaultOf(id)).toBe(source);
  });
});

describe('tokens', () => {
  it('of a security code or of a person’s number show neither', async () => {
    const { id } = await stripe.tokens.create({ cvc_update: { cvc: '314' } });
    expect(await stripe.tokens.retrieve(id)).toMatchObject({ type: 'cvc_update', used: false });
    expect(id).toMatch(/^cvctok_/);
    const pii = await stripe.tokens.create({ pii: { id_number: '000000000' } });
    expect([pii.id, pii.type]).toEqual([expect.stringMatching(/^pii_/), 'pii']);
    expect(JSON.stringify(pii)).not.toContain('000000000');
  });

  it('of a payment method are used as those of numbers', async () => {
    const { id: payment_method } = await stripe.paymentMethods.create({
      type: 'us_bank_account',
      us_bank_account: { ...numbers, account_holder_type: 'individual' },
      billing_details: { name: 'Jenny Rosen' },
    });
    const bank_account = { payment_method } as Stripe.TokenCreateParams.BankAccount;
    const { id: source } = await stripe.tokens.create({ bank_account });
    const { id, default_source } = await stripe.customers.create({ source });
    expect(await stripe.customers.retrieveSource(id, default_source as string)).toMatchObject({
      account_holder_name: 'Jenny Rosen',
      last4: '6789',
      status: 'new',
    });
    const customer = 'cus_none';
    await expect(stripe.tokens.create({ bank_account, customer })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
  });

  it('of an account or a person show nothing of them', async () => {
    const person = { first_name: 'Jane', last_name: 'Doe', id_number: '000000000' };
    const account = {
      business_type: 'individual' as const,
      individual: person,
      tos_shown_and_accepted: true,
    };
    for (const token of [await stripe.tokens.create({ account }), await stripe.tokens.create({ person })]) {
      expect(token).toMatchObject({ type: token.id.startsWith('ct_') ? 'account' : 'person', used: false });
      expect(JSON.stringify(await stripe.tokens.retrieve(token.id))).not.toMatch(/Jane|000000000/);
    }
  });
});
