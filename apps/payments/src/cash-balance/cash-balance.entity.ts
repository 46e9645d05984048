import { Resource } from '@pinstripe/service';
import type { CashBalance } from './cash-balance.ts';

export const cashBalances = new Resource<CashBalance>({
  object: 'cash_balance',
  table: 'cash_balances',
  prefix: 'cash_balance',
  url: '',
  param: 'customer',
});
