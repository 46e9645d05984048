import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** What the API does not show of a customer. */
export interface CustomerPrivate extends Record<string, unknown> {
  /** Payments holds money of theirs, or would take it. */
  has_cash_balance?: true;
}

export const customers = new Resource<Stripe.Customer, CustomerPrivate>({
  object: 'customer',
  table: 'customers',
  prefix: 'cus',
  url: '/v1/customers',
  param: 'id',
  deletion: 'tombstone',
  search: {
    created: 'numeric',
    email: 'string',
    metadata: 'metadata',
    name: 'string',
    phone: 'string',
  },
});
