import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const customers = new Resource<Stripe.Customer>({
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
