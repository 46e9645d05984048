import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** What the API does not show of a mandate. */
interface MandatePrivate extends Record<string, unknown> {
  /** The PaymentIntent that one for a single payment is kept for, for as long as that is under way. */
  claimed_by?: string;
  /** What the network of the payer's bank is going to say of it. */
  network_status?: 'accepted' | 'refused';
}

export const mandates = new Resource<Stripe.Mandate, MandatePrivate>({
  object: 'mandate',
  table: 'mandates',
  prefix: 'mandate',
  url: '/v1/mandates',
  param: 'mandate',
});
