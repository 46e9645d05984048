/** What becomes of a debit of one of the documentation's test accounts. */
export type DebitFate =
  | 'account_closed'
  | 'bank_account_bad_routing_numbers'
  | 'charge_exceeds_source_limit'
  | 'charge_exceeds_transaction_limit'
  | 'charge_exceeds_weekly_limit'
  | 'debit_not_authorized'
  | 'disputed'
  | 'insufficient_funds'
  | 'never_decided'
  | 'no_account'
  | 'refer_to_customer'
  | 'succeeds';

export interface TestDebit {
  fate: DebitFate;
  /** Whether the bank takes three minutes. */
  late?: true;
}

type Accounts = Readonly<Record<string, TestDebit>>;

/** The guides "BECS Direct Debit", "Bacs Direct Debit", "ACH Direct Debit", and "Pre-authorized debit", each under "Test". */
const by_type: Readonly<Record<string, Accounts>> = {
  acss_debit: {
    '000111111113': { fate: 'account_closed' },
    '000111111116': { fate: 'no_account' },
    '000222222227': { fate: 'insufficient_funds' },
    '000333333335': { fate: 'debit_not_authorized' },
    '000555555559': { fate: 'disputed' },
    '000777777771': { fate: 'charge_exceeds_source_limit' },
    '000888888881': { fate: 'charge_exceeds_transaction_limit' },
    '900123456789': { fate: 'succeeds', late: true },
    '900222222227': { fate: 'insufficient_funds', late: true },
  },
  au_becs_debit: {
    '111111113': { fate: 'account_closed' },
    '111111116': { fate: 'no_account' },
    '121212121': { fate: 'charge_exceeds_transaction_limit' },
    '222222227': { fate: 'refer_to_customer' },
    '333333335': { fate: 'debit_not_authorized' },
    '343434343': { fate: 'charge_exceeds_source_limit' },
    '666666660': { fate: 'disputed' },
    '900123456': { fate: 'succeeds', late: true },
    '922222227': { fate: 'refer_to_customer', late: true },
  },
  bacs_debit: {
    '00033333': { fate: 'debit_not_authorized' },
    '12121212': { fate: 'charge_exceeds_weekly_limit' },
    '22222227': { fate: 'insufficient_funds' },
    '33333335': { fate: 'debit_not_authorized' },
    '34343434': { fate: 'charge_exceeds_source_limit' },
    '55555559': { fate: 'disputed', late: true },
    '90012345': { fate: 'succeeds', late: true },
    '92222227': { fate: 'insufficient_funds', late: true },
    '93333335': { fate: 'debit_not_authorized', late: true },
  },
  us_bank_account: {
    '000000000009': { fate: 'never_decided' },
    '000111111113': { fate: 'account_closed' },
    '000111111116': { fate: 'no_account' },
    '000222222227': { fate: 'insufficient_funds' },
    '000333333335': { fate: 'debit_not_authorized' },
    '000444444440': { fate: 'bank_account_bad_routing_numbers' },
    '000555555559': { fate: 'disputed' },
    '000777777771': { fate: 'charge_exceeds_source_limit' },
  },
};

/** What becomes of a debit of this account; one that the documentation does not name pays. */
export function testDebit(type: string, account_number: string): TestDebit {
  return by_type[type]?.[account_number] ?? { fate: 'succeeds' };
}

/** Whether the documentation knows test accounts of this type by their number. */
export function hasTestDebits(type: string): boolean {
  return type in by_type;
}

/** The account whose bank refuses every mandate. */
export const NO_MANDATES = '00033333';

/** The account that Radar finds too risky to be debited. */
export const HIGHEST_RISK = '000000004954';

/** The account to which no microdeposits can be sent. */
export const NO_MICRODEPOSITS = '000666666661';
