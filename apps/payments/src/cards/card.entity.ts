import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** The cards among customers' sources. Each is a payment method too, which knows where its number is kept. */
export const cards = new Resource<Stripe.Card>({
  object: 'card',
  table: 'cards',
  prefix: 'card',
  url: '/v1/customers/{customer}/sources',
  param: 'id',
  deletion: 'gone',
});
