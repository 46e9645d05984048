import { mergeMetadata } from './metadata.ts';

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
