import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { CardDetails } from '../payment-methods/payment-method.ts';

/** What the API does not show of a source. */
export interface SourcePrivate extends Record<string, unknown> {
  /** Where the number of its card or its account is kept. */
  vault?: string | null;
  /** What its payer was asked to do. */
  payer_action?: string;
  /** Its card, as a payment method shows it, where that is authenticated. */
  details?: CardDetails;
  /** How its owner is told of debits. */
  mandate?: Stripe.SourceCreateParams.Mandate;
  /** Where the number of the account is kept to which its money could go back. */
  refund_vault?: string;
}

/** Sources of the Sources API. Some are payment methods by the same id, which know where their numbers are kept. */
export const sources = new Resource<Stripe.Source, SourcePrivate>({
  object: 'source',
  table: 'sources',
  prefix: 'src',
  url: '/v1/sources',
  param: 'source',
  deletion: 'gone',
});
