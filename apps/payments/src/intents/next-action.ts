import type { Document } from '@pinstripe/contract';
import type Stripe from 'stripe';

/** Says where the client handles what the cardholder must do. */
interface Handling {
  return_url?: string | undefined;
  use_stripe_sdk?: boolean | undefined;
}

/** What PaymentIntents and SetupIntents can both ask for. */
type NextAction = NonNullable<
  Document<Stripe.PaymentIntent>['next_action'] & Document<Stripe.SetupIntent>['next_action']
>;

/** The cardholder must authenticate on the page at `url`, in the client's own page or by being sent there. */
export function nextAction(
  payer_action: string,
  url: string,
  { return_url, use_stripe_sdk }: Handling,
): NextAction {
  const redirects = return_url !== undefined && use_stripe_sdk !== true;
  const sdk = { source: payer_action, stripe_js: url, type: 'three_d_secure_redirect' };
  return (
    redirects
      ? { type: 'redirect_to_url', redirect_to_url: { return_url, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: sdk }
  ) as NextAction;
}
