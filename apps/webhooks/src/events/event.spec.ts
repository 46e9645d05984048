import { DAY } from '@pinstripe/kernel';
import { type Event, isKept, keptRange, requireEvent, RETENTION, typesOf } from './event.ts';

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
    expect(isKept({ created } as Event, NOW)).toBe(kept);
  });
});

describe('a message', () => {
  const event = { id: 'evt_1', object: 'event', type: 'coupon.created', created: NOW, data: { object: {} } };

  it('that is an event passes', () => {
    expect(() => requireEvent(event as never)).not.toThrow();
  });

  it.each([{ id: 5 }, { object: 'charge' }, { type: undefined }, { created: 'now' }, { data: null }])(
    'with %j does not',
    (change) => {
      expect(() => requireEvent({ ...event, ...change } as never)).toThrow('not an event');
    },
  );
});
