import {
  type CashBalanceTransaction,
  cashBalanceAccount,
  fundsAccount,
} from '../cash-balance-transactions/cash-balance-transaction.ts';
import { cashBalanceTransactions } from '../cash-balance-transactions/cash-balance-transaction.entity.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { move } from '../cash-balance-transactions/cash-balance-transactions.ts';
import { ofCapture } from './balance-transaction.ts';
import { ofOverdraft, ofUnreconciled } from './balance-transaction.cash.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';

/** What moves money between the account's balance and a customer's cash balance: both are booked by one entry. */

/** Makes good for the cash balance that `linked`, a reversal, has left with `amount` less than nothing. */
export async function bookOverdraft(
  linked: CashBalanceTransaction,
  amount: number,
): Promise<CashBalanceTransaction> {
  const { currency, customer } = linked;
  const identity = cashBalanceTransactions.identity();
  const moved = { source: identity.id, currency, amount };
  const transaction = ofOverdraft(moved, balanceTransactions.identity());
  const { id: balance_transaction } = await book(transaction, 'bank_account', cashBalanceAccount(customer));
  const adjusted_for_overdraft = { balance_transaction, linked_transaction: linked.id };
  return move(
    customer,
    { type: 'adjusted_for_overdraft', adjusted_for_overdraft, currency, net_amount: amount },
    identity,
  );
}

/** Gives the account what its customer has left behind. */
export async function bookUnreconciled(
  customer: string,
  currency: string,
  amount: number,
): Promise<CashBalanceTransaction> {
  const identity = cashBalanceTransactions.identity();
  const moved = { source: identity.id, currency, amount };
  const transaction = ofUnreconciled(moved, balanceTransactions.identity());
  const { id: balance_transaction } = await book(transaction, 'bank_account', cashBalanceAccount(customer));
  return move(
    customer,
    {
      type: 'transferred_to_balance',
      transferred_to_balance: { balance_transaction },
      currency,
      net_amount: -amount,
    },
    identity,
  );
}

/** Books a charge of an intent that a customer has paid: the money was held for the intent until now, and is available at once. */
export async function bookBankTransfer(charge: Charge): Promise<Charge> {
  const transaction = ofCapture(charge, charge.amount, true, balanceTransactions.identity());
  const { id: balance_transaction } = await book(
    transaction,
    'bank_account',
    fundsAccount(charge.payment_intent!),
  );
  return charges.save({ ...charge, balance_transaction }, 'charge.succeeded');
}
