import fc from 'fast-check';
import { StripeError } from '@pinstripe/kernel';
import { decodeForm, emptyFields, type FormValue } from './form.ts';

function decode(text: string): unknown {
  return JSON.parse(JSON.stringify(decodeForm(text, emptyFields())));
}

describe('decodeForm', () => {
  it.each<[string, unknown]>([
    ['', {}],
    ['&&', {}],
    ['a=1&b=', { a: '1', b: '' }],
    ['a', { a: '' }],
    ['=1', {}],
    ['a=b=c', { a: 'b=c' }],
    ['a=1&a=2', { a: '2' }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a%5Bb%5D=x%20y+z', { a: { b: 'x y z' } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[0]=1&a[1]=2', { a: { 0: '1', 1: '2' } }],
    ['items[0][price]=p&items[0][quantity]=2', { items: { 0: { price: 'p', quantity: '2' } } }],
    [
      'items[][price]=p&items[][quantity]=2&items[][price]=q',
      { items: [{ price: 'p', quantity: '2' }, { price: 'q' }] },
    ],
    [
      'items[][a][b]=1&items[][a][c]=2&items[][a][b]=3',
      { items: [{ a: { b: '1', c: '2' } }, { a: { b: '3' } }] },
    ],
    ['metadata[constructor]=a&toString=b', { metadata: { constructor: 'a' }, toString: 'b' }],
    ['a[b=1', { 'a[b': '1' }],
    ['metadata[a[b]]=1', { 'metadata[a[b]]': '1' }],
    ['[a]=1', { '[a]': '1' }],
    ['name=%E2%82%AC', { name: '€' }],
  ])('%s', (text, expected) => {
    expect(decode(text)).toEqual(expected);
  });

  it.each([
    'a=%',
    'a=%zz',
    'a=%ff',
    'a=1&a[b]=2',
    'a[b]=1&a=2',
    'a[]=1&a[b]=2',
    'a[b]=1&a[]=2',
    'a[b][]=1&a[b]=2',
  ])('refuses %s', (text) => {
    expect(() => decode(text)).toThrow(StripeError);
  });

  it('bounds pairs and depth', () => {
    expect(() => decode('a=1&'.repeat(10_001))).toThrow(StripeError);
    expect(() => decode(`a${'[b]'.repeat(20)}=1`)).toThrow(StripeError);
  });

  it('leaves the prototypes of others alone', () => {
    const fields = decodeForm(
      '__proto__[polluted]=1&a[__proto__][polluted]=1&constructor[prototype][x]=1',
      emptyFields(),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(fields)).toEqual(['__proto__', 'a', 'constructor']);
  });

  it('reads back what is encoded', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[[\]]/.test(text));
    const { value } = fc.letrec<{ value: FormValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }),
        fc.dictionary(name, tie('value'), { minKeys: 1, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (fields) => {
        expect(decode(encode(fields))).toEqual(JSON.parse(JSON.stringify(fields)));
      }),
    );
  });

  it('never fails but with an error for the client', () => {
    const soup = fc
      .array(fc.constantFrom('a', 'b', '[', ']', '[]', '[0]', '=', '&', '%', '%41', '__proto__'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(soup, (text) => {
        try {
          decodeForm(text, emptyFields());
        } catch (error) {
          expect(error).toBeInstanceOf(StripeError);
        }
      }),
    );
  });
});

function encode(value: FormValue, name = ''): string {
  if (typeof value === 'string') return `${name}=${encodeURIComponent(value)}`;
  return Object.entries(value)
    .map(([key, inner]) => {
      const part = encodeURIComponent(key);
      return encode(inner, name === '' ? part : `${name}[${part}]`);
    })
    .join('&');
}
