import type { Document } from '@pinstripe/contract';
import { addressOf, errors, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { requireUrl } from '../intents/return-url.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

export type ConfirmationToken = Document<Stripe.ConfirmationToken>;
type CreateParams = Stripe.TestHelpers.ConfirmationTokenCreateParams;
type Preview = ConfirmationToken['payment_method_preview'];

const LIFETIME_SECONDS = 12 * 60 * 60;

/** What these types need of the payer, a code or a mandate, cannot go through a token (guide "Build a two-step confirmation"). */
const NOT_BY_TOKEN = new Set(['acss_debit', 'blik']);

/** A token that confirms one intent with `method`; null leaves the intent the payment method that it has. */
export function create(
  { return_url, setup_future_usage, shipping }: CreateParams,
  method: PaymentMethod | null,
  identity: Identity,
): ConfirmationToken {
  requireUrl(return_url);
  return {
    ...identity,
    object: 'confirmation_token',
    expires_at: identity.created + LIFETIME_SECONDS,
    mandate_data: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: method === null ? null : previewOf(method),
    return_url: return_url ?? null,
    setup_future_usage: setup_future_usage ?? null,
    setup_intent: null,
    shipping: shippingOf(shipping),
    use_stripe_sdk: true,
  };
}

function previewOf(method: PaymentMethod): Preview {
  const { allow_redisplay, billing_details, customer, type } = method;
  if (NOT_BY_TOKEN.has(type)) {
    throw errors.invalid(`Payment methods of the type ${type} cannot be used with a ConfirmationToken.`, {
      code: 'payment_method_unsupported_type',
    });
  }
  const hash = method[type as 'ideal'] ?? {};
  const shown = allow_redisplay === undefined ? {} : { allow_redisplay };
  return { ...shown, billing_details, customer, [type]: hash, type };
}

function shippingOf(param: CreateParams['shipping']): ConfirmationToken['shipping'] {
  if (param === undefined) return null;
  return { address: addressOf(param.address), name: param.name, phone: param.phone || null };
}

/** A PaymentIntent or a SetupIntent, which a token confirms. */
export interface Confirmed {
  id: string;
  object: 'payment_intent' | 'setup_intent';
}

/** The token, which has confirmed `intent` from now on. @throws when it has confirmed one already, or has expired */
export function use(token: ConfirmationToken, { id, object }: Confirmed, now: Timestamp): ConfirmationToken {
  const param = 'confirmation_token';
  const used_for = token.payment_intent ?? token.setup_intent;
  if (used_for !== null) {
    throw errors.invalid(
      `You cannot use the ConfirmationToken ${token.id} more than once: it was used to confirm ${used_for}.`,
      { param },
    );
  }
  if (now >= token.expires_at!) {
    throw errors.invalid(`The ConfirmationToken ${token.id} has expired. Please create another one.`, {
      param,
    });
  }
  return { ...token, [object]: id };
}

/** What a token says of a confirmation, as parameters that those of the request take precedence of. */
export function confirmParams({
  return_url,
  setup_future_usage,
  shipping,
  use_stripe_sdk,
}: ConfirmationToken) {
  return {
    ...(return_url === null ? {} : { return_url }),
    ...(setup_future_usage === null ? {} : { setup_future_usage }),
    ...(shipping === null ? {} : { shipping: shipping as Stripe.PaymentIntentConfirmParams.Shipping }),
    use_stripe_sdk,
  };
}
