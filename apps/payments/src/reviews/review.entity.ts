import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const reviews = new Resource<Stripe.Review>({
  object: 'review',
  table: 'reviews',
  prefix: 'prv',
  url: '/v1/reviews',
  param: 'review',
});
