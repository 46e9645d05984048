import type { Charge } from '../charges/charge.ts';
import { ofCapture, ofPaymentFailure, sourceTypeOf } from './balance-transaction.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';

/** The money of payments that are on their way; the charge that these are about is for the caller to save. */

/** Books a payment that was ordered: it is pending from the beginning. Answers its transaction. */
export async function bookPending(charge: Charge): Promise<string> {
  const transaction = ofCapture(charge, charge.amount, false, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}

/** Takes back what a payment that has failed had brought; answers its transaction. */
export async function bookPaymentFailure(charge: Charge): Promise<string> {
  const { available_on } = await balanceTransactions.load(charge.balance_transaction!);
  const transaction = ofPaymentFailure(charge, available_on, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}
