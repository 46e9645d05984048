import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenBy } from './setup-intent.ts';

export const setupIntents = new Resource<Stripe.SetupIntent>({
  object: 'setup_intent',
  noun: 'setupintent',
  table: 'setup_intents',
  prefix: 'seti',
  url: '/v1/setup_intents',
  param: 'intent',
  seenBy,
});
