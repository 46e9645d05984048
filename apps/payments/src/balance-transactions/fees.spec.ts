import fc from 'fast-check';
import { cardPaymentFee } from './fees.ts';

it.each`
  amount      | currency | country | fee
  ${2000}     | ${'usd'} | ${'US'} | ${88}
  ${2050}     | ${'usd'} | ${'US'} | ${89}
  ${2000}     | ${'usd'} | ${'FR'} | ${118}
  ${2000}     | ${'usd'} | ${null} | ${88}
  ${50}       | ${'usd'} | ${'US'} | ${31}
  ${99999999} | ${'usd'} | ${'US'} | ${2900030}
  ${5000}     | ${'jpy'} | ${'US'} | ${146}
  ${10000}    | ${'kwd'} | ${'US'} | ${590}
`('a payment of $amount $currency by a card of $country costs $fee', ({ amount, currency, country, fee }) => {
  expect(cardPaymentFee(amount as number, currency as string, country as string | null)).toBe(fee);
});

it('costs more by what the installments cost', () => {
  expect(cardPaymentFee(300_00, 'mxn', 'MX', '5')).toBe(1320 + 30 + 1500);
  expect(cardPaymentFee(300_00, 'mxn', 'MX')).toBe(1320 + 30);
});

it('costs more the more is paid, and never more than that', () => {
  const amounts = fc.integer({ min: 1, max: 99_999_999 });
  fc.assert(
    fc.property(amounts, amounts, fc.constantFrom('usd', 'jpy', 'kwd'), (a, b, currency) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const fee = cardPaymentFee(less, currency, 'US');
      expect(fee).toBeGreaterThan(0);
      expect(fee).toBeLessThanOrEqual(less);
      expect(cardPaymentFee(more, currency, 'US')).toBeGreaterThanOrEqual(fee);
    }),
  );
});
