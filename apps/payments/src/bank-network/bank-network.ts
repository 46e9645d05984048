import type { RefundAnswer } from '../card-network/card-network.ts';
import type { BankAccountSecret } from '../vault/vault.ts';

/**
 * The port to the network between banks, by which accounts are debited. What holds of `CardNetwork` holds here: an attempt
 * is an operation that happens once, and asked twice the network says the same. But a bank that takes an order has not
 * carried it out: what becomes of it is known days later.
 */
export interface BankNetwork {
  /** Orders that money be taken from an account. */
  debit(request: OrderRequest): Promise<DebitAnswer>;
  /** Orders that what was taken be given back. */
  credit(request: OrderRequest): Promise<RefundAnswer>;
}

/** The provider token of the `BankNetwork`. */
export const BANK_NETWORK = Symbol('BankNetwork');

export interface OrderRequest {
  attempt_id: string;
  /** What the vault opened for this call. It is not part of the attempt, and goes nowhere else. */
  bank_account: BankAccountSecret;
  amount: number;
  currency: string;
}

/** What the bank is going to say of a debit, in `after_s` seconds. */
export type DebitAnswer =
  | { kind: 'succeeded'; after_s: number }
  | { kind: 'failed'; failure_code: string; failure_message: string; after_s: number };
