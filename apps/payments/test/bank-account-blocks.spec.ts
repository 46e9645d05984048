import type { JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => {
  world.begin();
  for (const id of ['cus_1', 'cus_2']) world.customers[id] = { id, object: 'customer' };
});

const CLOSED = '000111111113';
const DISPUTED = '000555555559';
const RISKY = '000000004954';
const idOf = (object: JsonObject) => object['id'] as string;

/** An account that a customer keeps. */
const keep = async (account_number: string, customer = 'cus_1') => {
  const id = idOf(
    await world.ok('POST /v1/payment_methods', [], {
      type: 'us_bank_account',
      us_bank_account: { account_number, routing_number: '110000000' },
      billing_details: { name: 'Jenny Rosen' },
    }),
  );
  await world.ok('POST /v1/payment_methods/{payment_method}/attach', [id], { customer });
  return id;
};
const mandate_data = { customer_acceptance: { type: 'offline', offline: {} } };
const pay = (payment_method: string, customer = 'cus_1', params: object = {}) =>
  world.call('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: 'usd',
    customer,
    payment_method,
    payment_method_types: ['us_bank_account'],
    ...params,
  });
/** Pays, and proves that the account is the payer's, if it has to be; what the bank says has been said. */
const debit = async (payment_method: string) => {
  const [, intent] = await pay(payment_method, 'cus_1', { mandate_data, setup_future_usage: 'off_session' });
  if (intent['status'] === 'requires_action') {
    const read = { amounts: [32, 45] };
    await world.ok('POST /v1/payment_intents/{intent}/verify_microdeposits', [idOf(intent)], read);
  }
  await world.events();
  await world.advance(10);
};
const statusOf = async (id: string) => {
  const method = await world.ok('GET /v1/payment_methods/{payment_method}', [id]);
  return (method['us_bank_account'] as { status_details: object }).status_details;
};
const lastCharge = async () => (await world.list('GET /v1/charges', { limit: 1 }))[0]!;
const closed = { blocked: { network_code: 'R02', reason: 'bank_account_closed' } };

describe('an account that a debit was returned of', () => {
  it('is blocked in all payment methods that are kept of it', async () => {
    const [one, same, others, another] = await Promise.all([
      keep(CLOSED),
      keep(CLOSED),
      keep(CLOSED, 'cus_2'),
      keep('000123456789'),
    ]);
    await debit(one);
    const told = await world.told();
    expect(told.map(({ type }) => type)).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'mandate.updated',
      ...Array.from({ length: 3 }, () => 'payment_method.automatically_updated'),
    ]);
    expect(told.at(-1)!.data).toMatchObject({
      object: { us_bank_account: { status_details: closed } },
      previous_attributes: { us_bank_account: { status_details: {} } },
    });
    const statuses = await Promise.all([one, same, others, another].map(statusOf));
    expect(statuses).toEqual([closed, closed, closed, {}]);
    expect(await statusOf(await keep(CLOSED))).toEqual({});
  });

  it('is not to be paid by, and the attempt leaves a charge', async () => {
    const [one, same] = [await keep(CLOSED), await keep(CLOSED)];
    await debit(one);
    await world.events();
    for (const params of [{}, { mandate_data }, { off_session: true }]) {
      expect(await pay(same, 'cus_1', params)).toMatchObject([
        402,
        {
          error: {
            code: 'bank_account_unusable',
            type: 'card_error',
            payment_intent: {
              status: 'requires_payment_method',
              last_payment_error: { code: 'bank_account_unusable' },
            },
          },
        },
      ]);
    }
    expect((await world.events()).slice(0, 3)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    expect(await lastCharge()).toMatchObject({
      status: 'failed',
      failure_code: 'bank_account_unusable',
      outcome: { network_status: 'not_sent_to_network', type: 'blocked' },
    });
  });

  it('is not debited by a payment that began before, either', async () => {
    const [one, same] = [await keep(CLOSED), await keep(CLOSED)];
    const [, waiting] = await pay(same, 'cus_1', { mandate_data });
    expect(waiting).toMatchObject({ status: 'requires_action' });
    await debit(one);
    const read = { amounts: [32, 45] };
    const ids = [idOf(waiting)];
    expect(
      await world.call('POST /v1/payment_intents/{intent}/verify_microdeposits', ids, read),
    ).toMatchObject([402, { error: { code: 'bank_account_unusable' } }]);
    expect(await lastCharge()).toMatchObject({ outcome: { type: 'blocked' }, status: 'failed' });
  });

  it('is not to be set up', async () => {
    const [one, same] = [await keep(CLOSED), await keep(CLOSED)];
    await debit(one);
    await world.events();
    const [status, body] = await world.call('POST /v1/setup_intents', [], {
      confirm: true,
      customer: 'cus_1',
      payment_method: same,
      payment_method_types: ['us_bank_account'],
    });
    const { setup_intent } = body['error'] as { setup_intent: { id: string } };
    expect([status, body]).toMatchObject([402, { error: { code: 'bank_account_unusable' } }]);
    expect(await world.list('GET /v1/setup_attempts', { setup_intent: setup_intent.id })).toMatchObject([
      { status: 'failed', setup_error: { code: 'bank_account_unusable' } },
    ]);
    expect(await world.events()).toEqual(['setup_intent.created', 'setup_intent.setup_failed']);
  });

  it.each(['payment_intents', 'setup_intents'])(
    'is not used by %s that wait for its deposits',
    async (intents) => {
      const [one, same] = [await keep(CLOSED), await keep(CLOSED)];
      const { id, status } = await world.ok(`POST /v1/${intents}`, [], {
        confirm: true,
        customer: 'cus_1',
        mandate_data,
        payment_method: same,
        payment_method_types: ['us_bank_account'],
        ...(intents === 'payment_intents' ? { amount: 2000, currency: 'usd' } : {}),
      });
      await debit(one);
      const verifying = world.call(`POST /v1/${intents}/{intent}/verify_microdeposits`, [id as string], {
        amounts: [32, 45],
      });
      expect([status, await verifying]).toMatchObject([
        'requires_action',
        [402, { error: { code: 'bank_account_unusable' } }],
      ]);
    },
  );

  it('is as it was when there were no funds', async () => {
    const id = await keep('000222222227');
    await debit(id);
    expect(await statusOf(id)).toEqual({});
    expect((await pay(id))[1]).toMatchObject({ status: 'processing' });
  });
});

it('is blocked by the second debit that is disputed; the first ends the mandate', async () => {
  const id = await keep(DISPUTED);
  await debit(id);
  const first = await world.events();
  expect(first).toEqual([
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
    'mandate.updated',
  ]);
  expect(await statusOf(id)).toEqual({});
  expect(await pay(id)).toMatchObject([400, { error: { param: 'mandate_data' } }]);
  await debit(id);
  expect(await world.events()).toEqual([...first, 'payment_method.automatically_updated']);
  expect(await statusOf(id)).toEqual({
    blocked: { network_code: 'R10', reason: 'debit_not_authorized' },
  });
  expect(await pay(id, 'cus_1', { mandate_data })).toMatchObject([
    402,
    { error: { code: 'bank_account_unusable' } },
  ]);
});

describe('Radar', () => {
  const refused = { code: 'payment_method_provider_decline', decline_code: 'fraudulent' };

  it('blocks a debit that is too risky, before anybody is asked', async () => {
    expect(await pay(await keep(RISKY), 'cus_1', { mandate_data })).toMatchObject([402, { error: refused }]);
    expect(await lastCharge()).toMatchObject({
      status: 'failed',
      outcome: {
        network_status: 'not_sent_to_network',
        reason: 'highest_risk_level',
        risk_level: 'highest',
        type: 'blocked',
      },
    });
    expect(await world.events()).toEqual(
      expect.arrayContaining(['charge.failed', 'payment_intent.payment_failed']),
    );
  });

  it.each([
    ['block', '000123456789', 402, { error: { ...refused, decline_code: 'merchant_blacklist' } }],
    ['allow', RISKY, 200, { status: 'requires_action' }],
  ])('has lists of accounts that %s them', async (action, number, status, answer) => {
    const id = await keep(number);
    const { us_bank_account } = await world.ok('GET /v1/payment_methods/{payment_method}', [id]);
    const { fingerprint: value } = us_bank_account as { fingerprint: string };
    const { id: value_list } = await world.ok('POST /v1/radar/value_lists', [], {
      alias: `accounts_${action}list`,
      item_type: 'us_bank_account_fingerprint',
      name: 'Accounts',
    });
    await world.ok('POST /v1/radar/value_list_items', [], { value, value_list });
    expect(await pay(id, 'cus_1', { mandate_data })).toMatchObject([status, answer]);
    if (action === 'block') {
      expect(await lastCharge()).toMatchObject({
        outcome: { reason: 'rule', rule: 'block_if_in_accounts_blocklist', type: 'blocked' },
      });
    }
  });
});
