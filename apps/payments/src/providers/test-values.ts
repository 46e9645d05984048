import type { DisputeCause } from '../disputes/dispute.causes.ts';
import type { Failure, PaymentRequest } from './provider.ts';
import { debit_failures } from './test-bank-accounts.ts';
import { foreseenDispute } from './test-disputes.ts';
import { type DebitFate, hasTestDebits, testDebit } from './test-debit-accounts.ts';
import { iban_fates, type IbanFate } from './test-ibans.ts';

/** What becomes of a payment, as the documentation's test values have it. */
export interface Foreseen {
  failure: Failure | null;
  /** After how many seconds the bank says so; null where it never does, undefined where the documentation does not say. */
  after_s?: number | null;
  dispute: DisputeCause | null;
}

const SUCCEEDS: Foreseen = { failure: null, dispute: null };
const LATE_S = 3 * 60;

const disputed = (reason: string): DisputeCause => ({
  reason,
  network_reason_code: null,
  case_type: 'chargeback',
  enhanced_evidence: null,
});
const failing = (code: string, message: string): Foreseen => ({ failure: { code, message }, dispute: null });

const COULD_NOT_PROCESS: Foreseen = {
  failure: {
    code: 'generic_could_not_process',
    error_code: 'payment_intent_payment_attempt_failed',
    message: 'The bank could not process the payment.',
  },
  dispute: null,
};

const EXCEEDS_TRANSACTION_LIMIT: Failure = {
  code: 'charge_exceeds_transaction_limit',
  message: 'The payment is more than one payment of this account may be.',
};

const by_fate: Readonly<Record<IbanFate, Foreseen>> = {
  disputed: { failure: null, dispute: disputed('debit_not_authorized') },
  exceeds_transaction_limit: {
    failure: {
      ...EXCEEDS_TRANSACTION_LIMIT,
      // the guides of both types have a code for it that errors do not have
      code: 'charge_exceeds_weekly_limit',
      error_code: EXCEEDS_TRANSACTION_LIMIT.code,
    },
    dispute: null,
  },
  exceeds_weekly_limit: failing(
    'charge_exceeds_source_limit',
    'The payment is more than may be taken from this account within a week.',
  ),
  fails: COULD_NOT_PROCESS,
  fails_later: { ...COULD_NOT_PROCESS, after_s: LATE_S },
  insufficient_funds: failing(
    'insufficient_funds',
    'The account does not have what was to be taken from it.',
  ),
  succeeds_later: { ...SUCCEEDS, after_s: LATE_S },
};

const by_debit: Readonly<Record<DebitFate, Foreseen>> = {
  account_closed: failing('account_closed', 'The bank account has been closed.'),
  bank_account_bad_routing_numbers: failing(
    'bank_account_bad_routing_numbers',
    'The bank account cannot be debited in this currency.',
  ),
  charge_exceeds_source_limit: by_fate.exceeds_weekly_limit,
  charge_exceeds_transaction_limit: { failure: EXCEEDS_TRANSACTION_LIMIT, dispute: null },
  charge_exceeds_weekly_limit: by_fate.exceeds_transaction_limit,
  debit_not_authorized: failing(
    'debit_not_authorized',
    'The customer has told their bank that this is not authorized.',
  ),
  disputed: by_fate.disputed,
  insufficient_funds: by_fate.insufficient_funds,
  never_decided: { ...SUCCEEDS, after_s: null },
  no_account: failing('no_account', 'The bank account could not be found.'),
  refer_to_customer: failing(
    'refer_to_customer',
    'The bank could not debit the account, and refers to the customer.',
  ),
  succeeds: SUCCEEDS,
};

export function foresee({ account, payer, type }: PaymentRequest): Foreseen {
  if (type === 'sofort') return { ...SUCCEEDS, after_s: LATE_S };
  if (account === null) {
    const email = payer?.billing_details.email ?? null;
    return { failure: denial(type, email), dispute: foreseenDispute(type, email) };
  }
  const fate = iban_fates.get(account.account_number);
  if (type === 'sepa_debit') return fate === undefined ? SUCCEEDS : by_fate[fate];
  if (hasTestDebits(type)) {
    const { fate, late } = testDebit(type, account.account_number);
    return { ...by_debit[fate], ...(late === true ? { after_s: LATE_S } : {}) };
  }
  const failure = debit_failures.get(account.account_number);
  return failure === undefined ? SUCCEEDS : { failure, dispute: null };
}

/** Klarna lends to nobody whose test email says so (guide "Klarna", "Test your integration"). */
function denial(type: string, email: string | null): Failure | null {
  if (type !== 'klarna' || !/\+denied@/.test(email ?? '')) return null;
  return { code: 'payment_method_provider_decline', message: 'Klarna did not approve the payment.' };
}
