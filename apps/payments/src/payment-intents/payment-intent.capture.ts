import {
  errors,
  formatAmount,
  given,
  mergeMetadata,
  requireBuilt,
  requireChargeAmount,
  type Timestamp,
} from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Charge } from '../charges/charge.ts';
import { describeCapture, tooMuchToCapture } from '../charges/charge.capture.ts';
import { requireStatementDescriptor } from '../charges/statement-descriptor.ts';
import { unexpectedState } from '../intents/intent.ts';
import { cancel, NOT_BUILT, type PaymentIntent, requireAllowed } from './payment-intent.ts';

type CaptureParams = Stripe.PaymentIntentCaptureParams;
type IncrementParams = Stripe.PaymentIntentIncrementAuthorizationParams;

/** The charge that waits to be captured. @throws payment_intent_unexpected_state */
export function requireCapture(intent: PaymentIntent): string {
  requireAllowed(intent, 'capture');
  return intent.latest_charge!;
}

/** What a capture makes of an intent; its charge is described anew, and captured when it is booked. */
interface Capture {
  amount: number;
  final: boolean;
  intent: PaymentIntent;
  charge: Charge;
}

/**
 * Captures all or part of what was authorized; whatever is left is released to the customer, unless more captures are
 * to follow (`final_capture` false, which the card must allow).
 */
export function capture(intent: PaymentIntent, charge: Charge, params: CaptureParams): Capture {
  requireBuilt(params, NOT_BUILT);
  const final = params.final_capture ?? true;
  const amount = amountToCapture(intent, charge, params, final);
  const amount_received = intent.amount_received + amount;
  return {
    amount,
    final,
    intent: {
      ...intent,
      amount: Math.max(intent.amount, amount_received),
      amount_capturable: final ? 0 : intent.amount_capturable - amount,
      amount_received,
      metadata: mergeMetadata(intent.metadata, params.metadata),
      statement_descriptor: given(params.statement_descriptor, intent.statement_descriptor),
      statement_descriptor_suffix: given(
        params.statement_descriptor_suffix,
        intent.statement_descriptor_suffix,
      ),
      status: final ? 'succeeded' : 'requires_capture',
    },
    charge: describeCapture(charge, params),
  };
}

function amountToCapture(
  intent: PaymentIntent,
  charge: Charge,
  params: CaptureParams,
  final: boolean,
): number {
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  const card = charge.payment_method_details?.card;
  const most = card?.overcapture?.maximum_amount_capturable ?? intent.amount_capturable;
  const least = final && intent.amount_received > 0 ? 0 : 1;
  if (amount < least) throw errors.integerTooSmall(least, 'amount_to_capture');
  if (amount > Math.max(most, intent.amount_capturable)) {
    throw tooMuchToCapture(amount, intent.amount_capturable, intent.currency, 'amount_to_capture');
  }
  if (!final && card?.multicapture?.status !== 'available') {
    throw errors.invalid('This payment does not support more than one capture.', { param: 'final_capture' });
  }
  return amount;
}

/** Nobody captured what was authorized in time: what was captured before is what was paid. */
export function expired(intent: PaymentIntent, now: Timestamp): PaymentIntent {
  if (intent.amount_received === 0) return cancel(intent, 'automatic', now);
  return { ...intent, amount_capturable: 0, status: 'succeeded' };
}

/** How often the bank may be asked for more, whatever it says (API reference, "Increment an authorization"). */
const INCREMENTS_MAX = 10;

/** @throws when the authorization, which the bank was asked `increments` times to raise, cannot be raised to `amount`. */
export function requireIncrement(
  intent: PaymentIntent,
  charge: Charge,
  increments: number,
  params: IncrementParams,
): void {
  requireBuilt(params, NOT_BUILT);
  requireStatementDescriptor(params.statement_descriptor, 'statement_descriptor');
  requireChargeAmount(params.amount, intent.currency);
  if (params.amount <= intent.amount) {
    throw errors.invalid(
      `The amount must be greater than the currently authorized amount of ${formatAmount(intent.amount, intent.currency)}.`,
      { param: 'amount' },
    );
  }
  if (charge.payment_method_details?.card?.incremental_authorization?.status !== 'available') {
    throw unexpectedState(
      intent,
      'This PaymentIntent cannot be incremented because incremental authorization was not requested, or is not ' +
        'available for its payment method. Request it with payment_method_options[card][request_incremental_authorization].',
    );
  }
  if (increments >= INCREMENTS_MAX) {
    throw unexpectedState(
      intent,
      `The authorization of a PaymentIntent can be incremented ${INCREMENTS_MAX} times at most, attempts that were ` +
        'declined among them.',
    );
  }
}

export function increment(intent: PaymentIntent, params: IncrementParams): PaymentIntent {
  return {
    ...intent,
    amount: params.amount,
    amount_capturable: params.amount - intent.amount_received,
    description: params.description ?? intent.description,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    statement_descriptor: params.statement_descriptor ?? intent.statement_descriptor,
  };
}
