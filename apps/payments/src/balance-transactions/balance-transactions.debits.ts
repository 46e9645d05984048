import type { Charge } from '../charges/charge.ts';
import { sourceTypeOf } from './balance-transaction.ts';
import { ofDebit, ofDebitFailure } from './balance-transaction.debit.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';

/** The money of charges that debit a bank account; the charge that these are about is for the caller to save. */

/** Books a debit that was ordered; answers its transaction. */
export async function bookDebit(charge: Charge): Promise<string> {
  return (await book(ofDebit(charge, balanceTransactions.identity()), sourceTypeOf(charge))).id;
}

/** Takes back what a debit that has failed had brought; answers its transaction. */
export async function bookDebitFailure(charge: Charge): Promise<string> {
  const { available_on } = await balanceTransactions.load(charge.balance_transaction!);
  const transaction = ofDebitFailure(charge, available_on, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}
