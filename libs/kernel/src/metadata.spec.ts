import { mergeMetadata } from './metadata.ts';
import { addressOf, given, isEmail } from './params.ts';

it.each([
  [{ a: '1' }, undefined, { a: '1' }],
  [{ a: '1' }, { b: '2' }, { a: '1', b: '2' }],
  [{ a: '1' }, { a: '2' }, { a: '2' }],
  [{ a: '1', b: '2' }, { a: '' }, { b: '2' }],
  [{ a: '1', b: '2' }, { a: null }, { b: '2' }],
  [{ a: '1' }, '' as const, {}],
  [{ a: '1' }, null, {}],
  [{}, { n: 5 }, { n: '5' }],
])('metadata %j after %j is %j', (metadata, param, merged) => {
  const before = structuredClone(metadata);
  expect(mergeMetadata(metadata, param)).toEqual(merged);
  expect(metadata).toEqual(before);
});

it.each([
  [undefined, 'kept', 'kept'],
  ['', 'gone', null],
  [null, 'gone', null],
  ['new', 'old', 'new'],
])('given %j, %j becomes %j', (param, current, value) => {
  expect(given(param, current)).toBe(value);
});

it('fills an address up', () => {
  expect(addressOf({ city: 'Berlin', line1: '' })).toEqual({
    city: 'Berlin',
    country: null,
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
  });
});

it.each([
  ['jenny@example.com', true],
  ['a+b@mail.example.co', true],
  ['jenny', false],
  ['jenny@', false],
  ['jenny@example', false],
  ['jenny@example.', false],
  ['two words@example.com', false],
])('%s is an email address: %s', (text, is) => {
  expect(isEmail(text)).toBe(is);
});
