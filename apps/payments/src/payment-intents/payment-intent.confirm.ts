import { documentationOf, given, StripeError, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { AuthorizationRequest, Declined } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import type { Charge, ChargeDetails } from '../charges/charge.ts';
import { nextAction } from '../intents/next-action.ts';
import { requireBuilt } from '../intents/not-built.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { NOT_BUILT, type PaymentIntent, requireAllowed, unexpectedState, update } from './payment-intent.ts';

/** What confirming takes, whether it comes with the creation or by itself. */
export type ConfirmParams = Pick<
  Stripe.PaymentIntentConfirmParams,
  | 'capture_method'
  | 'error_on_requires_action'
  | 'off_session'
  | 'payment_method_options'
  | 'payment_method_types'
  | 'receipt_email'
  | 'return_url'
  | 'setup_future_usage'
  | 'shipping'
  | 'use_stripe_sdk'
>;

/** The intent as it goes to the card network: nothing in it changes until the network has answered. */
export function confirm(
  intent: PaymentIntent,
  params: ConfirmParams,
  payment_method: string | null,
): PaymentIntent {
  requireAllowed(intent, 'confirm');
  requireBuilt(params, NOT_BUILT);
  if (payment_method === null) {
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
        'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment ' +
        'method or ConfirmationToken.',
    );
  }
  const {
    capture_method,
    payment_method_options,
    payment_method_types,
    receipt_email,
    setup_future_usage,
    shipping,
  } = params;
  const changes = { capture_method, payment_method_options, payment_method_types, receipt_email, shipping };
  const updated = update(intent, onlyGiven(changes));
  return {
    ...updated,
    next_action: null,
    payment_method,
    setup_future_usage: given(setup_future_usage, intent.setup_future_usage),
    status: 'requires_confirmation',
  };
}

/** What the card's bank is asked, but for the card itself, which only the vault knows. */
export function authorization(
  intent: PaymentIntent,
  params: ConfirmParams,
  payment_method: PaymentMethod,
  set_up: boolean,
  requested_at: Timestamp,
): Omit<AuthorizationRequest, 'attempt_id' | 'card'> {
  const card = intent.payment_method_options?.card;
  const { line1, postal_code } = payment_method.billing_details.address ?? { line1: null, postal_code: null };
  const asked = (request: string | null | undefined) => request === 'if_available';
  return {
    address: { line1, postal_code },
    amount: intent.amount,
    authentication_id: null,
    capture_method: isManual(intent) ? 'manual' : intent.capture_method,
    currency: intent.currency,
    cvc_provided: (payment_method.card?.checks?.cvc_check ?? null) !== null,
    network: card?.network ?? null,
    off_session: params.off_session !== undefined && params.off_session !== false,
    request_extended_authorization: asked(card?.request_extended_authorization),
    request_incremental_authorization: asked(card?.request_incremental_authorization),
    request_multicapture: asked(card?.request_multicapture),
    request_overcapture: asked(card?.request_overcapture),
    request_three_d_secure: card?.request_three_d_secure ?? 'automatic',
    requested_at,
    set_up,
  };
}

/** What the intent says of its charge. */
export function chargeDetails(intent: PaymentIntent): ChargeDetails {
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
    receipt_email,
    shipping,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
  };
}

/** Whether what is authorized waits to be captured. */
export function isManual({ capture_method, payment_method_options }: PaymentIntent): boolean {
  return capture_method === 'manual' || payment_method_options?.card?.capture_method === 'manual';
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
    status: manual ? 'requires_capture' : 'succeeded',
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
  authentication_id: string,
  params: ConfirmParams,
  public_url: string,
): PaymentIntent {
  return {
    ...intent,
    next_action: nextAction(authentication_id, params, public_url),
    status: 'requires_action',
  };
}

/** The error of a decline, as `last_payment_error` keeps it and the answer tells it. */
export function paymentError(answer: Declined, charge: Charge, payment_method: PaymentMethod): StripeError {
  return declineError(answer.decline, { charge: charge.id, payment_method });
}

/** With `error_on_requires_action`, a payment that needs the cardholder fails. */
export function authenticationError(payment_method: PaymentMethod): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code: 'authentication_required',
    doc_url: documentationOf('authentication_required'),
    message: 'Your card was declined. This transaction requires authentication.',
    payment_method,
  });
}

function onlyGiven<T extends object>(params: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as never;
}
