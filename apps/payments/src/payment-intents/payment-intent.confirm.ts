import { errors, given, type StripeError, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { AuthorizationRequest, Declined, Ruling } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import type { Charge, ChargeDetails } from '../charges/charge.ts';
import { importedAuthentication } from '../intents/imported-authentication.ts';
import { paymentMethodMissing } from '../intents/intent.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Failure } from '../providers/provider.ts';
import { type PaymentIntent, requireAllowed, update } from './payment-intent.ts';

/** What confirming takes, whether it comes with the creation or by itself. */
export type ConfirmParams = Pick<
  Stripe.PaymentIntentConfirmParams,
  | 'capture_method'
  | 'error_on_requires_action'
  | 'mandate'
  | 'mandate_data'
  | 'off_session'
  | 'payment_method_data'
  | 'payment_method_options'
  | 'payment_method_types'
  | 'radar_options'
  | 'receipt_email'
  | 'return_url'
  | 'setup_future_usage'
  | 'shipping'
  | 'use_stripe_sdk'
>;

/** What is still needed of a confirmation once it has begun. The rest may bring numbers, which nothing may keep. */
export type KeptParams = Pick<
  ConfirmParams,
  'error_on_requires_action' | 'radar_options' | 'return_url' | 'use_stripe_sdk'
>;

/** `payer_action` is what the type of payment method wants of the payer: off session nobody can be led elsewhere. */
export function keptParams(params: ConfirmParams, payer_action: string | null = null): KeptParams {
  const { radar_options, return_url, use_stripe_sdk } = params;
  const error_on_requires_action =
    payer_action === 'redirect' && isOffSession(params) ? true : params.error_on_requires_action;
  return onlyGiven({ error_on_requires_action, radar_options, return_url, use_stripe_sdk });
}

function isOffSession({ off_session }: ConfirmParams): boolean {
  return off_session !== undefined && off_session !== false;
}

/** The intent as it goes to the card network: nothing in it changes until the network has answered. */
export function confirm(
  intent: PaymentIntent,
  params: ConfirmParams,
  payment_method: string | null,
  now: Timestamp,
): PaymentIntent {
  requireAllowed(intent, 'confirm');
  if (payment_method === null) throw paymentMethodMissing(intent);
  const {
    capture_method,
    payment_method_options,
    payment_method_types,
    receipt_email,
    setup_future_usage,
    shipping,
  } = params;
  const changes = { capture_method, payment_method_options, payment_method_types, receipt_email, shipping };
  const updated = update(intent, onlyGiven(changes), { confirms: true, now });
  if (params.error_on_requires_action === true) requireTypesNamed(updated);
  return {
    ...updated,
    next_action: null,
    payment_method,
    setup_future_usage: given(setup_future_usage, intent.setup_future_usage),
    status: 'requires_confirmation',
  };
}

/** @throws when it is the platform that chooses the types: some of them always need the payer (changelog of 2023-08-16) */
function requireTypesNamed({ automatic_payment_methods }: PaymentIntent): void {
  if (automatic_payment_methods === null) return;
  throw errors.invalid(
    'error_on_requires_action can only be used with an intent whose payment_method_types are named, and not with automatic_payment_methods.',
    { code: 'payment_intent_invalid_parameter', param: 'error_on_requires_action' },
  );
}

/** What the card's bank is asked, but for the card itself, which only the vault knows. */
export function authorization(
  intent: PaymentIntent,
  params: ConfirmParams,
  payment_method: PaymentMethod,
  set_up: boolean,
  requested_at: Timestamp,
  authentication_id: string | null = null,
  ruling: Ruling | null = null,
): Omit<AuthorizationRequest, 'attempt_id' | 'card'> {
  const card = intent.payment_method_options?.card;
  const { line1, postal_code } = payment_method.billing_details.address ?? { line1: null, postal_code: null };
  const attempt = (params.payment_method_options || {}).card || {};
  const asked = (request: string | null | undefined) => request === 'if_available';
  return {
    address: { line1, postal_code },
    amount: intent.amount,
    authentication_id,
    capture_method: isManual(intent, 'card') ? 'manual' : intent.capture_method,
    currency: intent.currency,
    cvc_provided: (payment_method.card?.checks?.cvc_check ?? null) !== null,
    imported_authentication: importedAuthentication({ ...attempt, network: card?.network ?? null }),
    installments: card?.installments?.plan ?? null,
    moto: attempt.moto === true,
    network: card?.network ?? null,
    off_session: isOffSession(params),
    request_extended_authorization: asked(card?.request_extended_authorization),
    request_incremental_authorization: asked(card?.request_incremental_authorization),
    request_multicapture: asked(card?.request_multicapture),
    request_overcapture: asked(card?.request_overcapture),
    request_three_d_secure: card?.request_three_d_secure ?? 'automatic',
    requested_at,
    ruling,
    set_up,
  };
}

/** What the intent says of its charge. */
export function chargeDetails(
  intent: PaymentIntent,
  radar_options: Charge['radar_options'] = {},
): ChargeDetails {
  const { amount, currency, customer, description, metadata, receipt_email, shipping, transfer_group } =
    intent;
  const { statement_descriptor, statement_descriptor_suffix } = intent;
  return {
    amount,
    currency,
    customer,
    description,
    metadata,
    payment_intent: intent.id,
    radar_options,
    receipt_email,
    shipping,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
  };
}

/** Whether what is authorized waits to be captured. */
export function isManual({ capture_method, payment_method_options }: PaymentIntent, type: string): boolean {
  const options = payment_method_options as Record<string, { capture_method?: string }> | null;
  return capture_method === 'manual' || options?.[type]?.capture_method === 'manual';
}

/** The bank approved: the money is there, or waits to be captured. */
export function authorized(intent: PaymentIntent, charge: Charge): PaymentIntent {
  const manual = !charge.captured;
  return {
    ...intent,
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    review: charge.review,
    status: manual ? 'requires_capture' : 'succeeded',
  };
}

/** The money is on its way, or may be: the provider has its last word later. */
export function processing(intent: PaymentIntent, latest_charge = intent.latest_charge): PaymentIntent {
  return {
    ...intent,
    last_payment_error: null,
    latest_charge,
    next_action: null,
    status: 'processing',
  };
}

/** The payment failed, with a charge if the bank was asked: the client must bring another payment method. */
export function refused(
  intent: PaymentIntent,
  error: StripeError,
  latest_charge = intent.latest_charge,
): PaymentIntent {
  return {
    ...intent,
    last_payment_error: error.body as PaymentIntent['last_payment_error'],
    latest_charge,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

/** The cardholder must authenticate first. */
export function actionRequired(
  intent: PaymentIntent,
  next_action: NonNullable<PaymentIntent['next_action']>,
): PaymentIntent {
  return { ...intent, next_action, status: 'requires_action' };
}

/** The cardholder has authenticated, and the client confirms once more (guide "Two-step confirmation", `manual`). */
export function authenticated(intent: PaymentIntent): PaymentIntent {
  return { ...intent, next_action: null, status: 'requires_confirmation' };
}

/** The cardholder has failed to authenticate, or did not want to (guide "Error codes"). */
export function authenticationFailed(payment_method: PaymentMethod): StripeError {
  return errors.invalid(
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to ' +
      'attempt to fulfill this PaymentIntent again.',
    { code: 'payment_intent_authentication_failure', payment_method },
  );
}

/** The client did not confirm in time what the cardholder had authenticated (guide "Error codes"). */
export function attemptExpired(payment_method: PaymentMethod): StripeError {
  return errors.invalid('The latest payment attempt for this PaymentIntent has expired.', {
    code: 'payment_intent_payment_attempt_expired',
    payment_method,
  });
}

/** What a provider says of a payment that has failed, as `last_payment_error` keeps it. */
export function providerError(
  { code, decline_code, error_code = code, message }: Failure,
  charge: Charge | null,
  payment_method: PaymentMethod,
): StripeError {
  const error = code.startsWith('payment_method_microdeposit_') ? errors.invalid : errors.card;
  return error(message, {
    code: error_code,
    ...(decline_code === undefined ? {} : { decline_code }),
    payment_method,
    ...(charge === null ? {} : { charge: charge.id }),
  });
}

/** The error of a decline, as `last_payment_error` keeps it and the answer tells it. */
export function paymentError(answer: Declined, charge: Charge, payment_method: PaymentMethod): StripeError {
  return declineError(answer.decline, { charge: charge.id, payment_method });
}

/** With `error_on_requires_action`, a payment that needs the cardholder fails (guide "Card payments without bank authentication"). */
export function authenticationError(payment_method: PaymentMethod): StripeError {
  return errors.card(
    'This payment required an authentication action to complete, but `error_on_requires_action` was set. When ' +
      "you're ready, you can upgrade your integration to handle actions at " +
      'https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.',
    { code: 'authentication_required', decline_code: 'authentication_not_handled', payment_method },
  );
}

/** The same for a payment method that leads elsewhere ("Error codes"). */
export function actionRequiredError(payment_method: PaymentMethod): StripeError {
  return errors.card(
    'This payment needs an action of the payer to complete, but `error_on_requires_action` or `off_session` was set.',
    { code: 'payment_intent_action_required', payment_method },
  );
}

function onlyGiven<T extends object>(params: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as never;
}
