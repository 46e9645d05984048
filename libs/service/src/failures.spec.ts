import { errors } from '@pinstripe/kernel';
import { isAway, passes } from './failures.ts';

const coded = (code: string) => Object.assign(new Error('no'), { code });

describe('an error', () => {
  it.each([
    ['the database refuses connections', coded('ECONNREFUSED')],
    ['the database is shutting down', coded('57P01')],
    ['the database has no connections left', coded('53300')],
    ['the database fails over', coded('25006')],
    ['a connection was lost', new Error('Connection terminated unexpectedly')],
    [
      'a connection was lost before',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['the pool has no connection in time', new Error('timeout exceeded when trying to connect')],
    [
      'the broker is away',
      Object.assign(new Error('no'), { name: 'KafkaJSConnectionError', retriable: true }),
    ],
    ['a row is contended', errors.lockTimeout()],
    ['another service is away', errors.unavailable()],
    ['any of them is the cause', new Error('no', { cause: coded('ECONNRESET') })],
  ])('passes when %s', (_, error) => {
    expect(passes(error)).toBe(true);
  });

  it.each([
    ['the handler has a mistake', new TypeError("Cannot read properties of undefined (reading 'id')")],
    ['a constraint is violated', coded('23514')],
    ['a value does not fit', coded('22001')],
    ['an object is missing', errors.resourceMissing('customer', 'cus_1', 'customer')],
    ['something is not an error at all', 'no'],
  ])('would come again when %s', (_, error) => {
    expect(passes(error)).toBe(false);
  });

  it.each([
    [coded('ECONNREFUSED'), true],
    [new Error('no', { cause: coded('57P01') }), true],
    [errors.lockTimeout(), false],
    [coded('23514'), false],
  ])('%s says that something is away: %s', (error, expected) => {
    expect(isAway(error)).toBe(expected);
  });
});
