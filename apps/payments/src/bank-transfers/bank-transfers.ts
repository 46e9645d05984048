import type { BankTransferSeen, BankTransferSimulateParams, PageParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { context, foreign } from '@pinstripe/service';
import { openCashBalance } from '../cash-balance/cash-balances.ts';
import { cashBalanceTransactions } from '../cash-balance-transactions/cash-balance-transaction.entity.ts';
import { fund } from '../cash-balance-transactions/cash-balance-transactions.fund.ts';
import { MERCHANT_NAME } from '../charges/statement-descriptor.ts';
import { awaited } from '../payment-intents/payment-intent.cash-balance.ts';
import type { PaymentIntent } from '../payment-intents/payment-intent.ts';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';

/** What the page shows that tells a payer where to transfer money to. */
export async function retrieve(id: string, { client_secret }: PageParams): Promise<BankTransferSeen> {
  const intent = await loadSeen(id, client_secret);
  return seen(intent, await lastTransaction(intent));
}

/**
 * A transfer of a sandbox, with what the page tells the payer to write on it. It comes once: a form that was shown before the last
 * movement of the customer's cash balance, which may be that of this very form, moves nothing.
 */
export async function simulate(
  id: string,
  { amount, client_secret, last_transaction }: BankTransferSimulateParams,
): Promise<BankTransferSeen> {
  const intent = await loadSeen(id, client_secret);
  const waiting = awaited(intent);
  if (waiting === null) return seen(intent, null);
  const { currency, customer } = intent;
  const payer = foreign('customer', customer!);
  // Relied on before the transactions are looked at: two forms that are sent at once meet here.
  await openCashBalance(payer, currency);
  const last = await lastTransaction(intent);
  if (last !== (last_transaction ?? null)) return seen(intent, last);
  const { reference } = waiting;
  const { id: transaction } = await fund(payer, {
    amount,
    currency,
    ...(reference === null ? {} : { reference }),
  });
  return seen(await paymentIntents.load(id), transaction);
}

async function loadSeen(id: string, secret: string): Promise<PaymentIntent> {
  const intent = await paymentIntents.load(id);
  if (intent.client_secret !== secret) throw errors.resourceMissing('payment_intent', id, 'intent');
  return intent;
}

async function lastTransaction({ customer }: PaymentIntent): Promise<string | null> {
  if (customer === null) return null;
  const { data } = await cashBalanceTransactions.list({ limit: 1 }, { customer });
  return data[0]?.id ?? null;
}

function seen(intent: PaymentIntent, last_transaction: string | null): BankTransferSeen {
  const { amount, currency, status } = intent;
  const waiting = awaited(intent);
  return {
    object: 'bank_transfer',
    amount,
    amount_remaining: waiting?.amount_remaining ?? null,
    currency,
    financial_addresses: waiting?.financial_addresses ?? [],
    last_transaction,
    livemode: context().livemode,
    merchant: MERCHANT_NAME,
    reference: waiting?.reference ?? null,
    status: waiting === null ? (status === 'succeeded' ? 'paid' : 'closed') : 'open',
  };
}
