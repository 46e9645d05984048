import type { Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';

/** Where the money of a balance came from: what `source_types` of the Balance object tells apart. */
export type SourceType = keyof Stripe.Balance.Available.SourceTypes;

/** What one movement of money does to every account it touches (docs/principles.md, principle 7). */
export interface Entry {
  /** What happened, in the words of balance transactions: `charge`, `refund`, `payout`. */
  kind: string;
  /** The id of the object that moved the money. */
  source: string;
  /** In each currency their amounts sum to zero. */
  lines: readonly Line[];
}

export type Line = CounterLine | BalanceLine;

interface Movement {
  /** The ledger account's name: `balance`, `card_network`, `stripe_fees`. */
  name: string;
  currency: string;
  /** In minor units; what comes in is positive, what goes out negative. */
  amount: number;
  /** Whose it is; the account at work unless given, as in a transfer to another one. */
  account?: string;
}

/** The other side of a movement. It has no limit, and nothing of it is ever pending. */
export interface CounterLine extends Movement {
  source_type?: never;
  available_on?: never;
  may_overdraw?: never;
}

/** Money of an account, which it can run out of. */
export interface BalanceLine extends Movement {
  source_type: SourceType;
  /**
   * From when on the line counts as available; until then it is pending. At once unless given. It is compared with the
   * clock of the platform and not with the request's `now`: test clocks do not move it.
   */
  available_on?: Timestamp;
  /**
   * A refund or a dispute happens even if it leaves the balance below zero. Any other debit has to be covered by what is
   * available, unless its own day is still to come: that is then bounded by the object that it is about.
   */
  may_overdraw?: true;
}

/**
 * @throws Error when `entry` is not balanced, or has a line that moves nothing: an error of the programmer.
 * @throws RangeError on an amount that is no whole number, or too large to be one exactly.
 */
export function requireBalanced({ kind, source, lines }: Entry): void {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of lines) {
    if (!Number.isSafeInteger(amount)) throw new RangeError(`not an amount: ${amount} ${currency}`);
    if (amount === 0) throw new Error(`the entry '${kind}' of ${source} has a line of nothing`);
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) throw new Error(`the entry '${kind}' of ${source} is off balance by ${sum} ${currency}`);
  }
  if (sums.size === 0) throw new Error(`the entry '${kind}' of ${source} has no lines`);
}
