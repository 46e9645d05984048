import type { Document } from '@pinstripe/contract';
import type { WorkContext } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

/**
 * Accounts in the US that may not be debited any more (guide "Blocked bank accounts"). The banks' rules want that whoever had a
 * debit returned looks at the account first, unless it only lacked funds.
 */
export type Block = Document<Stripe.PaymentMethod.UsBankAccount.StatusDetails.Blocked>;

/** By what a debit was returned for. */
const blocks: Readonly<Record<string, Block>> = {
  account_closed: { network_code: 'R02', reason: 'bank_account_closed' },
  incorrect_account_details: { network_code: 'R04', reason: 'bank_account_invalid_details' },
  no_account: { network_code: 'R03', reason: 'bank_account_invalid_details' },
};

const UNAUTHORIZED = 'debit_not_authorized';

/** Whether the account's holder says that they have not permitted a debit that was returned for `reason`. */
export function isUnauthorized(reason: string): boolean {
  return reason === UNAUTHORIZED;
}

/**
 * What a debit that was returned for `reason` makes of its account. The first that its holder has not permitted may be a mistake;
 * `unauthorized` counts them, this one included.
 */
export function blockAfter(reason: string, unauthorized: number): Block | null {
  if (!isUnauthorized(reason)) return blocks[reason] ?? null;
  return unauthorized < 2 ? null : { network_code: 'R10', reason: UNAUTHORIZED };
}

export function isBlocked({ us_bank_account }: PaymentMethod): boolean {
  return us_bank_account?.status_details?.blocked !== undefined;
}

/** A payment method in the US, whose account is blocked from now on. */
export function blocked(method: PaymentMethod, block: Block): PaymentMethod {
  const us_bank_account = { ...method.us_bank_account!, status_details: { blocked: block } };
  return { ...method, us_bank_account };
}

/** Only the merchant's server sees what has become of an account. */
export function seenBy(method: PaymentMethod, key_type: WorkContext['key_type']): PaymentMethod {
  if (key_type !== 'publishable' || !isBlocked(method)) return method;
  return { ...method, us_bank_account: { ...method.us_bank_account!, status_details: {} } };
}
