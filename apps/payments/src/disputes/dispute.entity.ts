import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const disputes = new Resource<Stripe.Dispute>({
  object: 'dispute',
  table: 'disputes',
  prefix: 'du',
  url: '/v1/disputes',
  param: 'dispute',
});
