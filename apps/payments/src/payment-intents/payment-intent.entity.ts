import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenBy } from './payment-intent.ts';

/** What the API does not show of a PaymentIntent. */
export interface PaymentIntentPrivate extends Record<string, unknown> {
  /** The Radar session that came with its creation, for its charge. */
  radar_options?: { session?: string };
  /** What its payer is asked to do, while it waits for that. */
  payer_action?: string | null;
  /** How much has come by transfers, while that is not all. */
  applied?: number;
  /** What the cardholder has authenticated, until the client confirms again (`confirmation_method` `manual`). */
  authentication?: { id: string; payment_method: string };
}

export const paymentIntents = new Resource<Stripe.PaymentIntent, PaymentIntentPrivate>({
  object: 'payment_intent',
  table: 'payment_intents',
  prefix: 'pi',
  url: '/v1/payment_intents',
  param: 'intent',
  search: {
    amount: 'numeric',
    created: 'numeric',
    currency: 'token',
    customer: 'token',
    metadata: 'metadata',
    status: 'token',
  },
  seenBy,
});
