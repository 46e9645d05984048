import { Controller } from '@nestjs/common';
import { requireBuilt } from '@pinstripe/kernel';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { balanceTransactions } from './balance-transaction.entity.ts';

@Controller()
export class BalanceTransactionsController {
  @Route('GET /v1/balance_transactions/{id}')
  retrieve(id: string) {
    return balanceTransactions.retrieve(id);
  }

  @Route('GET /v1/balance_transactions')
  async list(params: Stripe.BalanceTransactionListParams) {
    return listed(params);
  }

  /** Where older SDKs look for them. */
  @Route('GET /v1/balance/history/{id}')
  retrieveOfHistory(id: string) {
    return balanceTransactions.retrieve(id);
  }

  @Route('GET /v1/balance/history')
  async listHistory(params: Stripe.BalanceTransactionListParams) {
    return listed(params, '/v1/balance/history');
  }
}

function listed(params: Stripe.BalanceTransactionListParams, url?: string) {
  requireBuilt(params, ['payout']);
  const { currency, source, type } = params;
  return balanceTransactions.list(params, { currency: currency?.toLowerCase(), source, type }, url);
}
