import type { Identity } from '@pinstripe/service';
import { type BalanceTransaction, booked } from './balance-transaction.ts';

/** What moves between the account's balance and what its customers have with it; `source` is the other side's transaction. */
interface Moved {
  source: string;
  currency: string;
  amount: number;
}

/** A bank has taken a transfer back that the customer had spent: the account makes good for it. */
export function ofOverdraft({ source, currency, amount }: Moved, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, currency, -amount, 0),
    description: 'Overdraft of a cash balance',
    reporting_category: 'other_adjustment',
    source,
    type: 'adjustment',
  };
}

/** What a customer has left behind is the account's to return ("Balance transaction types"). */
export function ofUnreconciled({ source, currency, amount }: Moved, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, currency, amount, 0),
    description: 'Unreconciled customer funds',
    reporting_category: 'unreconciled_customer_funds',
    source,
    type: 'payment_unreconciled',
  };
}
