import { HOUR } from '@pinstripe/kernel';
import { foreseePayer } from '../providers/test-payers.ts';
import { authorize, cancel, charge, decline, isAllowed, type Source, STATUSES } from './source.ts';
import { ask, giveBack, isOwing, receive } from './source.receiver.ts';
import { SOURCE_TYPES } from './source-types.ts';
import { expiryOf } from './sources.watch.ts';

const source = (fields: object = {}): Source =>
  ({
    id: 'src_1',
    amount: 1099,
    currency: 'eur',
    ideal: { bank: null },
    owner: { name: 'Jenny Rosen' },
    redirect: { failure_reason: null, return_url: '', status: 'pending', url: '' },
    status: 'pending',
    type: 'ideal',
    ...fields,
  }) as unknown as Source;
const receiver = (received: number, charged: number, fields: object = {}) =>
  source({
    type: 'ach_credit_transfer',
    receiver: {
      amount_charged: charged,
      amount_received: received,
      amount_returned: 0,
      refund_attributes_method: 'manual',
      refund_attributes_status: 'missing',
    },
    ...fields,
  });

describe('a source', () => {
  it.each([
    ['pending', ['authorize', 'cancel', 'decline', 'receive']],
    ['chargeable', ['cancel', 'charge', 'receive']],
    ['consumed', []],
    ['failed', []],
    ['canceled', []],
  ])('that is %s can be %j', (status, allowed) => {
    const actions = Object.values(STATUSES).flat();
    const found = actions.filter((action) => isAllowed(source({ status }), action));
    expect([...new Set(found)].sort()).toEqual(allowed);
  });

  it('says what came of the payer’s way', () => {
    expect(authorize(source())).toMatchObject({ redirect: { status: 'succeeded' }, status: 'chargeable' });
    const refused = { failure_reason: 'declined', status: 'failed' };
    expect(decline(source())).toMatchObject({ redirect: refused, status: 'failed' });
    const left = { failure_reason: 'user_abort', status: 'failed' };
    expect(cancel(source())).toMatchObject({ redirect: left, status: 'canceled' });
    expect(cancel(authorize(source()))).toMatchObject({ redirect: { status: 'succeeded' } });
  });

  it.each([
    ['is used up without a customer', {}, 'consumed'],
    ['stays with a customer', { customer: 'cus_1' }, 'chargeable'],
  ])('%s when it is charged', (_what, fields, status) => {
    expect(charge(source({ status: 'chargeable', ...fields }), 1099)).toMatchObject({ status });
  });

  it.each([
    [4242, 'pending'],
    [4241, 'chargeable'],
  ])('that is kept and received 4242 is, charged %i, %s', (amount, status) => {
    const kept = receiver(4242, 0, { customer: 'cus_1', status: 'chargeable' });
    expect(charge(kept, amount)).toMatchObject({ receiver: { amount_charged: amount }, status });
  });

  it('owes what nobody can charge any more, and gives it back when it is known to where', () => {
    const canceled = { ...receive(receiver(0, 0), 4242), status: 'canceled' };
    expect([isOwing(canceled), isOwing(receiver(4242, 4242, { status: 'consumed' }))]).toEqual([true, false]);
    const asked = ask(canceled);
    expect(asked.receiver).toMatchObject({ refund_attributes_status: 'requested' });
    expect(ask(asked)).toBe(asked);
    expect(giveBack(asked)).toBe(asked);
    const known = { ...asked, receiver: { ...asked.receiver!, refund_attributes_status: 'available' } };
    expect(giveBack(known).receiver).toMatchObject({ amount_returned: 4242 });
    expect(giveBack(giveBack(known))).toEqual(giveBack(known));
  });
});

/** Noon in Greenwich, and 17:00. */
const [NOON, EVENING] = [Date.UTC(2025, 2, 1, 12) / 1000, Date.UTC(2025, 2, 1, 17) / 1000];

it.each([
  ['ideal', 'pending', NOON, NOON + HOUR],
  ['ideal', 'chargeable', NOON, NOON + 6 * HOUR],
  ['ideal', 'consumed', NOON, null],
  ['wechat', 'chargeable', NOON, NOON + 3.75 * HOUR],
  ['wechat', 'chargeable', EVENING, EVENING + 6 * HOUR],
  ['multibanco', 'pending', NOON, NOON + 7 * 24 * HOUR],
  ['ach_credit_transfer', 'pending', NOON, null],
  ['sepa_debit', 'chargeable', NOON, null],
])('a source of %s that is %s since %i ends at %p', (type, status, now, at) => {
  expect(expiryOf(source({ type, status }), now)).toBe(at);
});

it.each([
  ['jenny_chargeable@example.com', null, { after_s: 3, amount: null }],
  ['jenny@example.com', null, null],
  ['jenny@example.com', {}, { after_s: 3, amount: 1099 }],
  ['jenny+fill_never@example.com', {}, null],
  ['jenny+fill_now@example.com', {}, { after_s: 0, amount: 1099 }],
  ['amount_4242@example.com', {}, { after_s: 3, amount: 4242 }],
])('the payer %s of a source with the receiver %j does %j', (email, receives, expected) => {
  const paying = { amount: 1099, owner: { email }, ...(receives === null ? {} : { receiver: receives }) };
  expect(foreseePayer(paying)).toEqual(expected);
});

it('has a row for each type of the contract that is not a reader’s', () => {
  expect(Object.keys(SOURCE_TYPES).sort()).toEqual(
    (
      'ach_credit_transfer ach_debit acss_debit alipay au_becs_debit bancontact card eps giropay ideal klarna multibanco ' +
      'p24 sepa_credit_transfer sepa_debit sofort three_d_secure wechat'
    ).split(' '),
  );
});
