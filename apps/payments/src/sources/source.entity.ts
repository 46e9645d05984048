import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** Sources of the Sources API. One of a card is a payment method by the same id, which knows where its number is kept. */
export const sources = new Resource<Stripe.Source>({
  object: 'source',
  table: 'sources',
  prefix: 'src',
  url: '/v1/sources',
  param: 'source',
  deletion: 'gone',
});
