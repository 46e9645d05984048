import { Controller } from '@nestjs/common';
import { foreign, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { cashBalanceTransactions } from './cash-balance-transaction.entity.ts';
import { fund } from './cash-balance-transactions.fund.ts';

@Controller()
export class CashBalanceTransactionsController {
  @Route('GET /v1/customers/{customer}/cash_balance_transactions')
  list(customer: string, params: Stripe.CustomerListCashBalanceTransactionsParams) {
    foreign('customer', customer);
    const url = cashBalanceTransactions.options.url.replace('{customer}', customer);
    return cashBalanceTransactions.list(params, { customer }, url);
  }

  @Route('GET /v1/customers/{customer}/cash_balance_transactions/{transaction}')
  async retrieve(customer: string, id: string) {
    foreign('customer', customer);
    const transaction = await cashBalanceTransactions.retrieve(id);
    if (transaction.customer !== customer) throw cashBalanceTransactions.missing(id);
    return transaction;
  }

  @Route('POST /v1/test_helpers/customers/{customer}/fund_cash_balance')
  fund(customer: string, params: Stripe.TestHelpers.CustomerFundCashBalanceParams) {
    return fund(foreign('customer', customer), params);
  }
}
