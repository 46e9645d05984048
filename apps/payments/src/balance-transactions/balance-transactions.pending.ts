import type { Charge } from '../charges/charge.ts';
import type { Processing } from '../providers/provider.ts';
import { ofCapture, ofPaymentFailure, settledOn, sourceTypeOf } from './balance-transaction.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';

/** The money of payments that are on their way; the charge that these are about is for the caller to save. */

/** The last day that four digits of a year can say: the money of a payment on which no bank will ever say anything is not there before. */
const NEVER = 253_402_214_400;

/**
 * Books a payment that was ordered: it is pending from the beginning, and for longer when the account is only debited at
 * `debited_at`. Answers its transaction.
 */
export async function bookPending(
  charge: Charge,
  { debited_at, fastest, later }: Pick<Processing, 'debited_at' | 'fastest' | 'later'>,
): Promise<string> {
  const ordered = ofCapture(charge, charge.amount, false, balanceTransactions.identity());
  const available_on = later === null ? NEVER : settledOn(charge, debited_at ?? ordered.created, fastest);
  return (await book({ ...ordered, available_on }, sourceTypeOf(charge))).id;
}

/** Takes back what a payment that has failed had brought; answers its transaction. */
export async function bookPaymentFailure(charge: Charge): Promise<string> {
  const { available_on } = await balanceTransactions.load(charge.balance_transaction!);
  const transaction = ofPaymentFailure(charge, available_on, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}
