import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import { blankCharge, type Charge, type ChargeDetails } from './charge.ts';
import { outcomeOf } from './charge.provider.ts';

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
      code: 'payment_method_currency_mismatch',
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
    outcome: outcomeOf({ kind: 'processing' }),
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
