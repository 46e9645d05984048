import type { Document } from '@pinstripe/contract';
import type { Balance as LedgerBalance } from '@pinstripe/ledger';
import type Stripe from 'stripe';

export type Balance = Document<Stripe.Balance>;
type Funds = Stripe.Balance.Available;

/** What an account is shown even before it has any: the sandbox's accounts are American. */
const DEFAULT_CURRENCY = 'usd';

/** What the ledger has of an account, by currency; its default currency first, and always there. */
export function balanceOf(rows: readonly LedgerBalance[], livemode: boolean): Balance {
  const currencies = new Set([DEFAULT_CURRENCY, ...rows.map(({ currency }) => currency).toSorted()]);
  const funds = (state: 'available' | 'pending') =>
    [...currencies].map((currency) => fundsIn(currency, state, rows));
  return {
    object: 'balance',
    available: funds('available'),
    connect_reserved: [...currencies].map((currency) => ({ amount: 0, currency })),
    livemode,
    pending: funds('pending'),
  };
}

function fundsIn(currency: string, state: 'available' | 'pending', rows: readonly LedgerBalance[]): Funds {
  const source_types: NonNullable<Funds['source_types']> = { card: 0 };
  let amount = 0;
  for (const row of rows) {
    if (row.currency !== currency) continue;
    amount += row[state];
    source_types[row.source_type] = (source_types[row.source_type] ?? 0) + row[state];
  }
  return { amount, currency, source_types };
}
