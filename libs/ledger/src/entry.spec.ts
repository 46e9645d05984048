import fc from 'fast-check';
import { type Line, requireBalanced } from './entry.ts';

const usd = (name: string, amount: number): Line => ({ name, currency: 'usd', amount });
const eur = (name: string, amount: number): Line => ({ name, currency: 'eur', amount });

describe('requireBalanced', () => {
  it.each<[string, Line[]]>([
    ['two sides', [usd('card_network', -2000), usd('balance', 2000)]],
    ['a fee', [usd('card_network', -2000), usd('balance', 1912), usd('stripe_fees', 88)]],
    ['a conversion, balanced in each currency', [eur('a', -10), eur('b', 10), usd('b', -11), usd('c', 11)]],
    ['the largest amounts', [usd('a', Number.MAX_SAFE_INTEGER), usd('b', -Number.MAX_SAFE_INTEGER)]],
  ])('accepts %s', (_, lines) => {
    expect(() => requireBalanced({ kind: 'charge', source: 'ch_1', lines })).not.toThrow();
  });

  it.each<[string, Line[], string]>([
    ['one side', [usd('balance', 1)], "the entry 'charge' of ch_1 is off balance by 1 usd"],
    ['currencies that balance only together', [usd('a', -5), eur('b', 5)], 'off balance by -5 usd'],
    ['nothing', [], "the entry 'charge' of ch_1 has no lines"],
    ['a line of nothing', [usd('a', 0), usd('b', 0)], 'has a line of nothing'],
    ['a fraction', [usd('a', 0.5), usd('b', -0.5)], 'not an amount: 0.5 usd'],
    ['what is no number', [usd('a', NaN), usd('b', NaN)], 'not an amount: NaN usd'],
    ['what a number cannot tell apart', [usd('a', 2 ** 53), usd('b', -(2 ** 53))], 'not an amount'],
  ])('refuses %s', (_, lines, message) => {
    expect(() => requireBalanced({ kind: 'charge', source: 'ch_1', lines })).toThrow(message);
  });

  it('sums exactly, where numbers would round', () => {
    const amount = fc.integer({ min: Number.MAX_SAFE_INTEGER - 1000, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 2, maxLength: 5 }),
        fc.constantFrom(-1, 1),
        (amounts, off) => {
          const sides = amounts.flatMap((each) => [usd('a', each), usd('b', -each)]);
          expect(() => requireBalanced({ kind: 'charge', source: 'ch_1', lines: sides })).not.toThrow();
          const lines = [...sides, usd('c', off)];
          expect(() => requireBalanced({ kind: 'charge', source: 'ch_1', lines })).toThrow(`by ${off} usd`);
        },
      ),
    );
  });
});
