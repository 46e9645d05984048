import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { RefundAnswer } from '../card-network/card-network.ts';

/** What the API does not show of a refund. */
export interface RefundPrivate extends Record<string, unknown> {
  /** Whose cash balance it returns. */
  customer?: string;
  /** What comes of it as soon as the payment that it gives back is there. */
  awaiting_payment?: RefundAnswer;
  /** Where its customer says what account it is to go to. */
  page_url?: string;
}

export const refunds = new Resource<Stripe.Refund, RefundPrivate>({
  object: 'refund',
  table: 'refunds',
  prefix: 're',
  url: '/v1/refunds',
  param: 'refund',
});
