import { DAY, type JsonObject } from '@pinstripe/kernel';
import { addCard } from '../src/cards/cards.ts';
import { attach } from '../src/cards/card.ts';
import { findToken, type TokenCard } from '../src/tokens/tokens.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const charge = (params: object = {}) =>
  world.ok('POST /v1/charges', [], { amount: 2000, currency: 'usd', source: 'tok_visa', ...params });
const refusal = (params: object) =>
  world.error('POST /v1/charges', [], { amount: 2000, currency: 'usd', ...params });

/** A customer with a card, as billing and the commands between leave it. */
async function customerWithCard(token: string): Promise<{ customer: string; card: string }> {
  const customer = `cus_${token}`;
  const card = await world.unit(async () => {
    const found = (await findToken(token)) as TokenCard;
    const attached = attach(found.card, found.details, customer);
    await addCard(attached, found);
    return attached.id;
  });
  world.customers[customer] = { id: customer, object: 'customer', default_source: card };
  await world.events();
  return { customer, card };
}

describe('a charge', () => {
  it('is captured, booked and told of at once', async () => {
    const paid = await charge({ description: 'Order 1', metadata: { order: '1' } });
    expect(paid).toMatchObject({
      amount_captured: 2000,
      balance_transaction: expect.stringMatching(/^txn_/),
      captured: true,
      description: 'Order 1',
      metadata: { order: '1' },
      payment_method: expect.stringMatching(/^card_/),
      source: { object: 'card', brand: 'Visa', cvc_check: 'pass', last4: '4242' },
      status: 'succeeded',
    });
    expect((paid['source'] as JsonObject)['id']).toBe(paid['payment_method']);
    const told = await world.told();
    expect(told.map(({ type }) => type)).toEqual(['charge.succeeded']);
    expect(told[0]!.data.object).toEqual(paid);
    expect(await world.ok('GET /v1/charges/{charge}', [paid['id'] as string])).toEqual(paid);
    expect(await world.list('GET /v1/balance_transactions', { source: paid['id'] })).toEqual([
      await world.ok('GET /v1/balance_transactions/{id}', [paid['balance_transaction'] as string]),
    ]);
    expect(await world.balance()).toEqual({ available: 0, pending: 1912 });
  });

  it('that is declined leaves a failed charge, and no money', async () => {
    const [status, error] = await refusal({ source: 'tok_chargeDeclinedInsufficientFunds' });
    expect([status, error]).toMatchObject([
      402,
      { code: 'card_declined', decline_code: 'insufficient_funds' },
    ]);
    expect(await world.events()).toEqual(['charge.failed']);
    expect(await world.ok('GET /v1/charges/{charge}', [error['charge'] as string])).toMatchObject({
      failure_code: 'card_declined',
      paid: false,
      source: { last4: expect.any(String) },
      status: 'failed',
    });
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
  });

  it('that would have to be authenticated is declined', async () => {
    const [status, error] = await refusal({ source: 'tok_threeDSecure2Required' });
    expect([status, error]).toMatchObject([402, { code: 'authentication_required' }]);
  });

  it('takes the default source of a customer, or one of its cards', async () => {
    const { customer, card } = await customerWithCard('tok_mastercard');
    expect(await charge({ source: undefined, customer })).toMatchObject({ customer, payment_method: card });
    expect(await charge({ source: card, customer })).toMatchObject({
      customer,
      source: { id: card, customer },
    });
    expect(await world.list('GET /v1/charges', { customer })).toHaveLength(2);
  });

  it('does not take what is not the customer’s', async () => {
    const { customer, card } = await customerWithCard('tok_visa');
    world.customers['cus_cardless'] = { id: 'cus_cardless', object: 'customer', default_source: null };
    expect(await refusal({})).toMatchObject([400, { code: 'parameter_missing' }]);
    expect(await refusal({ customer: 'cus_cardless' })).toMatchObject([402, { code: 'missing' }]);
    expect(await refusal({ customer, source: 'tok_visa' })).toMatchObject([400, { code: 'missing' }]);
    expect(await refusal({ source: card })).toMatchObject([400, { param: 'customer' }]);
    expect(await refusal({ source: 'tok_unknown' })).toMatchObject([400, { code: 'resource_missing' }]);
    expect(await world.events()).toEqual([]);
  });

  it('is available at once where the card says so', async () => {
    await charge({ source: 'tok_bypassPending' });
    expect(await world.balance()).toEqual({ available: 1912, pending: 0 });
  });

  it('changes, and tells what was before', async () => {
    const { id } = await charge();
    await world.events();
    const update = (params: object) => world.ok('POST /v1/charges/{charge}', [id as string], params);
    await update({ description: 'Order 2' });
    await update({ description: 'Order 2' });
    expect(await world.told()).toMatchObject([
      { type: 'charge.updated', data: { previous_attributes: { description: null } } },
    ]);
  });

  describe('can be found', () => {
    const findable = async () => {
      const { id: token } = await world.ok('POST /v1/tokens', [], {
        card: { number: '5555555555554444', exp_month: '8', exp_year: '2034', address_zip: '94107' },
      });
      const all = {
        plain: await charge(),
        partly: await charge(),
        wholly: await charge({ metadata: { order: 'found' } }),
        mastercard: await charge({ source: token, currency: 'eur' }),
      };
      await world.ok('POST /v1/refunds', [], { charge: all.partly['id'], amount: 1 });
      await world.ok('POST /v1/refunds', [], { charge: all.wholly['id'] });
      return all;
    };

    it.each<[string, ('mastercard' | 'partly' | 'plain' | 'wholly')[]]>([
      ["metadata['order']:'found'", ['wholly']],
      ['refunded:"true"', ['wholly']],
      ['refunded:"false"', ['partly']],
      ['refunded:null', ['plain', 'mastercard']],
      ['billing_details.address.postal_code:94107', ['mastercard']],
      ['currency:"EUR"', ['mastercard']],
      ['payment_method_details.card.brand:"mastercard"', ['mastercard']],
      ['payment_method_details.card.last4:4444', ['mastercard']],
      ['payment_method_details.card.exp_month:8 payment_method_details.card.exp_year:2034', ['mastercard']],
      ['payment_method_details.card_present.last4:4444', []],
      ['disputed:"true"', []],
    ])('by %s', async (query, names) => {
      const all = await findable();
      const found = await world.ok('GET /v1/charges/search', [], { query });
      const ids = (found['data'] as JsonObject[]).map(({ id }) => id);
      expect(ids.reverse()).toEqual(names.map((name) => all[name]['id']));
    });

    it.each([
      'currency~"usd"',
      'payment_method_details.card.exp_year>2020',
      'payment_method_details.ideal.bank:"x"',
    ])('not by %s', async (query) => {
      expect(await world.error('GET /v1/charges/search', [], { query })).toMatchObject([
        400,
        { param: 'query' },
      ]);
    });
  });
});

describe('an authorization', () => {
  const authorize = async () => {
    const { id } = await charge({ amount: 1000, capture: false });
    expect(await world.events()).toEqual(['charge.succeeded']);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    return id as string;
  };
  const capture = (id: string, params: object = {}) =>
    world.ok('POST /v1/charges/{charge}/capture', [id], params);

  it('is captured once', async () => {
    const id = await authorize();
    expect(await capture(id, { statement_descriptor_suffix: '10K' })).toMatchObject({
      amount_captured: 1000,
      amount_refunded: 0,
      calculated_statement_descriptor: 'PINSTRIPE* 10K',
      captured: true,
    });
    expect(await world.events()).toEqual(['charge.captured']);
    expect(await world.balance()).toEqual({ available: 0, pending: 941 });
    expect(await world.error('POST /v1/charges/{charge}/capture', [id])).toMatchObject([
      400,
      { code: 'charge_already_captured' },
    ]);
    await world.advance(8 * DAY);
    expect(await world.events()).toEqual(['balance.available']);
  });

  it('is captured once by two at a time', async () => {
    const id = await authorize();
    const captures = Array.from({ length: 4 }, () => world.call('POST /v1/charges/{charge}/capture', [id]));
    const statuses = (await Promise.all(captures)).map(([status]) => status);
    expect(statuses.toSorted()).toEqual([200, 400, 400, 400]);
    expect(await world.balance()).toEqual({ available: 0, pending: 941 });
  });

  it('gives back what is not captured of it', async () => {
    const id = await authorize();
    expect(await capture(id, { amount: 700 })).toMatchObject({
      amount: 1000,
      amount_captured: 700,
      amount_refunded: 300,
      refunded: false,
    });
    expect(await world.events()).toEqual(['charge.captured', 'refund.created']);
    const [refund] = await world.list('GET /v1/refunds', { charge: id });
    expect(refund).toMatchObject({ amount: 300, destination_details: { card: { type: 'reversal' } } });
    const transactions = await world.list('GET /v1/balance_transactions');
    expect(
      transactions.map(({ reporting_category, amount, fee }) => [reporting_category, amount, fee]),
    ).toEqual([
      ['partial_capture_reversal', -300, -9],
      ['charge', 1000, 59],
    ]);
    expect(await world.balance()).toEqual({ available: 0, pending: 650 });
    await world.advance(3 * DAY);
    expect(await world.balance()).toEqual({ available: 650, pending: 0 });
  });

  it('ends when nobody captures it in time', async () => {
    const id = await authorize();
    await world.advance(7 * DAY - 60);
    expect(await world.events()).toEqual([]);
    await world.advance(60);
    expect(await world.events()).toEqual(['refund.created', 'charge.expired']);
    const [refund] = await world.list('GET /v1/refunds', { charge: id });
    expect(refund).toMatchObject({
      amount: 1000,
      balance_transaction: null,
      reason: 'expired_uncaptured_charge',
    });
    expect(await world.error('POST /v1/charges/{charge}/capture', [id])).toMatchObject([
      400,
      { code: 'charge_expired_for_capture' },
    ]);
  });
});
