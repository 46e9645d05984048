import type { ErrorBody } from '@pinstripe/kernel';

/** What one domain asks of another, and what it is told in reply. Private: other systems consume events. */
export interface Commands {
  /**
   * billing → payments: makes a token, source or payment method the customer's. Payments checks it with the card network
   * first; a refusal leaves nothing behind.
   */
  attach_to_customer: {
    payload: {
      customer: string;
      /** `source` becomes one of the customer's sources, `payment_method` is attached. */
      kind: 'source' | 'payment_method';
      id: string;
      /** The source that this one takes the place of. */
      replaces: string | null;
    };
    outcome: { attached: { id: string } } | Refused;
  };

  /**
   * payments → billing: makes a source the customer's default in place of another: the first that the customer has, or the
   * next when the default is removed. Where the default is none of these any more, it stays what it is.
   */
  replace_default_source: {
    payload: {
      customer: string;
      /** What the default is; null when there is none. */
      source: string | null;
      /** What it is to be; null when there is no other. */
      by: string | null;
    };
    outcome: { default_source: string | null } | Refused;
  };

  /** billing → payments: how money that reaches the customer's cash balance finds the payments that wait for it. */
  set_reconciliation_mode: {
    payload: { customer: string; reconciliation_mode: 'automatic' | 'manual' | 'merchant_default' };
    outcome: { reconciliation_mode: string } | Refused;
  };

  /** payments → billing: the customer has a cash balance from now on, and cannot be deleted. */
  keep_customer: {
    payload: { customer: string };
    outcome: { kept: boolean } | Refused;
  };
}

/** The other domain said no; the requester answers with it. */
export interface Refused {
  refused: { status: number; error: ErrorBody };
}

export type CommandName = keyof Commands;
