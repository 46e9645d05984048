import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** What payers have sent to sources that receive. */
export const sourceTransactions = new Resource<Stripe.SourceTransaction>({
  object: 'source_transaction',
  table: 'source_transactions',
  prefix: 'srctxn',
  url: '/v1/sources/{source}/source_transactions',
  param: 'source_transaction',
});
