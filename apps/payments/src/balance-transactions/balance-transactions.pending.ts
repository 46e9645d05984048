import type { Timestamp } from '@pinstripe/kernel';
import type { Charge } from '../charges/charge.ts';
import { chargedType } from '../payment-method-types/payment-method-types.ts';
import type { Processing } from '../providers/provider.ts';
import { ofCapture, ofPaymentFailure, settledOn, sourceTypeOf } from './balance-transaction.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';
import { businessDaysAfter } from './business-days.ts';

/** The money of payments that are on their way; the charge that these are about is for the caller to save. */

/** The last day that four digits of a year can say: the money of a payment on which no bank will ever say anything is not there before. */
const NEVER = 253_402_214_400;

/** What is known of an order when it is given. */
export interface Ordered extends Pick<Processing, 'debited_at' | 'fastest' | 'later'> {
  /** Whether the payer's bank has to accept the mandate first. */
  under_new_mandate?: boolean;
}

/**
 * Books a payment that was ordered: it is pending from the beginning, and for longer when the account is only debited at
 * `debited_at`. Answers its transaction.
 */
export async function bookPending(charge: Charge, order: Ordered): Promise<string> {
  const ordered = ofCapture(charge, charge.amount, false, balanceTransactions.identity());
  const available_on = order.later === null ? NEVER : availableOn(charge, ordered.created, order);
  return (await book({ ...ordered, available_on }, sourceTypeOf(charge))).id;
}

function availableOn(
  charge: Charge,
  ordered_at: Timestamp,
  { debited_at = ordered_at, fastest, under_new_mandate = false }: Ordered,
): Timestamp {
  const settled_on = settledOn(charge, debited_at, fastest);
  const { new_mandate_business_days } = chargedType(charge);
  if (!under_new_mandate || new_mandate_business_days === undefined) return settled_on;
  return Math.max(settled_on, businessDaysAfter(ordered_at, new_mandate_business_days));
}

/** Takes back what a payment that has failed had brought; answers its transaction. */
export async function bookPaymentFailure(charge: Charge): Promise<string> {
  const { available_on } = await balanceTransactions.load(charge.balance_transaction!);
  const transaction = ofPaymentFailure(charge, available_on, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}
