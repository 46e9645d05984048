import { Injectable } from '@nestjs/common';
import { DAY, type JsonObject } from '@pinstripe/kernel';
import { now, scope, setTimer, Timer } from '@pinstripe/service';
import { bookUnreconciled } from '../balance-transactions/balance-transactions.cash.ts';
import { availableIn } from '../cash-balance/cash-balance.ts';
import { loadCashBalance } from '../cash-balance/cash-balances.ts';
import { isAllowed } from '../refunds/refund.ts';
import { refunds } from '../refunds/refund.entity.ts';
import { returnCash } from '../refunds/refunds.cash-balance.ts';
import { endRefund } from '../refunds/refunds.emailed.ts';
import { type Left, RETURN, RETURN_AFTER } from './cash-balance-transactions.ts';

/**
 * What customers leave behind (guide "Reconciliation", "Return unreconciled funds"): after 75 days it is returned to them, if there
 * is an e-mail address to ask for an account at; if that has not come about after 90 days, it is the account's to return.
 */
const SWEEP = 'cash_balance_sweep';
const SWEPT_AFTER = 90 * DAY;

@Injectable()
export class CashBalanceTransactionsWorker {
  @Timer(RETURN)
  async return(payload: JsonObject) {
    const left = payload as unknown as Left;
    const { customer, currency, transaction } = left;
    const amount = await amountLeft(left);
    if (amount <= 0) return;
    const { email } = await loadCashBalance(customer);
    const refund =
      email === null
        ? null
        : await returnCash(customer, { amount, currency, email, metadata: {}, reason: null });
    const due_at = now() + SWEPT_AFTER - RETURN_AFTER;
    await setTimer(SWEEP, transaction, due_at, { ...left, refund: refund?.id ?? null });
  }

  /** What could not be returned has come back, or does now, and goes to the account with the rest. */
  @Timer(SWEEP)
  async sweep(payload: JsonObject) {
    const { refund, ...left } = payload as unknown as Left & { refund: string | null };
    const amount = refund === null ? await amountLeft(left) : await cameBack(left, refund);
    if (amount === null) await setTimer(SWEEP, left.transaction, now() + DAY, payload);
    else if (amount > 0) await bookUnreconciled(left.customer, left.currency, amount);
  }
}

/** What is left of a return that the customer has not answered, or that the bank has sent back; null until the bank has spoken. */
async function cameBack(left: Left, id: string): Promise<number | null> {
  const refund = await refunds.load(id);
  if (refund.status === 'pending') return null;
  if (refund.status === 'succeeded') return 0;
  if (isAllowed(refund, 'expire')) {
    await endRefund(refund, 'failed');
    return refund.amount;
  }
  return Math.min(refund.amount, await amountLeft(left));
}

/** First in, first out: what there is, less what has come since. What comes back from a return had been there before. */
async function amountLeft({ customer, currency, transaction }: Left): Promise<number> {
  const balance = await loadCashBalance(customer);
  const { account, livemode } = scope().context;
  const [since] = await scope().runtime.database.query<{ amount: number }>({
    name: 'cash_balance_since',
    text:
      'select coalesce(sum(net_amount), 0)::bigint as amount from customer_cash_balance_transactions ' +
      'where account = $1 and livemode = $2 and customer = $3 and currency = $4 and id > $5 and net_amount > 0 ' +
      "and document ->> 'type' <> 'return_canceled'",
    values: [account, livemode, customer, currency, transaction],
  });
  return availableIn(balance, currency) - since!.amount;
}
