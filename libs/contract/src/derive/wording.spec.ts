import { maxLength, numberKind } from './wording.ts';

describe('a number', () => {
  it.each([
    ['amount', 'integer'],
    ['percent_off', 'decimal'],
    ['created', 'timestamp'],
    ['cancel_at', 'timestamp'],
    ['trial_end', 'timestamp'],
    ['billing_cycle_anchor', 'timestamp'],
    ['redeem_by', 'timestamp'],
    ['monthly_anchor', 'integer'],
    ['divide_by', 'integer'],
    ['expires_after_days', 'integer'],
    ['start_hour', 'integer'],
    ['attempt_count', 'integer'],
  ])('called %s is a %s', (name, kind) => {
    expect(numberKind(name, 'CouponCreateParams')).toBe(kind);
  });

  it('of litres has a fraction, of pieces has none', () => {
    expect(numberKind('quantity', 'Issuing.Transaction.PurchaseDetails.Receipt')).toBe('decimal');
    expect(numberKind('quantity', 'SubscriptionItem')).toBe('integer');
  });
});

describe('a string', () => {
  it.each([
    ['This may be up to *512 characters*.', 512],
    ['Text may be up to 1200 characters in length.', 1200],
    ['The maximum length of this field is 24 characters.', 24],
    ['Maximum length is 1000 characters.', 1000],
    ['Max length: 24 characters.', 24],
    ['Must be at most 12 characters long.', 12],
    ['Has a maximum character count of 20,000.', 20_000],
    ['Limited to 15 ASCII characters.', 15],
    ['Maximum 10 characters for `ach` payments, 140 characters for `us_domestic_wire` payments.', 140],
    ['Must be at least 15 characters.', undefined],
    ['Would exceed 22 characters, so we truncate it.', undefined],
    ['The last four characters of the account number.', undefined],
  ])('documented as "%s" has at most %s', (doc, length) => {
    expect(maxLength(doc)).toBe(length);
  });
});
