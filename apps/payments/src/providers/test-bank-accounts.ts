interface Failure {
  code: string;
  message: string;
}

/** The accounts that fail when they are debited (guide "ACH Direct Debit with Charges", "Testing"). */
export const debit_failures: ReadonlyMap<string, Failure> = new Map([
  ['000111111116', failure('no_account', 'The bank account could not be found.')],
  ['000111111113', failure('account_closed', 'The bank account has been closed.')],
  [
    '000222222227',
    failure('insufficient_funds', 'The bank account does not have what was to be taken from it.'),
  ],
  [
    '000333333335',
    failure('debit_not_authorized', 'The customer has told their bank that this is not authorized.'),
  ],
  ['000444444440', failure('invalid_currency', 'The bank account cannot be debited in this currency.')],
]);

function failure(code: string, message: string): Failure {
  return { code, message };
}

/** The documentation's tokens of accounts that are verified already ("Testing Stripe Connect"). */
const verified: ReadonlyMap<string, string> = new Map([
  ['btok_us_verified', '000123456789'],
  ['btok_us_verified_noAccount', '000111111116'],
  ['btok_us_verified_accountClosed', '000111111113'],
  ['btok_us_verified_insufficientFunds', '000222222227'],
  ['btok_us_verified_debitNotAuthorized', '000333333335'],
  ['btok_us_verified_invalidCurrency', '000444444440'],
]);

/** The account that a documented `btok_…` stands for; undefined when it is none. */
export function testBankAccount(token: string) {
  const account_number = verified.get(token);
  if (account_number === undefined) return undefined;
  return {
    account_holder_name: 'Jenny Rosen',
    account_holder_type: 'individual' as const,
    account_number,
    country: 'US',
    routing_number: '110000000',
  };
}
