import { Controller } from '@nestjs/common';
import { foreign, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { shown, withMode } from './cash-balance.ts';
import { cashBalances } from './cash-balance.entity.ts';
import { loadCashBalance, peekCashBalance } from './cash-balances.ts';

@Controller()
export class CashBalanceController {
  @Route('GET /v1/customers/{customer}/cash_balance')
  async retrieve(customer: string) {
    foreign('customer', customer);
    return shown(await peekCashBalance(customer));
  }

  @Route('POST /v1/customers/{customer}/cash_balance')
  async update(customer: string, { settings }: Stripe.CustomerUpdateCashBalanceParams) {
    foreign('customer', customer);
    const balance = await loadCashBalance(customer);
    return shown(cashBalances.save(withMode(balance, settings?.reconciliation_mode)));
  }
}
