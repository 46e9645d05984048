import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { asOf } from './balance-transaction.ts';

export const balanceTransactions = new Resource<Stripe.BalanceTransaction>({
  object: 'balance_transaction',
  table: 'balance_transactions',
  prefix: 'txn',
  url: '/v1/balance_transactions',
  param: 'id',
  render: (transaction, now) => asOf(transaction, now),
});
