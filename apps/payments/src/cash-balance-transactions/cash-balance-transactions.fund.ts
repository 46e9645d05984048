import type { Document } from '@pinstripe/contract';
import { errors, maximumChargeAmount } from '@pinstripe/kernel';
import { context, emit } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookOverdraft } from '../balance-transactions/balance-transactions.cash.ts';
import { availableIn, shown } from '../cash-balance/cash-balance.ts';
import { cashBalances } from '../cash-balance/cash-balance.entity.ts';
import { openCashBalance } from '../cash-balance/cash-balances.ts';
import { reconcileFunds } from '../payment-intents/payment-intents.cash-balance.ts';
import { fundedBy } from '../funding-instructions/bank-transfer.ts';
import type { CashBalanceTransaction } from './cash-balance-transaction.ts';
import { move } from './cash-balance-transactions.ts';

type FundParams = Stripe.TestHelpers.CustomerFundCashBalanceParams;

/** A reference that begins so takes a transfer back (guide "Accept a bank transfer", "Test your integration"). */
const REVERSAL = 'reversal_';

/** A transfer reaches the customer's cash balance, or is taken back by the bank that sent it. */
export async function fund(
  customer: Document<Stripe.Customer>,
  { amount, currency: code, reference }: FundParams,
): Promise<CashBalanceTransaction> {
  const currency = code.toLowerCase();
  requireTest();
  requireAmount(amount, currency);
  const funded = fundedBy(currency, reference ?? null);
  await openCashBalance(customer, currency);
  if (reference?.startsWith(REVERSAL) === true) return reverse(customer.id, currency, amount);
  const transaction = await move(customer.id, { type: 'funded', currency, funded, net_amount: amount });
  await reconcileFunds(customer.id, currency, { received: amount, reference: reference ?? null });
  await tellAvailable(customer.id, currency);
  return transaction;
}

/** Tells what is left for the client to use. */
async function tellAvailable(customer: string, currency: string): Promise<void> {
  const balance = await cashBalances.load(customer);
  if (availableIn(balance, currency) > 0) emit('cash_balance.funds_available', shown(balance), null);
}

/** The account makes good for what the customer has spent by then. */
async function reverse(customer: string, currency: string, amount: number): Promise<CashBalanceTransaction> {
  const reversed = await move(customer, { type: 'funding_reversed', currency, net_amount: -amount });
  if (reversed.ending_balance < 0) await bookOverdraft(reversed, -reversed.ending_balance);
  return reversed;
}

function requireTest(): void {
  if (context().livemode) {
    throw errors.invalid('Cash balances are only funded by bank transfers in live mode.');
  }
}

function requireAmount(amount: number, currency: string): void {
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  const most = maximumChargeAmount(currency, false);
  if (amount > most) throw errors.integerTooLarge(most, 'amount');
}
