import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenBy } from './setup-intent.ts';

/** What the API does not show of a SetupIntent. */
export interface SetupIntentPrivate extends Record<string, unknown> {
  /** What its payer is asked to do, while it waits for that. */
  payer_action?: string | null;
  /** The one payment that its payer permits. */
  single_use?: { amount: number; currency: string };
}

export const setupIntents = new Resource<Stripe.SetupIntent, SetupIntentPrivate>({
  object: 'setup_intent',
  noun: 'setupintent',
  table: 'setup_intents',
  prefix: 'seti',
  url: '/v1/setup_intents',
  param: 'intent',
  seenBy,
});
