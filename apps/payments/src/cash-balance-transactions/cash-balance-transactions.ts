import { DAY } from '@pinstripe/kernel';
import { post } from '@pinstripe/ledger';
import { now, setTimer } from '@pinstripe/service';
import { change } from '../cash-balance/cash-balance.ts';
import { cashBalances } from '../cash-balance/cash-balance.entity.ts';
import {
  type CashBalanceTransaction,
  create,
  entryOf,
  isLeftBehind,
  type Movement,
} from './cash-balance-transaction.ts';
import { cashBalanceTransactions } from './cash-balance-transaction.entity.ts';

/** Timers of this kind return to customers what they leave behind. */
export const RETURN = 'cash_balance_return';
export const RETURN_AFTER = 75 * DAY;

/** Money that nobody has used since it came with a transaction. */
export interface Left {
  customer: string;
  currency: string;
  transaction: string;
}

/**
 * The one place where the money of cash balances moves: the balance, its transaction and the journal agree, since they are
 * written together. What also moves the account's own balance is booked in balance-transactions, which calls this.
 */
export async function move(
  customer: string,
  movement: Movement,
  identity = cashBalanceTransactions.identity(),
): Promise<CashBalanceTransaction> {
  const balance = await cashBalances.load(customer);
  const transaction = create(balance, movement, identity);
  cashBalances.save(change(balance, movement.currency, movement.net_amount));
  cashBalanceTransactions.insert(transaction, 'customer_cash_balance_transaction.created');
  const entry = entryOf(transaction);
  if (entry !== null) await post(entry);
  if (isLeftBehind(transaction)) await setReturn(transaction);
  return transaction;
}

/** What this transaction has brought is not kept for ever. */
async function setReturn({ id, currency, customer }: CashBalanceTransaction): Promise<void> {
  await setTimer(RETURN, id, now() + RETURN_AFTER, { currency, customer, transaction: id });
}
