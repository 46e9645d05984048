import { DAY, HOUR, type JsonObject } from '@pinstripe/kernel';
import { businessDayFrom, businessDaysAfter } from '../src/balance-transactions/business-days.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const idOf = (object: JsonObject) => object['id'] as string;
const PROCESSING = '000000000009';
const address = { line1: '1 High Street', city: 'London', postal_code: 'SW1A 1AA', country: 'GB' };
const debits = {
  bacs_debit: { currency: 'gbp', hash: { account_number: '00012345', sort_code: '108800' } },
  sepa_debit: { currency: 'eur', hash: { iban: 'DE89370400440532013000' } },
  us_bank_account: {
    currency: 'usd',
    hash: { account_number: '000123456789', routing_number: '110000000' },
  },
};
type Type = keyof typeof debits;

/** A debit that its bank has been told of. */
const order = async (type: Type, options: object = {}, hash: object = {}) => {
  const intent = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: debits[type].currency,
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    payment_method_data: {
      type,
      [type]: { ...debits[type].hash, ...hash },
      billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com', address },
    },
    payment_method_options: { [type]: options },
    payment_method_types: [type],
  });
  if (type !== 'us_bank_account') return intent;
  const ids = [idOf(intent)];
  return world.ok('POST /v1/payment_intents/{intent}/verify_microdeposits', ids, { amounts: [32, 45] });
};
const found = (intent: JsonObject) => world.ok('GET /v1/payment_intents/{intent}', [idOf(intent)]);
const cancel = (intent: JsonObject) => world.call('POST /v1/payment_intents/{intent}/cancel', [idOf(intent)]);
const chargeOf = ({ latest_charge }: JsonObject) =>
  world.ok('GET /v1/charges/{charge}', [latest_charge as string]);
/** A day, and its beginning. */
const inDays = (days: number) => {
  const day = (Math.floor(world.clock.millis() / 1000 / DAY) + days) * DAY;
  return { target_date: new Date(day * 1000).toISOString().slice(0, 10), debited_at: businessDayFrom(day) };
};
const until = (time: number) => world.advance(time - Math.floor(world.clock.millis() / 1000));

describe('a debit that is put off', () => {
  it.each(['bacs_debit', 'sepa_debit', 'us_bank_account'] as const)(
    'by %s waits for its day',
    async (type) => {
      const { debited_at, target_date } = inDays(10);
      const intent = await order(type, { target_date });
      expect(intent).toMatchObject({ status: 'processing' });
      const { balance_transaction } = await chargeOf(intent);
      const transaction = await world.ok('GET /v1/balance_transactions/{id}', [
        balance_transaction as string,
      ]);
      const days = { bacs_debit: 4, sepa_debit: 5, us_bank_account: 4 }[type];
      expect(transaction).toMatchObject({
        available_on: businessDaysAfter(debited_at, days),
        status: 'pending',
      });
      await until(debited_at - HOUR);
      expect(await found(intent)).toMatchObject({ status: 'processing' });
      await until(debited_at + 10);
      expect(await found(intent)).toMatchObject({ status: 'succeeded' });
    },
  );

  it('can be canceled until three business days before', async () => {
    const { debited_at, target_date } = inDays(14);
    const [one, other] = [
      await order('bacs_debit', { target_date }),
      await order('bacs_debit', { target_date }),
    ];
    expect(await cancel(one)).toMatchObject([200, { status: 'canceled' }]);
    await until(debited_at - DAY);
    expect(await cancel(other)).toMatchObject([400, { error: { code: 'payment_intent_unexpected_state' } }]);
    await until(debited_at + 10);
    expect(await found(one)).toMatchObject({ status: 'canceled' });
    expect(await found(other)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a debit that is on its way', () => {
  it('by ACH can be canceled, and its money is taken back', async () => {
    const intent = await order('us_bank_account', {}, { account_number: PROCESSING });
    await world.events();
    expect(await world.balance()).toEqual({ available: 0, pending: 1984 });
    expect(await cancel(intent)).toMatchObject([200, { amount_received: 0, status: 'canceled' }]);
    expect(await world.events()).toEqual(['charge.failed', 'payment_intent.canceled']);
    expect(await chargeOf(intent)).toMatchObject({
      failure_balance_transaction: expect.stringMatching(/^txn_/),
      failure_code: null,
      paid: false,
      status: 'failed',
    });
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
    await world.advance(30 * DAY);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
  });

  it('brings nothing as long as its bank says nothing', async () => {
    const intent = await order('us_bank_account', {}, { account_number: PROCESSING });
    await world.advance(400 * DAY);
    expect(await found(intent)).toMatchObject({ status: 'processing' });
    expect(await world.balance()).toEqual({ available: 0, pending: 1984 });
    expect(await cancel(intent)).toMatchObject([200, { status: 'canceled' }]);
    expect(await world.balance()).toEqual({ available: 0, pending: 0 });
  });

  it('is canceled or paid, and never both', async () => {
    for (let round = 0; round < 3; round += 1) {
      const intent = await order('us_bank_account');
      const before = await world.balance();
      const [[status]] = await Promise.all([cancel(intent), world.advance(6)]);
      await world.advance(1);
      const paid = { canceled: false, succeeded: true }[(await found(intent))['status'] as 'canceled'];
      expect([status, paid]).toEqual(status === 200 ? [200, false] : [400, true]);
      const { pending } = await world.balance();
      expect(pending).toBe(before.pending - (paid === true ? 0 : 1984));
    }
  });

  it('by another way can not', async () => {
    const intent = await order('sepa_debit');
    expect(await cancel(intent)).toMatchObject([400, { error: { code: 'payment_intent_unexpected_state' } }]);
    await world.advance(10);
    expect(await found(intent)).toMatchObject({ status: 'succeeded' });
  });
});

it('an account that is not verified at once is not verified with deposits where nobody wants them', async () => {
  const asked = order('us_bank_account', { verification_method: 'instant' });
  await expect(asked).rejects.toThrow('payment_method_options[us_bank_account][verification_method]');
  expect(await world.list('GET /v1/payment_intents')).toEqual([]);
});
