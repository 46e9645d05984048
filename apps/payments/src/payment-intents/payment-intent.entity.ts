import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenBy } from './payment-intent.ts';

export const paymentIntents = new Resource<Stripe.PaymentIntent>({
  object: 'payment_intent',
  table: 'payment_intents',
  prefix: 'pi',
  url: '/v1/payment_intents',
  param: 'intent',
  search: {
    amount: 'numeric',
    created: 'numeric',
    currency: 'string',
    customer: 'token',
    metadata: 'metadata',
    status: 'token',
  },
  seenBy,
});
