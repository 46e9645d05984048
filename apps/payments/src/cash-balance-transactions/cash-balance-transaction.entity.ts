import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const cashBalanceTransactions = new Resource<Stripe.CustomerCashBalanceTransaction>({
  object: 'customer_cash_balance_transaction',
  table: 'customer_cash_balance_transactions',
  prefix: 'ccsbtxn',
  url: '/v1/customers/{customer}/cash_balance_transactions',
  param: 'transaction',
});
