import { DAY } from '@pinstripe/kernel';
import { isKept, keptRange, read, RETENTION, typesOf } from './event.ts';

const NOW = 1_740_000_000;

describe('the types that a list is asked for', () => {
  const CHARGE = ['charge.captured', 'charge.dispute.closed', 'charge.succeeded', 'charge.refund.updated'];

  it.each([
    [{}, undefined],
    [{ type: '*' }, undefined],
    [{ types: ['*', 'coupon.created'] }, undefined],
    [{ type: 'coupon.created' }, ['coupon.created']],
    [{ type: 'coupon.invented' }, ['coupon.invented']],
    [{ types: ['coupon.created', 'coupon.deleted'] }, ['coupon.created', 'coupon.deleted']],
    [{ type: 'coupon.*' }, ['coupon.created', 'coupon.deleted', 'coupon.updated']],
    [{ type: 'co*n.cre*ed' }, ['coupon.created']],
    [
      { types: ['coupon.*', 'balance.*'] },
      ['coupon.created', 'coupon.deleted', 'coupon.updated', 'balance.available'],
    ],
    [{ type: 'oupon.*' }, []],
    [{ type: 'coupon.created*created' }, []],
    [{ type: `${'*a'.repeat(2000)}*` }, []],
  ])('%j are %j', (params, expected) => {
    expect(typesOf(params)).toEqual(expected);
  });

  it('are all of a family', () => {
    expect(typesOf({ type: 'charge.*' })).toEqual(expect.arrayContaining(CHARGE));
    expect(typesOf({ type: '*.created' })!.every((type) => type.endsWith('.created'))).toBe(true);
  });

  it('are one or several, and no more than twenty', () => {
    expect(() => typesOf({ type: 'coupon.created', types: [] })).toThrow('only specify one of');
    expect(() => typesOf({ types: Array<string>(21).fill('coupon.created') })).toThrow('up to 20');
    expect(typesOf({ types: Array<string>(20).fill('coupon.created') })).toHaveLength(20);
  });
});

describe('the last thirty days', () => {
  const FIRST = NOW - RETENTION + 1;

  it.each([
    [undefined, { gte: FIRST }],
    [{ gte: NOW - DAY }, { gte: NOW - DAY }],
    [
      { gte: 5, lt: NOW },
      { gte: FIRST, lt: NOW },
    ],
    [{ gt: 5 }, { gt: 5, gte: FIRST }],
    [NOW, { gte: NOW, lte: NOW }],
    [5, { gte: FIRST, lte: 5 }],
  ])('of %j are %j', (asked, expected) => {
    expect(keptRange(asked, NOW)).toEqual(expected);
  });

  it.each([
    [FIRST, true],
    [FIRST - 1, false],
  ])('an event created at %d is kept: %s', (created, kept) => {
    expect(isKept({ created }, NOW)).toBe(kept);
  });
});

describe('a message', () => {
  const id = 'evt_1PzcTBAAAAAAAAAAAAAAAAAA';
  const event = { id, object: 'event', type: 'coupon.created', created: NOW, data: { object: {} } };
  const headers: Record<string, string> = {
    ce_id: id,
    ce_type: 'coupon.created',
    ce_subject: '25OFF',
    ce_account: 'acct_1',
    ce_livemode: 'false',
    ce_time: new Date(NOW * 1000).toISOString(),
  };
  const readAs = (value: string, changed: Record<string, string | undefined> = {}) =>
    read(Buffer.from(value), (name) => ({ ...headers, ...changed })[name]);
  const known = {
    kind: 'snapshot',
    account: 'acct_1',
    platform: null,
    livemode: false,
    id,
    created: NOW,
    type: 'coupon.created',
    subject: '25OFF',
  };

  it('is known by its headers, and kept as it came', () => {
    const text = JSON.stringify(event);
    expect(readAs(text)).toEqual({ ...known, sort_id: id.slice(4), text });
    expect(readAs(text, { ce_livemode: 'true' }).livemode).toBe(true);
    expect(readAs(text, { ce_platform: 'acct_2' }).platform).toBe('acct_2');
    expect(readAs(text, { ce_subject: undefined }).subject).toBe('acct_1');
  });

  it('happened in the second that its time names', () => {
    const ce_time = new Date(NOW * 1000 + 999).toISOString();
    expect(readAs(JSON.stringify(event), { ce_time }).created).toBe(NOW);
  });

  it('may be written otherwise than the services write', () => {
    const text = JSON.stringify({ data: { object: {} }, object: 'event', id: 'evt_other' }, null, 2);
    const happened = readAs(text, { ce_id: 'evt_other' });
    expect(happened).toMatchObject({ ...known, id: 'evt_other', text });
    expect(happened.sort_id).toMatch(/^\w{24}$/);
  });

  it.each([
    ['evt_test_1PzcTBAAAAAAAAAAAAAAAAAA', '1PzcTBAAAAAAAAAAAAAAAAAA'],
    ['evt_other', expect.stringMatching(/^\w{24}$/)],
  ])('may be thin: %s', (thin_id, sort_id) => {
    const thin = { id: thin_id, object: 'v2.core.event', data: null };
    for (const text of [JSON.stringify(thin), JSON.stringify(thin, null, 2)]) {
      expect(readAs(text, { ce_id: thin_id })).toMatchObject({ kind: 'thin', sort_id, text });
    }
  });

  it.each([
    ['', 'JSON'],
    ['no JSON', 'JSON'],
    ['"event"', 'not an event'],
    ['{"object":"charge","data":{}}', 'not an event'],
    ['{"object":"event","data":null}', 'not an event'],
  ])('that says %j is no event', (value, reason) => {
    expect(() => readAs(value)).toThrow(reason);
  });

  it.each(['', 'yesterday'])('of the time %j is no event', (ce_time) => {
    expect(() => readAs(JSON.stringify(event), { ce_time })).toThrow('it has no time');
  });

  it.each(['ce_id', 'ce_account', 'ce_livemode', 'ce_type'])('without %s is no event', (name) => {
    expect(() => readAs(JSON.stringify(event), { [name]: undefined })).toThrow(`it has no ${name}`);
  });
});
