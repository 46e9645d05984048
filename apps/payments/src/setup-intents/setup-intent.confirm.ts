import { errors, type StripeError, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { VerificationRequest } from '../card-network/card-network.ts';
import { requireNetwork } from '../intents/card-payment-options.ts';
import { importedAuthentication } from '../intents/imported-authentication.ts';
import { paymentMethodMissing } from '../intents/intent.ts';
import { requirePayer } from '../intents/payer.ts';
import { requireSettable } from '../intents/payment-method-types.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { cardholderOf } from '../payment-methods/payment-methods.attach.ts';
import type { SetupAttempt } from '../setup-attempts/setup-attempt.ts';
import { paymentMethodOptions, requireAllowed, type SetupIntent } from './setup-intent.ts';

/** What confirming takes, whether it comes with the creation or by itself. */
export type ConfirmParams = Pick<
  Stripe.SetupIntentConfirmParams,
  'mandate_data' | 'payment_method_data' | 'payment_method_options' | 'return_url' | 'use_stripe_sdk'
>;

/** The intent as whoever sets up is asked: nothing else in it changes until they have answered. */
export function confirm(
  intent: SetupIntent,
  params: ConfirmParams,
  payment_method: string | null,
  now: Timestamp,
): SetupIntent {
  requireAllowed(intent, 'confirm');
  if (payment_method === null) throw paymentMethodMissing(intent);
  return {
    ...intent,
    next_action: null,
    payment_method,
    payment_method_options: paymentMethodOptions(
      intent.payment_method_options,
      params.payment_method_options,
      { confirms: true, now },
    ),
    status: 'requires_confirmation',
  };
}

/**
 * @throws when payment methods of this type cannot be set up, or not by this intent, or what the type needs of the payer or of the client
 * is missing
 */
export function requireSetUp(
  intent: SetupIntent,
  { mandate_data, return_url }: ConfirmParams,
  payment_method: PaymentMethod,
): void {
  const { type } = payment_method;
  requireSettable({ payment_method_types: [type] });
  requireType(intent, payment_method);
  const { mandate, payer_action, saved_as = type } = typeOf(payment_method);
  if (mandate === undefined && mandate_data) {
    throw errors.invalid(`There are no mandates for payment methods of the type ${type}.`, {
      code: 'setup_intent_invalid_parameter',
      param: 'mandate_data',
    });
  }
  requirePayer({ ...payment_method, type: saved_as });
  if (payer_action === 'redirect' && return_url === undefined) throw errors.parameterMissing('return_url');
}

/** @throws setup_intent_invalid_parameter when the intent does not take payment methods of this type */
export function requireType({ payment_method_types }: SetupIntent, { type }: PaymentMethod): void {
  if (payment_method_types.includes(type)) return;
  throw errors.invalid(
    `The PaymentMethod provided (${type}) is not allowed for this SetupIntent, which takes: ${payment_method_types.join(', ')}.`,
    { code: 'setup_intent_invalid_parameter', param: 'payment_method' },
  );
}

/** What the card's bank is asked, but for the card itself, which only the vault knows. */
export function verification(
  intent: SetupIntent,
  params: ConfirmParams,
  { billing_details, card }: PaymentMethod,
): Omit<VerificationRequest, 'attempt_id' | 'card'> {
  const { network = null } = intent.payment_method_options?.card ?? {};
  requireNetwork(network, card);
  const attempt = params.payment_method_options?.card ?? {};
  return {
    ...cardholderOf(card!, billing_details.address),
    authentication_id: null,
    imported_authentication: importedAuthentication({ ...attempt, network }),
    moto: attempt.moto === true,
    purpose: 'setup',
    request_three_d_secure: intent.payment_method_options?.card?.request_three_d_secure ?? 'automatic',
  };
}

/** The bank or the provider approved: the payment method may be used as `usage` says. */
export function succeeded(intent: SetupIntent, attempt: SetupAttempt): SetupIntent {
  return {
    ...intent,
    last_setup_error: null,
    latest_attempt: attempt.id,
    next_action: null,
    status: 'succeeded',
  };
}

/** It failed: the client must bring another payment method. */
export function refused(intent: SetupIntent, attempt: SetupAttempt): SetupIntent {
  return {
    ...intent,
    last_setup_error: attempt.setup_error,
    latest_attempt: attempt.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

/** The payer must act first. */
export function actionRequired(
  intent: SetupIntent,
  attempt: SetupAttempt,
  next_action: NonNullable<SetupIntent['next_action']>,
): SetupIntent {
  return { ...intent, latest_attempt: attempt.id, next_action, status: 'requires_action' };
}

/** The cardholder has failed to authenticate, or did not want to (guide "Error codes"). */
export function authenticationFailed(payment_method: PaymentMethod): StripeError {
  return errors.invalid(
    'The latest attempt to set up the payment method has failed because authentication failed.',
    { code: 'setup_intent_authentication_failure', payment_method },
  );
}
