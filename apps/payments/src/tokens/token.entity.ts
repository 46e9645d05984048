import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { KnownCard } from '../vault/vaulted-cards.ts';

/** What the API does not show of a token: its card, as a payment method shows it. */
export type TokenPrivate = KnownCard & Record<string, unknown>;

export const tokens = new Resource<Stripe.Token, TokenPrivate>({
  object: 'token',
  table: 'tokens',
  prefix: 'tok',
  url: '/v1/tokens',
  param: 'token',
  deletion: 'gone',
});
