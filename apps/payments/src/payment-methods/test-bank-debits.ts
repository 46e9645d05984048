import type Stripe from 'stripe';

type Params = Stripe.PaymentMethodCreateParams;
type Type = 'acss_debit' | 'au_becs_debit' | 'bacs_debit' | 'us_bank_account';

interface TestTokens {
  prefix: string;
  /** Whether the payer has proved already that the account is theirs. */
  verified: boolean;
  hash: (account_number: string) => object;
  /** The account numbers, by what stands behind the prefix. */
  accounts: Readonly<Record<string, string>>;
}

/** The documentation's payment methods of bank accounts, which each use makes anew (the guides of each type, "Test"). */
const by_type: Readonly<Record<Type, TestTokens>> = {
  acss_debit: {
    prefix: 'pm_acssDebit_',
    verified: true,
    hash: (account_number) => ({ account_number, institution_number: '000', transit_number: '11000' }),
    accounts: {
      success: '000123456789',
      noAccount: '000111111116',
      accountClosed: '000111111113',
      insufficientFunds: '000222222227',
      debitNotAuthorized: '000333333335',
      dispute: '000555555559',
    },
  },
  au_becs_debit: {
    prefix: 'pm_auBecsDebit_',
    verified: false,
    hash: (account_number) => ({ account_number, bsb_number: '000000' }),
    accounts: {
      success: '000123456',
      successDelayed: '900123456',
      accountClosed: '111111113',
      noAccount: '111111116',
      referToCustomer: '222222227',
      referToCustomerDelayed: '922222227',
      debitNotAuthorized: '333333335',
      dispute: '666666660',
      exceedsWeeklyLimit: '343434343',
      exceedsTransactionLimit: '121212121',
    },
  },
  bacs_debit: {
    prefix: 'pm_bacsDebit_',
    verified: false,
    hash: (account_number) => ({ account_number, sort_code: '108800' }),
    accounts: {
      success: '00012345',
      successDelayed: '90012345',
      debitNotAuthorized: '33333335',
      debitNotAuthorizedDelayed: '93333335',
      insufficientFunds: '22222227',
      insufficientFundsDelayed: '92222227',
      dispute: '55555559',
      exceedsTransactionLimit: '12121212',
      exceedsWeeklyLimit: '34343434',
      mandateRefused: '00033333',
    },
  },
  us_bank_account: {
    prefix: 'pm_usBankAccount_',
    verified: false,
    hash: (account_number) => ({
      account_holder_type: 'individual',
      account_number,
      account_type: 'checking',
      routing_number: '110000000',
    }),
    accounts: {
      success: '000123456789',
      accountClosed: '000111111113',
      noAccount: '000111111116',
      insufficientFunds: '000222222227',
      debitNotAuthorized: '000333333335',
      invalidCurrency: '000444444440',
      failMicrodeposits: '000666666661',
      dispute: '000555555559',
      processing: '000000000009',
      riskLevelHighest: '000000004954',
      weeklyLimitExceeded: '000777777771',
    },
  },
};

const billing_details = {
  name: 'Jenny Rosen',
  email: 'jenny@example.com',
  address: { line1: '1 High Street', city: 'London', postal_code: 'SW1A 1AA', country: 'GB' },
};

/** What a documented `pm_usBankAccount_…`, or its like, is made of; undefined when `id` is none. */
export function testBankDebit(id: string) {
  for (const [type, { accounts, hash, prefix, verified }] of Object.entries(by_type)) {
    const account_number = id.startsWith(prefix) ? accounts[id.slice(prefix.length)] : undefined;
    if (account_number === undefined) continue;
    const params = { type, [type]: hash(account_number), billing_details } as unknown as Params;
    return { params, type, verified };
  }
  return undefined;
}
