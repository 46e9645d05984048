import fc from 'fast-check';
import { deepFreeze, difference, jsonEqual, jsonText, parseFrozen } from './json.ts';

describe('difference', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, {}],
    [{ a: 1 }, { a: 2 }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }, { b: null }],
    [{ a: 1, b: 2 }, { a: 1 }, { b: 2 }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 2 } }],
    [{ a: [1, 2] }, { a: [1, 3] }, { a: [1, 2] }],
    [{ a: { b: 1 } }, { a: null }, { a: { b: 1 } }],
    [{ a: null }, { a: { b: 1 } }, { a: null }],
  ])('from %j to %j is %j', (before, after, changed) => {
    expect(difference(before, after)).toEqual(changed);
  });

  it('is empty exactly between equals', () => {
    const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(object, object, (a, b) => {
        expect(Object.keys(difference(a, b)).length === 0).toBe(jsonEqual(a, b));
      }),
    );
  });
});

describe('jsonEqual', () => {
  it('does not mind the order of keys, and minds that of elements', () => {
    expect(jsonEqual({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(jsonEqual([1, 2], [2, 1])).toBe(false);
    expect(jsonEqual({ a: undefined }, {})).toBe(false);
  });
});

describe('jsonText', () => {
  it('is what JSON.stringify says, frozen or not, the first time and again', () => {
    fc.assert(
      fc.property(fc.object(), (value) => {
        const text = JSON.stringify(value);
        expect(jsonText(value)).toBe(text);
        deepFreeze(value);
        expect([jsonText(value), jsonText(value)]).toEqual([text, text]);
      }),
    );
  });

  it('gives back text that was parsed, byte for byte', () => {
    const text = '{ "b": 1,\n "a": [1.0] }';
    const value = parseFrozen(text) as object;
    expect(Object.isFrozen(value)).toBe(true);
    expect(jsonText(value)).toBe(text);
  });
});
