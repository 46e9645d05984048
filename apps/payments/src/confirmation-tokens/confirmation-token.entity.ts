import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

/** What the API does not show of a confirmation token. */
export interface ConfirmationTokenPrivate extends Record<string, unknown> {
  /** The payment method that it names. */
  payment_method?: string;
  /** The payment method that is made when it is used, and where the numbers of that are kept. */
  described?: { method: PaymentMethod; vault: string | null };
}

export const confirmationTokens = new Resource<Stripe.ConfirmationToken, ConfirmationTokenPrivate>({
  object: 'confirmation_token',
  table: 'confirmation_tokens',
  prefix: 'ctoken',
  url: '/v1/confirmation_tokens',
  param: 'confirmation_token',
  deletion: 'gone',
});
