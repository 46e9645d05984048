import fc from 'fast-check';
import { mintSortId, StripeError } from '@pinstripe/kernel';
import { decodePage, encodePage } from './page.ts';

const position = fc.record({ created: fc.nat(), millis: fc.nat() }).map(({ created, millis }) => ({
  created,
  sort_id: mintSortId(millis),
}));

it('leads back to where it was made', () => {
  fc.assert(fc.property(position, (at) => expect(decodePage(encodePage(at))).toEqual(at)));
});

it('is fit for an address', () => {
  expect(encodePage({ created: 1764000000, sort_id: mintSortId(0) })).toMatch(/^[\w-]+$/);
});

it('is refused when anything about it has been changed', () => {
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('replace', 'insert', 'cut'),
    by: fc.string({ minLength: 1, maxLength: 2 }),
  });
  fc.assert(
    fc.property(position, change, (at, { at: anywhere, kind, by }) => {
      const token = encodePage(at);
      const index = anywhere % token.length;
      const rest = kind === 'insert' ? token.slice(index) : token.slice(index + 1);
      const changed = token.slice(0, index) + (kind === 'cut' ? '' : by) + rest;
      fc.pre(changed !== token);
      expect(() => decodePage(changed)).toThrow(StripeError);
    }),
  );
});

it.each(['', 'nonsense', 'page=1', Buffer.from('Infinity.a.00000000').toString('base64url')])(
  'refuses %j',
  (token) => {
    expect(() => decodePage(token)).toThrow(
      expect.objectContaining({
        status: 400,
        body: expect.objectContaining({ type: 'invalid_request_error', param: 'page' }),
      }),
    );
  },
);
