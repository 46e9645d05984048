import { errors, formatAmount, given, requireEmail, requireWhole } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { type Charge, requireCapturable } from './charge.ts';
import { transferGroupOf } from './charge.update.ts';
import { requireNoFee } from './charges.connect.ts';
import { calculatedStatementDescriptor, requireStatementDescriptors } from './statement-descriptor.ts';

type CaptureParams = Stripe.ChargeCaptureParams;

/**
 * How much of a charge that was made without a PaymentIntent these parameters capture.
 * @throws charge_already_captured, capture_unauthorized_payment, charge_expired_for_capture, amount_too_large, and when a PaymentIntent
 * made the charge.
 */
export function amountToCapture(charge: Charge, params: CaptureParams): number {
  requireNoFee(params);
  if (charge.payment_intent !== null) {
    throw errors.invalid(
      `This Charge was created by a PaymentIntent (${charge.payment_intent}). You must capture the PaymentIntent ` +
        'instead of capturing the Charge directly.',
    );
  }
  requireCapturable(charge);
  const { amount = charge.amount } = params;
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  requireWhole(amount, charge.currency);
  if (amount > charge.amount) {
    throw tooMuchToCapture(amount, charge.amount, charge.currency, 'amount');
  }
  return amount;
}

/** More than the `most` that can be captured was asked for, by `param`. */
export function tooMuchToCapture(amount: number, most: number, currency: string, param: string) {
  return errors.invalid(
    `Amount could not be captured: ${formatAmount(amount, currency)} is more than the ` +
      `${formatAmount(most, currency)} that can be captured.`,
    { code: 'amount_too_large', param },
  );
}

/** The charge as its capture describes it. */
export function describeCapture(charge: Charge, params: CaptureParams): Charge {
  requireEmail(params.receipt_email, 'receipt_email');
  requireStatementDescriptors(params);
  const descriptors = {
    statement_descriptor: given(params.statement_descriptor, charge.statement_descriptor),
    statement_descriptor_suffix: given(
      params.statement_descriptor_suffix,
      charge.statement_descriptor_suffix,
    ),
  };
  return {
    ...charge,
    ...descriptors,
    calculated_statement_descriptor: calculatedStatementDescriptor(descriptors),
    receipt_email: given(params.receipt_email, charge.receipt_email),
    transfer_group: transferGroupOf(charge, params),
  };
}
