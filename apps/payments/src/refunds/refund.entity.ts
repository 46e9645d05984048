import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const refunds = new Resource<Stripe.Refund>({
  object: 'refund',
  table: 'refunds',
  prefix: 're',
  url: '/v1/refunds',
  param: 'refund',
});
