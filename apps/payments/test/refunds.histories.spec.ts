import { DAY, type JsonObject, MINUTE } from '@pinstripe/kernel';
import fc from 'fast-check';
import { MoneyWorld } from './money-world.ts';
import { mandate_data, paying, type Started, sum, type Way } from './paying.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());

const { onPage, pay } = paying(() => world);

const payer = (email: string) => ({ billing_details: { name: 'Jenny Rosen', email } });
const jenny = payer('jenny@example.com');
const unlucky = payer('jenny_refund_fail@example.com');
const card = (name: string, capture_method = 'automatic') => ({
  type: 'card',
  currency: 'usd',
  payment_method: `pm_card_${name}`,
  capture_method,
});
const debit = (iban: string, who: object = jenny) => ({
  type: 'sepa_debit',
  currency: 'eur',
  hash: { iban },
  mandate_data,
  ...who,
});
const by = (type: string, currency: string, who: object = jenny, params: object = {}) => ({
  type,
  currency,
  ...who,
  ...params,
});

/** Ways to pay that differ in what becomes of a refund, or of what it gives back. */
const ways: Way[] = [
  card('visa', 'manual'),
  card('pendingRefund'),
  card('refundFail'),
  card('createDispute'),
  card('createDisputeInquiry'),
  debit('DE08370400440532013003'),
  debit('DE78370400440532013004'),
  debit('DE35370400440532013002'),
  debit('DE89370400440532013000', unlucky),
  by('sofort', 'eur', jenny, { hash: { country: 'DE' } }),
  by('ideal', 'eur', unlucky),
  by('revolut_pay', 'eur', unlucky, { capture_method: 'manual' }),
  by('multibanco', 'eur'),
  by('promptpay', 'thb'),
  by('konbini', 'jpy', payer('succeed_immediately@example.com')),
  by('paypal', 'eur', payer('dispute_general@example.com')),
];

const refund = ({ id }: Started, params: object = {}) =>
  world.call('POST /v1/refunds', [], { payment_intent: id, ...params });
const refundsOf = ({ id }: Started) => world.list('GET /v1/refunds', { limit: 100, payment_intent: id });
const disputesOf = ({ id }: Started) => world.list('GET /v1/disputes', { payment_intent: id });

/** Does something to the oldest refund, or the youngest, in the hope that its status allows that. */
const toOne = (oldest: boolean, operation: string, params: object = {}) => {
  return async (started: Started) => {
    const refund = (await refundsOf(started)).at(oldest ? -1 : 0);
    if (refund !== undefined) await world.call(operation, [refund['id'] as string], params);
  };
};
const contest = (uncategorized_text: string) => async (started: Started) => {
  for (const { id } of await disputesOf(started)) {
    await world.call('POST /v1/disputes/{dispute}', [id as string], { evidence: { uncategorized_text } });
  }
};
const named = (account_number: string) => ({ account_number });
const NAME = 'POST /pinstripe/refunds/{refund}/bank_account';

/** What can be done to a payment; whatever its state does not allow is refused, and moves nothing. */
const actions = {
  authorize: (started) => onPage(started, 'succeeded'),
  capture: ({ id }) => world.call('POST /v1/payment_intents/{intent}/capture', [id]),
  capture_part: ({ id }) =>
    world.call('POST /v1/payment_intents/{intent}/capture', [id], { amount_to_capture: 1700 }),
  cancel_intent: ({ id }) => world.call('POST /v1/payment_intents/{intent}/cancel', [id]),
  refund: (started) => refund(started),
  refund_part: (started) => refund(started, { amount: 300 }),
  refund_fraud: (started) => refund(started, { amount: 500, reason: 'fraudulent' }),
  refund_at_once: (started) => Promise.all([900, 900, 900].map((amount) => refund(started, { amount }))),
  refund_as_time_passes: (started) =>
    Promise.all([refund(started, { amount: 700 }), refund(started, { amount: 1100 }), world.advance(6)]),
  cancel: toOne(true, 'POST /v1/refunds/{refund}/cancel'),
  expire: toOne(false, 'POST /v1/test_helpers/refunds/{refund}/expire'),
  name_account: toOne(true, NAME, named('0001234')),
  name_account_abroad: toOne(true, NAME, named('000123456789')),
  name_other_account: toOne(false, NAME, named('1111113')),
  win: contest('winning_evidence'),
  lose: contest('losing_evidence'),
  escalate: contest('escalate_inquiry_evidence'),
  wait: () => world.advance(6),
  wait_longer: () => world.advance(4 * MINUTE),
  wait_long: () => world.advance(46 * DAY),
} satisfies Record<string, (started: Started) => Promise<unknown>>;

const ENDED = new Set(['canceled', 'failed']);
/** What waits until its payment is there. */
const isBooked = ({ balance_transaction }: JsonObject) => balance_transaction !== null;

/** Holds the books to each other; answers the refunds, for the next time. */
async function audit(started: Started, before: ReadonlyMap<unknown, JsonObject>) {
  const charges = await world.list('GET /v1/charges', { payment_intent: started.id });
  const refunds = await refundsOf(started);
  const disputes = await disputesOf(started);
  const booked = await world.list('GET /v1/balance_transactions', { limit: 100 });
  const transactions = new Map(booked.map((each) => [each['id'], each]));
  const { available, pending } = (await world.ok('GET /v1/balance', [])) as Record<string, JsonObject[]>;
  expect(sum([...available!, ...pending!], 'amount')).toBe(sum(booked, 'net'));
  for (const { amount, fee, net } of booked) expect(net).toBe((amount as number) - (fee as number));

  for (const charge of charges) {
    const { amount, amount_captured, amount_refunded, captured, id, refunded, status } = charge;
    const given_back = refunds.filter(
      (each) => each['charge'] === id && !ENDED.has(each['status'] as string),
    );
    const is_released = captured === false && status === 'succeeded' && (amount_refunded as number) > 0;
    expect(amount_refunded).toBe(sum(given_back, 'amount'));
    expect(amount_refunded).toBeLessThanOrEqual(amount as number);
    expect(refunded).toBe(is_released || (captured === true && amount_refunded === amount));
    if (status === 'failed') expect([amount_captured, amount_refunded]).toEqual([0, 0]);
    if (status === 'pending') expect(given_back.filter(isBooked)).toEqual([]);
    const is_lost = disputes.some((each) => !/^warning|^won$/.test(each['status'] as string));
    if (is_lost) expect(given_back.filter((each) => each['status'] === 'pending')).toEqual([]);
  }

  for (const each of refunds) {
    const { amount, balance_transaction, failure_balance_transaction, id, status } = each;
    const known = before.get(id);
    expect(known?.['amount'] ?? amount).toBe(amount);
    if (ENDED.has(known?.['status'] as string)) expect(each).toEqual(known);
    expect(status === 'requires_action').toBe('next_action' in each);
    if (isBooked(each)) {
      expect(transactions.get(balance_transaction)).toMatchObject({
        amount: -(amount as number),
        source: id,
      });
    }
    expect(failure_balance_transaction !== undefined).toBe(ENDED.has(status as string) && isBooked(each));
    if (failure_balance_transaction !== undefined) {
      expect(transactions.get(failure_balance_transaction)).toMatchObject({ amount, source: id });
    }
  }
  const of_refunds = booked.filter(({ source }) => refunds.some(({ id }) => id === source));
  const out = refunds.filter((each) => isBooked(each) && !ENDED.has(each['status'] as string));
  expect(sum(of_refunds, 'amount')).toBe(0 - sum(out, 'amount'));
  return new Map(refunds.map((each) => [each['id'], each]));
}

it('gives back what was taken and no more, whatever becomes of refunds', async () => {
  const names = Object.keys(actions) as (keyof typeof actions)[];
  const histories = fc.asyncProperty(
    fc.constantFrom(...ways),
    fc.array(fc.constantFrom(...names), { maxLength: 7, minLength: 2 }),
    fc.boolean(),
    async (way, history, is_authorized) => {
      world.begin();
      const started = await pay(way);
      if (is_authorized) await onPage(started, 'succeeded');
      let known = await audit(started, new Map());
      for (const action of history) {
        await actions[action](started);
        known = await audit(started, known);
      }
      await world.advance(MINUTE);
      await audit(started, known);
    },
  );
  await fc.assert(histories, { numRuns: 40 });
});
