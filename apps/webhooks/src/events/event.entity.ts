import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const events = new Resource<Stripe.EventBase>({
  object: 'event',
  table: 'events',
  prefix: 'evt',
  url: '/v1/events',
  param: 'id',
});
