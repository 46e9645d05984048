import { DAY, errors, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import type { DebitAnswer } from '../bank-network/bank-network.ts';
import { blankCharge, type Charge, type ChargeDetails, isDebit } from './charge.ts';

/**
 * Charges that debit a bank account (guide "ACH Direct Debit with Charges"). The bank has the last word, days later:
 *
 *   pending → succeeded | failed
 */

/** @throws when the account, or the currency, cannot be debited, or the debit was to wait for a capture */
export function requireDebitable(
  { country, currency: its_currency, status }: BankAccount,
  { currency }: ChargeDetails,
  capture: boolean,
): void {
  if (country !== 'US' || its_currency !== 'usd' || currency !== 'usd') {
    throw errors.invalid('Only bank accounts in the US can be charged, and only in usd.', {
      param: 'currency',
    });
  }
  if (!capture) {
    throw errors.invalid('A charge of a bank account is captured as it is made.', { param: 'capture' });
  }
  if (status !== 'verified') {
    throw errors.invalid("The customer's bank account must be verified in order to create an ACH payment.", {
      code: 'bank_account_declined',
      param: 'source',
    });
  }
}

/** A debit that has been ordered. */
export function debited(details: ChargeDetails, account: BankAccount, identity: Identity): Charge {
  const { account_holder_name: name, account_holder_type, ...shown } = account;
  const { bank_name, country, fingerprint, last4, routing_number } = shown;
  return {
    ...blankCharge(details, identity),
    amount_captured: details.amount,
    billing_details: { address: null, email: null, name, phone: null },
    captured: true,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'not_assessed',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    payment_method: account.id,
    payment_method_details: {
      ach_debit: {
        account_holder_type: account_holder_type as 'company' | 'individual' | null,
        bank_name,
        country,
        fingerprint,
        last4,
        routing_number,
      },
      type: 'ach_debit',
    },
    source: account,
  };
}

/** How long what was debited can be given back. */
const REFUNDABLE_FOR = 90 * DAY;

/** @throws charge_not_refundable when the charge has debited an account, too long ago */
export function requireRecentDebit(charge: Charge, now: Timestamp): void {
  if (!isDebit(charge) || now <= charge.created + REFUNDABLE_FOR) return;
  throw errors.invalid(`Charge ${charge.id} is more than 90 days old and cannot be refunded any more.`, {
    code: 'charge_not_refundable',
  });
}

/** The bank has said what became of it. `reversal` is the balance transaction that takes a failed one back. */
export function decided(charge: Charge, answer: DebitAnswer, reversal: string | null): Charge {
  if (answer.kind === 'succeeded') return { ...charge, paid: true, status: 'succeeded' };
  const { failure_code, failure_message } = answer;
  return {
    ...charge,
    amount_captured: 0,
    captured: false,
    failure_balance_transaction: reversal,
    failure_code,
    failure_message,
    status: 'failed',
  };
}
