import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const mandates = new Resource<Stripe.Mandate>({
  object: 'mandate',
  table: 'mandates',
  prefix: 'mandate',
  url: '/v1/mandates',
  param: 'mandate',
});
