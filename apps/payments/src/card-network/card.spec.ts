import fc from 'fast-check';
import { StripeError } from '@pinstripe/kernel';
import { brandName, brandOf, checkCard, checksBeforeUse, factsOf } from './card.ts';
import { luhnRemainder, withCheckDigit } from './luhn.ts';
import { test_cards } from './test-cards.ts';

const MARCH_2025 = 1_741_000_000;
const valid = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };

function refusal(params: object): object {
  try {
    return checkCard({ ...valid, ...params }, MARCH_2025);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    expect(error.status).toBe(402);
    expect(error.body.type).toBe('card_error');
    const { code, param, message } = error.body;
    return { code, param, message };
  }
}

describe('checkCard', () => {
  it.each([
    [{}, { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc_provided: true }],
    [{ number: '4242 4242-4242 4242' }, { number: '4242424242424242' }],
    [
      { exp_month: '03', exp_year: '25' },
      { exp_month: 3, exp_year: 2025 },
    ],
    [{ exp_year: 75 }, { exp_year: 2075 }],
    [{ cvc: undefined }, { cvc_provided: false }],
    [{ cvc: '' }, { cvc_provided: false }],
    [{ number: '378282246310005', cvc: '1234' }, { cvc_provided: true }],
    [{ number: '6205500000000000004' }, { number: '6205500000000000004' }],
    [{ number: '36227206271667' }, { number: '36227206271667' }],
  ])('takes %j', (params, expected) => {
    expect(refusal(params)).toMatchObject(expected);
  });

  const number = { param: 'number', message: 'Your card number is incorrect.' };
  const month = {
    code: 'invalid_expiry_month',
    param: 'exp_month',
    message: "Your card's expiration month is invalid.",
  };
  const year = {
    code: 'invalid_expiry_year',
    param: 'exp_year',
    message: "Your card's expiration year is invalid.",
  };
  const cvc = { code: 'invalid_cvc', param: 'cvc', message: "Your card's security code is invalid." };

  it.each([
    [{ number: '4242424242424241' }, { code: 'incorrect_number', ...number }],
    [{ number: '4242' }, { code: 'invalid_number', ...number }],
    [{ number: 'four' }, { code: 'invalid_number', ...number }],
    [{ exp_month: 13 }, month],
    [{ exp_month: 0 }, month],
    [{ exp_month: 'May' }, month],
    [{ exp_month: 2, exp_year: 2025 }, month],
    [{ exp_year: 2024 }, year],
    [{ exp_year: 95 }, year],
    [{ exp_year: 2076 }, year],
    [{ exp_year: 'soon' }, year],
    [{ cvc: '99' }, cvc],
    [{ cvc: '1234' }, cvc],
    [{ cvc: 'abc' }, cvc],
    [{ number: '378282246310005', cvc: '123' }, cvc],
    [
      { number: '4242424242424241', exp_month: 13, cvc: '9' },
      { code: 'incorrect_number', ...number },
    ],
    [{ exp_month: 13, exp_year: 1999, cvc: '9' }, month],
  ])('refuses %j', (params, expected) => {
    expect(refusal(params)).toEqual(expected);
  });

  it('takes every test card', () => {
    for (const number of test_cards.keys())
      expect(refusal({ number, cvc: undefined })).toMatchObject({ number });
  });
});

describe("Luhn's rule", () => {
  it('accepts what it completed, and notices every wrong digit', () => {
    const digits = fc.stringMatching(/^\d{11,18}$/);
    fc.assert(
      fc.property(digits, fc.nat(18), fc.integer({ min: 1, max: 9 }), (text, place, by) => {
        const number = withCheckDigit(text);
        expect(luhnRemainder(number)).toBe(0);
        const at = place % number.length;
        const wrong = (Number(number[at]) + by) % 10;
        expect(luhnRemainder(number.slice(0, at) + wrong + number.slice(at + 1))).not.toBe(0);
      }),
    );
  });
});

describe('factsOf', () => {
  it.each([
    ['4242424242424242', 'visa', 'visa', 'credit', 'US', ['visa'], 'Visa'],
    ['4000056655665556', 'visa', 'visa', 'debit', 'US', ['visa'], 'Visa'],
    ['5555555555554444', 'mastercard', 'mastercard', 'credit', 'US', ['mastercard'], 'MasterCard'],
    ['2223003122003222', 'mastercard', 'mastercard', 'credit', 'US', ['mastercard'], 'MasterCard'],
    ['5200828282828210', 'mastercard', 'mastercard', 'debit', 'US', ['mastercard'], 'MasterCard'],
    ['5105105105105100', 'mastercard', 'mastercard', 'prepaid', 'US', ['mastercard'], 'MasterCard'],
    ['378282246310005', 'amex', 'american_express', 'credit', 'US', ['amex'], 'American Express'],
    ['371449635398431', 'amex', 'american_express', 'credit', 'US', ['amex'], 'American Express'],
    ['6011111111111117', 'discover', 'discover', 'credit', 'US', ['discover'], 'Discover'],
    ['6011000990139424', 'discover', 'discover', 'credit', 'US', ['discover'], 'Discover'],
    ['6011981111111113', 'discover', 'discover', 'debit', 'US', ['discover'], 'Discover'],
    ['3056930009020004', 'diners', 'diners_club', 'credit', 'US', ['diners'], 'Diners Club'],
    ['36227206271667', 'diners', 'diners_club', 'credit', 'US', ['diners'], 'Diners Club'],
    ['6555900000604105', 'discover', 'discover', 'credit', 'KR', ['discover'], 'Discover'],
    ['3566002020360505', 'jcb', 'jcb', 'credit', 'JP', ['jcb'], 'JCB'],
    ['6200000000000005', 'unionpay', 'union_pay', 'credit', 'CN', ['unionpay'], 'UnionPay'],
    ['6200000000000047', 'unionpay', 'union_pay', 'debit', 'CN', ['unionpay'], 'UnionPay'],
    ['6205500000000000004', 'unionpay', 'union_pay', 'credit', 'CN', ['unionpay'], 'UnionPay'],
    ['5062210000000009', 'unknown', 'other', 'unknown', 'MX', ['unknown'], 'Unknown'],
    ['4000002500001001', 'visa', 'visa', 'credit', 'FR', ['cartes_bancaires', 'visa'], 'Visa'],
    [
      '5555552500001001',
      'mastercard',
      'mastercard',
      'credit',
      'FR',
      ['cartes_bancaires', 'mastercard'],
      'MasterCard',
    ],
    ['4000050360000001', 'visa', 'visa', 'debit', 'AU', ['eftpos_au', 'visa'], 'Visa'],
    [
      '5555050360000080',
      'mastercard',
      'mastercard',
      'debit',
      'AU',
      ['eftpos_au', 'mastercard'],
      'MasterCard',
    ],
    // No test card: the prefix is all that is known.
    ['4111111111111111', 'visa', 'visa', 'unknown', null, ['visa'], 'Visa'],
  ])('knows %s', (number, brand, display_brand, funding, country, available, name) => {
    expect(factsOf(number)).toEqual({
      brand,
      country,
      display_brand,
      funding,
      last4: number.slice(-4),
      networks: { available, preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: number !== '378282246310005' },
    });
    expect(brandName(brandOf(number))).toBe(name);
  });
});

describe('checksBeforeUse', () => {
  it.each([
    [false, null, [null, null, null]],
    [true, null, [null, null, 'unchecked']],
    [true, { line1: '1 Main St', postal_code: '' }, ['unchecked', null, 'unchecked']],
    [false, { line1: null, postal_code: '94107' }, [null, 'unchecked', null]],
  ])('cvc given %j, address %j: %j', (cvc_provided, address, [line1, postal_code, cvc]) => {
    expect(checksBeforeUse(cvc_provided, address)).toEqual({
      address_line1_check: line1,
      address_postal_code_check: postal_code,
      cvc_check: cvc,
    });
  });
});
