import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { CardDetails } from '../payment-methods/payment-method.ts';

/** What the API does not show of a token. */
export interface TokenPrivate extends Record<string, unknown> {
  /** Where the number of its card, bank account or person is kept; a security code is not kept. */
  vault?: string;
  /** Its card, as a payment method shows it. */
  details?: CardDetails;
}

export const tokens = new Resource<Stripe.Token, TokenPrivate>({
  object: 'token',
  table: 'tokens',
  prefix: 'tok',
  url: '/v1/tokens',
  param: 'token',
  deletion: 'gone',
});
