import type { Document } from '@pinstripe/contract';
import type Stripe from 'stripe';

/** Says where the client handles what the cardholder must do. */
interface Handling {
  return_url?: string;
  use_stripe_sdk?: boolean;
}

/** What PaymentIntents and SetupIntents can both ask for. */
type NextAction = NonNullable<
  Document<Stripe.PaymentIntent>['next_action'] & Document<Stripe.SetupIntent>['next_action']
>;

/** The cardholder must authenticate, in the client's page or on one that the client is sent to. */
export function nextAction(
  authentication_id: string,
  { return_url, use_stripe_sdk }: Handling,
  public_url: string,
): NextAction {
  const redirects = return_url !== undefined && use_stripe_sdk !== true;
  const url = `${public_url}/3d_secure_2/${authentication_id}`;
  const sdk = { source: authentication_id, stripe_js: url, type: 'three_d_secure_redirect' };
  return (
    redirects
      ? { type: 'redirect_to_url', redirect_to_url: { return_url, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: sdk }
  ) as NextAction;
}
