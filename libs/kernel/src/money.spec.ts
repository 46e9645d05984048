import fc from 'fast-check';
import {
  allocate,
  chargeMultipleOf,
  currencies,
  decimalsOf,
  formatAmount,
  isCurrency,
  maximumChargeAmount,
  minimum_charge_amounts,
  payoutMultipleOf,
  percentage,
  requireChargeAmount,
} from './money.ts';
import { StripeError } from './errors.ts';

const amounts = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 });
const weights = fc
  .array(fc.integer({ min: 0, max: 99_999_999 }), { minLength: 1, maxLength: 20 })
  .filter((each) => each.some((weight) => weight > 0));

function refusal(act: () => void): { code: string | undefined; message: string; param: string | undefined } {
  try {
    act();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { code: error.body.code, message: error.message, param: error.body.param };
  }
  throw new Error('nothing was refused');
}

describe('currencies', () => {
  it('are distinct lower-case codes, the dollar first', () => {
    expect(currencies[0]).toBe('usd');
    expect(new Set(currencies).size).toBe(currencies.length);
    expect(currencies.filter((code) => !/^[a-z]{3}$/.test(code))).toEqual([]);
    expect(currencies.length).toBeGreaterThan(135);
    expect(isCurrency('USD')).toBe(false);
    expect(Object.keys(minimum_charge_amounts).filter((code) => !isCurrency(code))).toEqual([]);
  });

  it.each([
    ['usd', 2, 1, 1],
    ['jpy', 0, 1, 1],
    ['krw', 0, 1, 1],
    ['kwd', 3, 10, 10],
    ['isk', 2, 100, 100],
    ['ugx', 2, 100, 100],
    ['huf', 2, 1, 100],
    ['twd', 2, 1, 100],
  ])('%s has %i decimals, is charged by %i and paid out by %i', (currency, decimals, charge, payout) => {
    expect(decimalsOf(currency)).toBe(decimals);
    expect(chargeMultipleOf(currency)).toBe(charge);
    expect(payoutMultipleOf(currency)).toBe(payout);
  });

  it('are charged up to eight digits, with the documented exceptions', () => {
    expect(maximumChargeAmount('usd', true)).toBe(99_999_999);
    expect(maximumChargeAmount('inr', false)).toBe(999_999_999);
    expect(maximumChargeAmount('idr', true)).toBe(999_999_999_999);
  });

  it.each([
    ['cop', 9_999_999_999],
    ['huf', 9_999_999_999],
    ['jpy', 9_999_999_999],
    ['lbp', 99_999_999_999],
  ])('are charged further in %s, by cards only', (currency, by_card) => {
    expect(maximumChargeAmount(currency, true)).toBe(by_card);
    expect(maximumChargeAmount(currency, false)).toBe(99_999_999);
  });
});

describe('formatAmount', () => {
  it.each([
    [50, 'usd', '$0.50 usd'],
    [5, 'eur', '€0.05 eur'],
    [0, 'gbp', '£0.00 gbp'],
    [99_999_999, 'usd', '$999,999.99 usd'],
    [-123_456, 'usd', '-$1,234.56 usd'],
    [50, 'jpy', '¥50 jpy'],
    [1_234_567, 'jpy', '¥1,234,567 jpy'],
    [17_500, 'huf', '175.00 Ft huf'],
    [1_000, 'mxn', '$10.00 mxn'],
    [300, 'sek', '3.00 kr sek'],
    [1_500, 'kwd', '1.500 kwd'],
    [1_000, 'amd', '10.00 amd'],
  ])('%i %s is %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency)).toBe(text);
  });
});

describe('requireChargeAmount', () => {
  it.each([
    [50, 'usd'],
    [99_999_999, 'usd'],
    [17_500, 'huf'],
    [1, 'amd'],
    [500, 'isk'],
    [1_230, 'kwd'],
  ])('takes %i %s', (amount, currency) => {
    expect(() => requireChargeAmount(amount, currency)).not.toThrow();
  });

  it.each([
    [49, 'usd', 'amount_too_small', 'Amount must be at least $0.50 usd'],
    [29, 'gbp', 'amount_too_small', 'Amount must be at least £0.30 gbp'],
    [49, 'jpy', 'amount_too_small', 'Amount must be at least ¥50 jpy'],
    [17_499, 'huf', 'amount_too_small', 'Amount must be at least 175.00 Ft huf'],
    [0, 'usd', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
    [-5, 'usd', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
    [100_000_000, 'usd', 'amount_too_large', 'Amount must be no more than $999,999.99 usd'],
    [501, 'isk', 'invalid_charge_amount', 'Amounts in isk must be divisible by 100.'],
    [1_234, 'kwd', 'invalid_charge_amount', 'Amounts in kwd must be divisible by 10.'],
  ])('refuses %i %s: %s', (amount, currency, code, message) => {
    expect(refusal(() => requireChargeAmount(amount, currency, { param: 'amount_to_capture' }))).toEqual({
      code,
      message,
      param: 'amount_to_capture',
    });
  });

  it('refuses a currency that cannot be charged, and lists those that can', () => {
    const { message, param } = refusal(() => requireChargeAmount(100, 'xyz'));
    expect(message).toMatch(
      /^Invalid currency: xyz\. Stripe currently supports these currencies: usd, aed, /,
    );
    expect(param).toBe('currency');
  });
});

describe('percentage', () => {
  it.each([
    [2_000, '2.9', 58],
    [2_050, 2.9, 59],
    [1_500, '0.1', 2],
    [-1_500, '0.1', -2],
    [1_499, '0.1', 1],
    [100, 33.33, 33],
    [999, '8.875', 89],
    [5_000, 0, 0],
    [999_999_999_999, '100', 999_999_999_999],
    [200, '-2.5', -5],
  ])('of %i at %s %% is %i', (amount, percent, expected) => {
    expect(percentage(amount, percent)).toBe(expected);
  });

  it('is off by at most half a minor unit, and mirrors the sign', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (amount, basis_points) => {
        const part = percentage(amount, (basis_points / 100).toFixed(2));
        expect(part + percentage(-amount, (basis_points / 100).toFixed(2))).toBe(0);
        const error = BigInt(part) * 10_000n - BigInt(amount) * BigInt(basis_points);
        expect(error >= -5_000n && error <= 5_000n).toBe(true);
      }),
    );
  });

  it.each(['', 'x', '1e3', '1.', '.5', 'NaN'])('refuses %j as a percentage', (percent) => {
    expect(() => percentage(100, percent)).toThrow(RangeError);
  });

  it('refuses a fraction of a minor unit', () => {
    expect(() => percentage(0.5, 10)).toThrow(RangeError);
  });
});

describe('allocate', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [5, [3, 7], [2, 3]],
    [10, [1, 0, 1], [5, 0, 5]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [0, [2, 3], [0, 0]],
    [1, [1, 2, 1], [0, 1, 0]],
  ])('%i by %j is %j', (amount, by, parts) => {
    expect(allocate(amount, by)).toEqual(parts);
  });

  it('conserves the amount, and keeps every part within one minor unit of its share', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, by) => {
        const parts = allocate(amount, by);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        const total = by.reduce((sum, weight) => sum + BigInt(weight), 0n);
        for (const [at, part] of parts.entries()) {
          const error = BigInt(part) * total - BigInt(amount) * BigInt(by[at]!);
          expect(error > -total && error < total).toBe(true);
        }
      }),
    );
  });

  it('gives a larger weight no less', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), weights, (amount, by) => {
        const parts = allocate(amount, by);
        const order = by.map((weight, at) => ({ weight, part: parts[at]! }));
        order.sort((a, b) => a.weight - b.weight || a.part - b.part);
        expect(order.every(({ part }, at) => at === 0 || part >= order[at - 1]!.part)).toBe(true);
      }),
    );
  });

  it.each([[[]], [[0, 0]], [[1, -1]], [[0.5]]])('refuses the weights %j', (by) => {
    expect(() => allocate(100, by)).toThrow(RangeError);
  });
});
