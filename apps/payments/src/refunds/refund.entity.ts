import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** What the API does not show of a refund. */
export interface RefundPrivate extends Record<string, unknown> {
  /** Whose cash balance it returns. */
  customer?: string;
}

export const refunds = new Resource<Stripe.Refund, RefundPrivate>({
  object: 'refund',
  table: 'refunds',
  prefix: 're',
  url: '/v1/refunds',
  param: 'refund',
});
