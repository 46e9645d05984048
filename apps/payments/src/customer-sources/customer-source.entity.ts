import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** All sources of customers, of whatever kind, to list them: a view of the tables in which they stand. */
export const customerSources = new Resource<Stripe.BankAccount | Stripe.Card | Stripe.Source>({
  object: 'source',
  table: 'customer_sources',
  prefix: 'source',
  url: '/v1/customers/{customer}/sources',
  param: 'id',
});
