import { DAY, type JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.begin();
  world.customers = {
    cus_1: { id: 'cus_1', object: 'customer', email: 'jenny@example.com' },
    cus_2: { id: 'cus_2', object: 'customer', email: null },
  };
  for (const customer of ['cus_1', 'cus_2']) {
    await world.ok('POST /v1/test_helpers/customers/{customer}/fund_cash_balance', [customer], {
      amount: 1000,
      currency: 'eur',
    });
  }
  await world.told();
});

/** A bank has said what there is to say. */
const ARRIVED = 10;
const GOOD_IBAN = 'DE89370400440532013000';
const BAD_IBAN = 'DE62370400440532013001';

const refund = (params: object = {}) =>
  world.call('POST /v1/refunds', [], {
    amount: 400,
    currency: 'eur',
    customer: 'cus_1',
    origin: 'customer_balance',
    ...params,
  });
const retrieve = (id: unknown) => world.ok('GET /v1/refunds/{refund}', [id as string]);
const expire = (id: unknown) => world.call('POST /v1/test_helpers/refunds/{refund}/expire', [id as string]);
const cancel = (id: unknown) => world.call('POST /v1/refunds/{refund}/cancel', [id as string]);
const answer = (id: unknown, account_number: string) =>
  world.call('POST /pinstripe/refunds/{refund}/bank_account', [id as string], { account_number });
const available = async (customer = 'cus_1') =>
  (await world.ok('GET /v1/customers/{customer}/cash_balance', [customer]))['available'];
const last = async () => {
  const { data } = await world.ok('GET /v1/customers/{customer}/cash_balance_transactions', ['cus_1']);
  return (data as JsonObject[])[0]!;
};

describe('a refund of a cash balance', () => {
  it('waits for its customer, who is asked by e-mail', async () => {
    const [status, body] = await refund({ metadata: { order: '7' }, reason: 'requested_by_customer' });
    const asked_at = body['created'] as number;
    expect([status, body]).toEqual([
      200,
      {
        id: expect.stringMatching(/^re_/),
        object: 'refund',
        amount: 400,
        balance_transaction: null,
        charge: null,
        created: asked_at,
        currency: 'eur',
        destination_details: {
          eu_bank_transfer: { reference: null, reference_status: null },
          type: 'eu_bank_transfer',
        },
        instructions_email: 'jenny@example.com',
        metadata: { order: '7' },
        next_action: {
          display_details: {
            email_sent: { email_sent_at: asked_at, email_sent_to: 'jenny@example.com' },
            expires_at: asked_at + 45 * DAY,
          },
          type: 'display_details',
        },
        payment_intent: null,
        reason: 'requested_by_customer',
        receipt_number: null,
        source_transfer_reversal: null,
        status: 'requires_action',
        transfer_reversal: null,
      },
    ]);
    expect(await available()).toEqual({ eur: 600 });
    expect(await last()).toMatchObject({ ending_balance: 600, net_amount: -400, type: 'return_initiated' });
    expect(await world.events()).toEqual(['customer_cash_balance_transaction.created', 'refund.created']);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
  });

  it('is on its way once an account is named, and arrives', async () => {
    const [, { id }] = await refund();
    await world.told();
    expect(await answer(id, GOOD_IBAN)).toMatchObject([200, { status: 'pending' }]);
    expect(await retrieve(id)).not.toHaveProperty('next_action');
    expect(await cancel(id)).toMatchObject([400, {}]);
    await world.advance(ARRIVED);
    expect(await retrieve(id)).toMatchObject({
      destination_details: {
        eu_bank_transfer: { reference: expect.stringMatching(/^\w{12}$/), reference_status: 'available' },
      },
      status: 'succeeded',
    });
    await world.advance(46 * DAY);
    expect(await retrieve(id)).toMatchObject({ status: 'succeeded' });
    expect(await world.events()).toEqual(['refund.updated', 'refund.updated']);
  });

  it('asks once more when the bank sends it back', async () => {
    const [, { id, created }] = await refund();
    await answer(id, BAD_IBAN);
    await world.advance(ARRIVED);
    const asked = await retrieve(id);
    expect(asked).toMatchObject({ instructions_email: 'jenny@example.com', status: 'requires_action' });
    const { display_details } = asked['next_action'] as { display_details: { expires_at: number } };
    expect(display_details.expires_at).toBeGreaterThan((created as number) + 45 * DAY);
    expect(await answer(id, `FR${GOOD_IBAN.slice(2)}`)).toMatchObject([200, { status: 'pending' }]);
    expect(await available()).toEqual({ eur: 600 });
  });

  it('goes nowhere but to test accounts', async () => {
    const [, { id }] = await refund();
    const error = { param: 'account_number' };
    expect(await answer(id, 'DE89370400440532013009')).toMatchObject([400, { error }]);
    expect(await retrieve(id)).toMatchObject({ status: 'requires_action' });
  });

  it.each<[string, (id: unknown) => Promise<unknown>, object, string[]]>([
    [
      'is canceled',
      cancel,
      { failure_reason: 'merchant_request', status: 'canceled' },
      ['customer_cash_balance_transaction.created', 'refund.updated'],
    ],
    [
      'is not answered',
      () => world.advance(45 * DAY),
      { failure_reason: 'unknown', status: 'failed' },
      ['customer_cash_balance_transaction.created', 'refund.updated', 'refund.failed'],
    ],
    [
      'is made to expire',
      expire,
      { failure_reason: 'unknown', status: 'failed' },
      ['customer_cash_balance_transaction.created', 'refund.updated', 'refund.failed'],
    ],
  ])('comes back when it %s', async (_, end, ended, events) => {
    const [, { id }] = await refund();
    await world.told();
    await end(id);
    expect(await retrieve(id)).toMatchObject(ended);
    expect(await retrieve(id)).not.toHaveProperty('next_action');
    expect(await available()).toEqual({ eur: 1000 });
    expect(await last()).toMatchObject({ ending_balance: 1000, net_amount: 400, type: 'return_canceled' });
    expect(await world.events()).toEqual(events);
    expect(await expire(id)).toMatchObject([400, {}]);
    expect(await answer(id, GOOD_IBAN)).toMatchObject([400, {}]);
  });

  it('asks at the address that it is told', async () => {
    const missing = { code: 'parameter_missing', param: 'instructions_email' };
    expect(await refund({ customer: 'cus_2' })).toMatchObject([400, { error: missing }]);
    const instructions_email = 'rosen@example.com';
    expect(await refund({ customer: 'cus_2', instructions_email })).toMatchObject([
      200,
      { instructions_email },
    ]);
    expect(await refund({ instructions_email: 'rosen' })).toMatchObject([
      400,
      { error: { code: 'email_invalid' } },
    ]);
  });

  it.each<[object, object]>([
    [{ amount: 1001 }, { code: 'balance_insufficient', param: 'amount' }],
    [{ amount: 0 }, { param: 'amount' }],
    [{ amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    [{ currency: undefined }, { code: 'parameter_missing', param: 'currency' }],
    [{ customer: undefined }, { code: 'parameter_missing', param: 'customer' }],
    [{ currency: 'usd' }, { code: 'balance_insufficient' }],
    [{ charge: 'ch_1' }, { param: 'origin' }],
    [{ reverse_transfer: true }, { param: 'reverse_transfer' }],
    [{ refund_application_fee: true }, { param: 'refund_application_fee' }],
  ])('is not made with %j', async (params, error) => {
    expect(await refund(params)).toMatchObject([400, { error }]);
    expect(await available()).toEqual({ eur: 1000 });
  });
});
