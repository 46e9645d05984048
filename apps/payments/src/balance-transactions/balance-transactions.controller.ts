import { Controller } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
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
    const { currency, payout, source, type } = params;
    if (payout !== undefined) throw errors.parameterNotBuilt('payout');
    return balanceTransactions.list(params, { currency: currency?.toLowerCase(), source, type });
  }
}
