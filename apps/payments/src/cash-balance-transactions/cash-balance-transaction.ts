import type { Document } from '@pinstripe/contract';
import type { Entry } from '@pinstripe/ledger';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { availableIn, type CashBalance } from '../cash-balance/cash-balance.ts';

export type CashBalanceTransaction = Document<Stripe.CustomerCashBalanceTransaction>;
type Type = CashBalanceTransaction['type'];

/** What moves money into or out of a cash balance, and what it says of that: a hash by the name of its type. */
export type Movement = Pick<CashBalanceTransaction, 'currency' | 'net_amount'> &
  (
    | { type: 'funding_reversed' | 'return_canceled' | 'return_initiated' }
    | Told<'adjusted_for_overdraft'>
    | Told<'applied_to_payment'>
    | Told<'funded'>
    | Told<'refunded_from_payment'>
    | Told<'transferred_to_balance'>
    | Told<'unapplied_from_payment'>
  );

type Told<K extends Type & keyof CashBalanceTransaction> = { type: K } & Required<
  Pick<CashBalanceTransaction, K>
>;

/** The transaction that `balance`, as it was before, and `movement` make. */
export function create(balance: CashBalance, movement: Movement, identity: Identity): CashBalanceTransaction {
  const { currency, net_amount } = movement;
  return {
    ...identity,
    object: 'customer_cash_balance_transaction',
    ...movement,
    customer: balance.id,
    ending_balance: availableIn(balance, currency) + net_amount,
  };
}

/** The ledger's account of what a customer has, in whatever currency. */
export function cashBalanceAccount(customer: string): string {
  return `cash_balance:${customer}`;
}

/** The ledger's account of what was applied to a payment that is not complete. */
export function fundsAccount(payment_intent: string): string {
  return `payment_intent:${payment_intent}`;
}

/**
 * Where the money comes from or goes to: banks, or a payment that waits for all of its money. Null where it is the account's own
 * balance: the balance transaction's entry then has both sides.
 */
function otherSide(transaction: CashBalanceTransaction): string | null {
  switch (transaction.type) {
    case 'funded':
    case 'funding_reversed':
    case 'return_canceled':
    case 'return_initiated':
      return 'bank_network';
    case 'applied_to_payment':
      return fundsAccount(transaction.applied_to_payment!.payment_intent);
    case 'unapplied_from_payment':
      return fundsAccount(transaction.unapplied_from_payment!.payment_intent);
    case 'adjusted_for_overdraft':
    case 'refunded_from_payment':
    case 'transferred_to_balance':
      return null;
  }
}

/** The journal entry of a transaction; null where a balance transaction has it. */
export function entryOf(transaction: CashBalanceTransaction): Entry | null {
  const name = otherSide(transaction);
  if (name === null) return null;
  const { id, currency, customer, net_amount: amount, type } = transaction;
  return {
    kind: type,
    source: id,
    lines: [
      { name: cashBalanceAccount(customer), currency, amount },
      { name, currency, amount: -amount },
    ],
  };
}

/** What brings money that its customer may forget: after ninety days it is the account's to return. */
const LEFT_BEHIND: ReadonlySet<Type> = new Set([
  'funded',
  'refunded_from_payment',
  'return_canceled',
  'unapplied_from_payment',
]);

export function isLeftBehind({ type }: CashBalanceTransaction): boolean {
  return LEFT_BEHIND.has(type);
}
