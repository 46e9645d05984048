import type { Document } from '@pinstripe/contract';
import type Stripe from 'stripe';
import type { Asking } from '../payer-actions/payer-action.ts';

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
  intent: Pick<Asking, 'client_secret' | 'id' | 'object'>,
  payer_action: string,
  { return_url, use_stripe_sdk }: Handling,
  { account, public_url }: { account: string; public_url: string },
): NextAction {
  const redirects = return_url !== undefined && use_stripe_sdk !== true;
  const page = new URL('/3d_secure_2/hosted', public_url);
  page.searchParams.set('merchant', account);
  page.searchParams.set(intent.object, intent.id);
  page.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '');
  page.searchParams.set('source', payer_action);
  const url = page.href;
  const sdk = { source: payer_action, stripe_js: url, type: 'three_d_secure_redirect' };
  return (
    redirects
      ? { type: 'redirect_to_url', redirect_to_url: { return_url, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: sdk }
  ) as NextAction;
}
