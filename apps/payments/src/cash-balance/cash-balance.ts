import type { Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';

type Mode = Stripe.CashBalance.Settings['reconciliation_mode'];
type ModeParam = Stripe.CustomerUpdateCashBalanceParams.Settings.ReconciliationMode;

/**
 * What a customer has with the account, in one row: whatever changes it takes its turn there. It is the customer's money, which is
 * held for the account, and no part of the account's own balance.
 */
export interface CashBalance {
  /** The customer's. */
  id: string;
  object: 'cash_balance';
  /** In minor units, by currency. A currency is there from the moment on in which there is an address to transfer it to. */
  available: Readonly<Record<string, number>>;
  created: Timestamp;
  /** The customer's, as it was known last: what nobody can use is returned to it. */
  email: string | null;
  livemode: boolean;
  /** Null leaves it to the account's default. */
  reconciliation_mode: Mode | null;
}

/** The account's default, which only a dashboard could change (guide "Reconciliation"). */
const MERCHANT_DEFAULT: Mode = 'automatic';

export function create({ created, livemode }: Identity, customer: string): CashBalance {
  return {
    id: customer,
    object: 'cash_balance',
    available: {},
    created,
    email: null,
    livemode,
    reconciliation_mode: null,
  };
}

/** As the API shows it: without an id, and without balances before there is one. */
export function shown({ id, available, livemode, reconciliation_mode }: CashBalance): Stripe.CashBalance {
  return {
    object: 'cash_balance',
    available: isHeld({ available }) ? available : null,
    customer: id,
    livemode,
    settings: {
      reconciliation_mode: reconciliation_mode ?? MERCHANT_DEFAULT,
      using_merchant_default: reconciliation_mode === null,
    },
  };
}

/** Whether the customer has a balance in any currency, be it of nothing. */
export function isHeld({ available }: Pick<CashBalance, 'available'>): boolean {
  return Object.keys(available).length > 0;
}

/** Whether what comes in is applied to what waits for it without being asked. */
export function isAutomatic({ reconciliation_mode }: CashBalance): boolean {
  return (reconciliation_mode ?? MERCHANT_DEFAULT) === 'automatic';
}

export function availableIn({ available }: CashBalance, currency: string): number {
  return available[currency] ?? 0;
}

/** With a balance in `currency`, of nothing unless it was there before. */
export function open(balance: CashBalance, currency: string, email: string | null): CashBalance {
  const available = { ...balance.available, [currency]: availableIn(balance, currency) };
  return { ...balance, available, email };
}

/** With `net_amount` more, or less. */
export function change(balance: CashBalance, currency: string, net_amount: number): CashBalance {
  const available = { ...balance.available, [currency]: availableIn(balance, currency) + net_amount };
  return { ...balance, available };
}

export function withMode(balance: CashBalance, mode: ModeParam | undefined): CashBalance {
  if (mode === undefined) return balance;
  return { ...balance, reconciliation_mode: mode === 'merchant_default' ? null : mode };
}
