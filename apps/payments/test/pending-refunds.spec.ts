import { DAY, type JsonObject } from '@pinstripe/kernel';
import { now, setTimer } from '@pinstripe/service';
import { charges } from '../src/charges/charge.entity.ts';
import { foreseen_causes } from '../src/disputes/dispute.causes.ts';
import { openDispute } from '../src/disputes/disputes.ts';
import { refunds } from '../src/refunds/refund.entity.ts';
import { RefundsService } from '../src/refunds/refunds.service.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

/** The bank has said what there is to say. */
const DECIDED = 10;
const SUCCEEDS = 'DE89370400440532013000';
const FAILS = 'DE62370400440532013001';
const DISPUTED = 'DE35370400440532013002';

/** A debit that is on its way; answers its charge. */
const debit = async (iban: string, email = 'jenny@example.com') => {
  const intent = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: 'eur',
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban },
      billing_details: { name: 'Jenny Rosen', email },
    },
    payment_method_types: ['sepa_debit'],
  });
  await world.told();
  return intent['latest_charge'] as string;
};
const refund = (charge: string, amount?: number) =>
  world.ok('POST /v1/refunds', [], amount === undefined ? { charge } : { amount, charge });
const read = ({ id }: JsonObject) => world.ok('GET /v1/refunds/{refund}', [id as string]);
const charged = (id: string) => world.ok('GET /v1/charges/{charge}', [id]);
/** What has been booked, oldest first: types and nets. */
const booked = async () => {
  const transactions = await world.list('GET /v1/balance_transactions');
  return transactions.map(({ net, type }) => `${type as string} ${net as number}`).reverse();
};

describe('a refund of a debit that is on its way', () => {
  it('waits for the payment, then for the bank', async () => {
    const charge = await debit(SUCCEEDS);
    const asked = await refund(charge, 500);
    expect(asked).toMatchObject({
      id: expect.stringMatching(/^pyr_/),
      balance_transaction: null,
      charge,
      status: 'pending',
    });
    expect(asked).not.toHaveProperty('destination_details');
    expect(await world.events()).toEqual(['refund.created', 'charge.refunded']);
    expect(await charged(charge)).toMatchObject({ amount_refunded: 500, refunded: false, status: 'pending' });
    expect(await booked()).toEqual(['payment 1984']);
    expect(await world.error('POST /v1/refunds/{refund}/cancel', [asked['id'] as string])).toMatchObject([
      400,
      { message: expect.stringContaining('status of pending') },
    ]);

    await world.advance(DECIDED);
    const actioned = await read(asked);
    expect(actioned).toMatchObject({
      balance_transaction: expect.stringMatching(/^txn_/),
      destination_details: {
        eu_bank_transfer: { reference: null, reference_status: 'pending' },
        type: 'eu_bank_transfer',
      },
      status: 'pending',
    });
    expect(await world.told()).toMatchObject([
      { type: 'charge.succeeded', data: { object: { amount_refunded: 500 } } },
      { type: 'refund.updated', data: { previous_attributes: { balance_transaction: null } } },
      { type: 'charge.refund.updated' },
      { type: 'payment_intent.succeeded', data: { object: { amount_received: 2000 } } },
    ]);
    expect(await booked()).toEqual(['payment 1984', 'payment_refund -500']);

    await world.advance(DECIDED);
    expect(await read(asked)).toEqual({
      ...actioned,
      destination_details: {
        eu_bank_transfer: { reference: expect.stringMatching(/^\d{15}$/), reference_status: 'available' },
        type: 'eu_bank_transfer',
      },
      status: 'succeeded',
    });
    expect(await world.events()).toEqual(['refund.updated', 'charge.refund.updated']);
    expect(await booked()).toHaveLength(2);
  });

  it('is canceled when the payment fails, and nothing has moved', async () => {
    const charge = await debit(FAILS);
    const parts = [await refund(charge, 500), await refund(charge)];
    expect(await charged(charge)).toMatchObject({ amount_refunded: 2000, refunded: true });
    expect(await world.error('POST /v1/refunds', [], { charge })).toMatchObject([
      400,
      { code: 'charge_already_refunded' },
    ]);
    await world.told();
    await world.advance(DECIDED);
    for (const part of parts) {
      const canceled = await read(part);
      expect(canceled).toMatchObject({
        balance_transaction: null,
        failure_reason: 'unknown',
        status: 'canceled',
      });
      expect(canceled).not.toHaveProperty('failure_balance_transaction');
    }
    expect(await charged(charge)).toMatchObject({ amount_refunded: 0, refunded: false, status: 'failed' });
    expect(await world.events()).toEqual([
      'charge.failed',
      ...parts.flatMap(() => ['refund.updated', 'charge.refund.updated']),
      'payment_intent.payment_failed',
    ]);
    expect(await booked()).toEqual(['payment 1984', 'payment_failure_refund -1984']);
    await world.advance(DECIDED);
    expect(await world.events()).toEqual([]);
  });

  it('is canceled with a payment that is called back', async () => {
    const { id } = await world.ok('POST /v1/payment_intents', [], {
      amount: 2000,
      confirm: true,
      currency: 'usd',
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
      payment_method_data: {
        type: 'us_bank_account',
        us_bank_account: { account_number: '000123456789', routing_number: '110000000' },
        billing_details: { name: 'Jenny Rosen' },
      },
      payment_method_types: ['us_bank_account'],
    });
    const ids = [id as string];
    const verified = { amounts: [32, 45] };
    await world.ok('POST /v1/payment_intents/{intent}/verify_microdeposits', ids, verified);
    const asked = await world.ok('POST /v1/refunds', [], { payment_intent: id });
    await world.told();
    await world.ok('POST /v1/payment_intents/{intent}/cancel', ids);
    expect(await read(asked)).toMatchObject({ balance_transaction: null, status: 'canceled' });
    expect(await charged(asked['charge'] as string)).toMatchObject({ amount_refunded: 0, status: 'failed' });
    expect(await world.events()).toEqual([
      'charge.failed',
      'refund.updated',
      'charge.refund.updated',
      'payment_intent.canceled',
    ]);
    await world.advance(DECIDED);
    expect(await booked()).toEqual(['payment 1984', 'payment_failure_refund -1984']);
  });

  it('fails when the payment is disputed as soon as it is there', async () => {
    const charge = await debit(DISPUTED);
    const asked = await refund(charge, 500);
    await world.told();
    await world.advance(DECIDED);
    expect(await read(asked)).toMatchObject({
      failure_balance_transaction: expect.stringMatching(/^txn_/),
      failure_reason: 'charge_for_pending_refund_disputed',
      status: 'failed',
    });
    expect(await charged(charge)).toMatchObject({ amount_refunded: 0, disputed: true });
    expect((await world.events()).slice(4)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
    ]);
    expect(await booked()).toEqual([
      'payment 1984',
      'payment_refund -500',
      'adjustment -3500',
      'payment_refund 500',
    ]);
    expect(await world.error('POST /v1/refunds', [], { charge })).toMatchObject([
      400,
      { code: 'charge_disputed' },
    ]);
  });

  it('comes back when the bank of the payer does not take it', async () => {
    const charge = await debit(SUCCEEDS, 'jenny_refund_fail@example.com');
    const asked = await refund(charge, 500);
    await world.advance(DECIDED);
    expect(await read(asked)).toMatchObject({ status: 'pending' });
    await world.advance(DECIDED);
    expect(await read(asked)).toMatchObject({
      destination_details: { eu_bank_transfer: { reference: null, reference_status: 'unavailable' } },
      failure_reason: 'declined',
      status: 'failed',
    });
    expect(await charged(charge)).toMatchObject({ amount_refunded: 0 });
    expect(await booked()).toEqual(['payment 1984', 'payment_refund -500', 'payment_refund 500']);
  });

  it('comes back to the balance however old the payment is', async () => {
    const charge = await debit(SUCCEEDS, 'jenny_refund_fail@example.com');
    await world.advance(179 * DAY);
    const asked = await refund(charge);
    await world.told();
    await world.advance(2 * DAY);
    expect(await read(asked)).toMatchObject({ failure_reason: 'declined', status: 'failed' });
    expect((await world.events()).filter((type) => type.includes('refund'))).toEqual([
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
    ]);
    expect(await booked()).toEqual(['payment 1984', 'payment_refund -2000', 'payment_refund 2000']);
    expect(await world.error('POST /v1/refunds', [], { charge })).toMatchObject([
      400,
      { code: 'charge_not_refundable' },
    ]);
  });

  it('that an earlier version has sent on its way at once is left to its bank', async () => {
    const charge = await debit(SUCCEEDS);
    const asked = await refund(charge, 500);
    await world.unit(async () => {
      const { id } = await refunds.load(asked['id'] as string);
      refunds.setPrivate(id, {});
    });
    await world.told();
    await world.advance(DECIDED);
    expect(await read(asked)).toMatchObject({ status: 'pending' });
    expect(await world.events()).toEqual(['charge.succeeded', 'payment_intent.succeeded']);
  });

  it('has its way when the process that was asked for it has died', async () => {
    const charge = await debit(SUCCEEDS);
    const service = world.service.app.get(RefundsService);
    await world.unit(() => service.create({ amount: 500, charge }));
    expect(await world.list('GET /v1/refunds', { charge })).toEqual([]);
    await world.advance(2 * DECIDED);
    await world.advance(2 * DECIDED);
    await world.advance(2 * DECIDED);
    expect(await world.list('GET /v1/refunds', { charge })).toMatchObject([
      { amount: 500, status: 'succeeded' },
    ]);
    expect(await booked()).toEqual(['payment 1984', 'payment_refund -500']);
  });

  it('is actioned once, whoever is asked for it while the bank speaks', async () => {
    for (const iban of [SUCCEEDS, FAILS]) {
      world.begin();
      const charge = await debit(iban);
      world.clock.advance(DECIDED);
      const polls = [world.service.poll(), world.service.poll()];
      const asked = Array.from({ length: 5 }, () =>
        world.call('POST /v1/refunds', [], { charge, amount: 600 }),
      );
      await Promise.all([...polls, ...asked]);
      await world.advance(DECIDED);
      await world.advance(DECIDED);
      const made = await world.list('GET /v1/refunds', { charge });
      const { amount_refunded } = await charged(charge);
      const succeeded = made.filter(({ status }) => status === 'succeeded');
      expect(made.map(({ status }) => status)).not.toContain('pending');
      expect(amount_refunded).toBe(600 * succeeded.length);
      expect(succeeded).toHaveLength(iban === SUCCEEDS ? 3 : 0);
      expect((await booked()).filter((each) => each.startsWith('payment_refund'))).toEqual(
        succeeded.map(() => 'payment_refund -600'),
      );
    }
  });
});

it('a refund that is pending fails when an inquiry becomes a chargeback', async () => {
  const paid = { amount: 2000, currency: 'usd', source: 'tok_pendingRefund' };
  const { id } = await world.ok('POST /v1/charges', [], paid);
  const charge = id as string;
  const { id: dispute } = await world.unit(async () =>
    openDispute(await charges.load(charge), 2000, foreseen_causes.inquiry[0]!),
  );
  await world.ok('POST /v1/disputes/{dispute}', [dispute], {
    evidence: { uncategorized_text: 'escalate_inquiry_evidence' },
  });
  await world.advance(4);
  const asked = await refund(charge, 500);
  expect(asked).toMatchObject({ destination_details: { card: { type: 'pending' } }, status: 'pending' });
  await world.told();
  await world.advance(2);
  expect(await read(asked)).toMatchObject({
    failure_reason: 'charge_for_pending_refund_disputed',
    status: 'failed',
  });
  expect(await world.events()).toEqual([
    'charge.dispute.updated',
    'charge.dispute.funds_withdrawn',
    'refund.updated',
    'charge.refund.updated',
    'refund.failed',
  ]);
  expect(await booked()).toEqual(['charge 1912', 'refund -500', 'adjustment -3500', 'refund_failure 500']);
  await world.advance(DECIDED);
  expect(await world.events()).toEqual([]);
});

it.each([
  ['succeeded', { failure_reason: null }],
  ['failed', { failure_reason: 'declined' }],
  ['succeeded', { answer: { kind: 'succeeded', destination_details: null, later: null } }],
])('a refund has %s by what a replica of an earlier version waits for: %j', async (status, said) => {
  const charge = await debit(SUCCEEDS);
  await world.advance(DECIDED);
  const asked = await refund(charge, 500);
  const id = asked['id'] as string;
  await world.unit(() => setTimer('refund_decision', id, now(), { refund: id, ...said }));
  await world.told();
  await world.advance(1);
  expect(await read(asked)).toMatchObject({ status });
  expect((await world.events()).slice(0, 2)).toEqual(['refund.updated', 'charge.refund.updated']);
});
