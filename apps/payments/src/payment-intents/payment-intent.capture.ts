import {
  errors,
  formatAmount,
  given,
  mergeMetadata,
  minimum_charge_amounts,
  percentage,
  requireChargeAmount,
  requireWhole,
  type Timestamp,
} from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Charge } from '../charges/charge.ts';
import { describeCapture, tooMuchToCapture } from '../charges/charge.capture.ts';
import { requireNoFee } from '../charges/charges.connect.ts';
import { refuseDescriptorOfCard, requireStatementDescriptor } from '../charges/statement-descriptor.ts';
import { chargedType } from '../payment-method-types/payment-method-types.ts';
import { unexpectedState } from '../intents/intent.ts';
import { cancel, type PaymentIntent, requireAllowed } from './payment-intent.ts';

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
  requireNoFee(params);
  if (charge.payment_method_details?.type === 'card') refuseDescriptorOfCard(params.statement_descriptor);
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

/** How many parts a payment can be captured in (guide "Multicapture"). */
const CAPTURES_MAX = 50;

/** @throws when it has been captured in as many parts as it may be */
export function requireMoreCaptures(captures: number): void {
  if (captures < CAPTURES_MAX) return;
  throw errors.invalid(`A PaymentIntent can be captured ${CAPTURES_MAX} times at most.`);
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
  const { captures_all = false } = chargedType(charge);
  if (captures_all && amount < intent.amount_capturable) {
    throw errors.invalid('Payments by this payment method can only be captured as a whole.', {
      param: 'amount_to_capture',
    });
  }
  const least = final && intent.amount_received > 0 ? 0 : 1;
  if (amount < least) throw errors.integerTooSmall(least, 'amount_to_capture');
  requireWhole(amount, intent.currency, 'amount_to_capture');
  if (amount > Math.max(most, intent.amount_capturable)) {
    throw tooMuchToCapture(amount, intent.amount_capturable, intent.currency, 'amount_to_capture');
  }
  if (!final && card?.multicapture?.status !== 'available') {
    throw errors.invalid('This payment does not support more than one capture.', { param: 'final_capture' });
  }
  return amount;
}

/**
 * What was authorized is given up, or nobody has captured it in time: what was captured before is what was paid (guide "Multicapture",
 * "Final capture").
 */
export function giveUp(
  intent: PaymentIntent,
  cancellation_reason: PaymentIntent['cancellation_reason'],
  now: Timestamp,
): PaymentIntent {
  if (intent.amount_received === 0) return cancel(intent, cancellation_reason, now);
  return { ...intent, amount_capturable: 0, status: 'succeeded' };
}

/** How much the bank may be asked for more at a time: so many per cent, or so many of the smallest charges, of which 500 USD are 1,000. */
const INCREMENT_PERCENT_MAX = 500;
const INCREMENT_CHARGES_MAX = 1_000;

/** The most that an authorization can be raised to at once; null where nobody knows what 500 USD are. */
function incrementableTo({ amount, currency }: PaymentIntent): number | null {
  const smallest = minimum_charge_amounts[currency];
  if (smallest === undefined) return null;
  return amount + Math.max(percentage(amount, INCREMENT_PERCENT_MAX), smallest * INCREMENT_CHARGES_MAX);
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
  requireNoFee(params);
  requireStatementDescriptor(params.statement_descriptor, 'statement_descriptor');
  requireChargeAmount(params.amount, intent.currency);
  if (params.amount <= intent.amount) {
    throw errors.invalid(
      `The amount must be greater than the currently authorized amount of ${formatAmount(intent.amount, intent.currency)}.`,
      { param: 'amount' },
    );
  }
  const most = incrementableTo(intent);
  if (most !== null && params.amount > most) {
    throw errors.amountTooLarge(formatAmount(most, intent.currency));
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
