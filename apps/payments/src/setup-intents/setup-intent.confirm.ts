import { errors, requireBuilt, type StripeError } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { VerificationRequest } from '../card-network/card-network.ts';
import { paymentMethodMissing } from '../intents/intent.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { cardholderOf } from '../payment-methods/payment-methods.attach.ts';
import type { SetupAttempt } from '../setup-attempts/setup-attempt.ts';
import { NOT_BUILT, paymentMethodOptions, requireAllowed, type SetupIntent } from './setup-intent.ts';

/** What confirming takes, whether it comes with the creation or by itself. */
export type ConfirmParams = Pick<
  Stripe.SetupIntentConfirmParams,
  'payment_method_options' | 'return_url' | 'use_stripe_sdk'
>;

/** The intent as it goes to the card network: nothing else in it changes until the network has answered. */
export function confirm(
  intent: SetupIntent,
  params: ConfirmParams,
  payment_method: string | null,
): SetupIntent {
  requireAllowed(intent, 'confirm');
  requireBuilt(params, NOT_BUILT);
  if (payment_method === null) throw paymentMethodMissing(intent);
  return {
    ...intent,
    next_action: null,
    payment_method,
    payment_method_options: paymentMethodOptions(
      intent.payment_method_options,
      params.payment_method_options,
    ),
    status: 'requires_confirmation',
  };
}

/** What the card's bank is asked, but for the card itself, which only the vault knows. */
export function verification(
  intent: SetupIntent,
  { billing_details, card }: PaymentMethod,
): Omit<VerificationRequest, 'attempt_id' | 'card'> {
  return {
    ...cardholderOf(card!, billing_details.address),
    authentication_id: null,
    purpose: 'setup',
    request_three_d_secure: intent.payment_method_options?.card?.request_three_d_secure ?? 'automatic',
  };
}

/** The bank approved: the payment method may be used as `usage` says. */
export function succeeded(intent: SetupIntent, attempt: SetupAttempt): SetupIntent {
  return {
    ...intent,
    last_setup_error: null,
    latest_attempt: attempt.id,
    next_action: null,
    status: 'succeeded',
  };
}

/** The bank declined: the client must bring another payment method. */
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

/** The cardholder must authenticate first. */
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
