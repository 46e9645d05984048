import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Approved, AuthorizedCard, Declined, ForeseenDispute } from '../card-network/card-network.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { calculatedStatementDescriptor } from './statement-descriptor.ts';

export type Charge = Document<Stripe.Charge>;

/** Who is charged what, and on whose behalf: what a PaymentIntent, or the parameters of a charge, say of it. */
export type ChargeDetails = Pick<
  Charge,
  | 'amount'
  | 'currency'
  | 'customer'
  | 'description'
  | 'metadata'
  | 'payment_intent'
  | 'radar_options'
  | 'receipt_email'
  | 'shipping'
  | 'statement_descriptor'
  | 'statement_descriptor_suffix'
  | 'transfer_group'
>;

/** A payment that the card's bank approved. With `capture` all of it is taken, else it waits to be captured. */
export function approved(
  details: ChargeDetails,
  payment_method: PaymentMethod,
  answer: Approved,
  capture: boolean,
  identity: Identity,
): Charge {
  return {
    ...attempted(details, payment_method, answer, identity),
    amount_captured: capture ? details.amount : 0,
    captured: capture,
    paid: true,
    status: 'succeeded',
  };
}

/** A payment that the card's bank, or Radar, refused. */
export function declined(
  details: ChargeDetails,
  payment_method: PaymentMethod,
  answer: Declined,
  identity: Identity,
): Charge {
  return {
    ...attempted(details, payment_method, answer, identity),
    failure_code: answer.decline.code,
    failure_message: answer.decline.message,
    status: 'failed',
  };
}

/** What the network has said of an authorization that the API does not show. */
export function announced({ available_at_once, dispute }: Approved): {
  available_at_once: boolean;
  foreseen?: ForeseenDispute;
} {
  return { available_at_once, ...(dispute === null ? {} : { foreseen: dispute }) };
}

/** Whether it may be captured more than once: what is captured of it then counts, not what was authorized. */
export function isCapturedInParts({ payment_method_details }: Charge): boolean {
  return payment_method_details?.card?.multicapture?.status === 'available';
}

/**
 * Takes `amount` of what was authorized, or more of it where the card allows that. What a `final` capture leaves is
 * released, and shows as refunded unless the charge is captured in parts.
 */
export function capture(charge: Charge, amount: number, final: boolean): Charge {
  const amount_captured = charge.amount_captured + amount;
  const captured = { ...charge, amount: Math.max(charge.amount, amount_captured), amount_captured };
  return final ? close(captured) : captured;
}

/** Gives up what was authorized and not captured. */
export function release(charge: Charge): Charge {
  if (charge.amount_captured > 0) return close(charge);
  return { ...charge, amount_refunded: charge.amount, refunded: true };
}

export function authorizeMore(charge: Charge, amount: number): Charge {
  const { payment_method_details: details } = charge;
  const { overcapture, ...card } = details!.card!;
  const maximum_amount_capturable = Math.max(overcapture?.maximum_amount_capturable ?? 0, amount);
  return {
    ...charge,
    amount,
    payment_method_details: {
      ...details!,
      card: {
        ...card,
        amount_authorized: amount,
        overcapture: { status: overcapture?.status ?? 'unavailable', maximum_amount_capturable },
      },
    },
  };
}

/** What can still be refunded of a charge. */
export function refundable(charge: Charge): number {
  const { amount, amount_captured, amount_refunded } = charge;
  return (isCapturedInParts(charge) ? amount_captured : amount) - amount_refunded;
}

/** Gives `amount` of a captured charge back; a negative amount takes a refund that failed back in. */
export function refund(charge: Charge, amount: number): Charge {
  return withRefunded({ ...charge, amount_refunded: charge.amount_refunded + amount });
}

/** @throws charge_already_captured, capture_unauthorized_payment, charge_expired_for_capture */
export function requireCapturable(charge: Charge): void {
  if (charge.captured) {
    throw errors.invalid(`Charge ${charge.id} has already been captured.`, {
      code: 'charge_already_captured',
    });
  }
  if (charge.status === 'failed') {
    throw errors.invalid(`Charge ${charge.id} has failed, so that there is nothing to capture.`, {
      code: 'capture_unauthorized_payment',
    });
  }
  if (charge.refunded) {
    throw errors.invalid(
      `Charge ${charge.id} cannot be captured because the charge has been canceled or has expired.`,
      { code: 'charge_expired_for_capture' },
    );
  }
}

/** Nothing more will be captured. */
function close(charge: Charge): Charge {
  const { amount, amount_captured, amount_refunded } = charge;
  return withRefunded({
    ...charge,
    amount_refunded: isCapturedInParts(charge) ? amount_refunded : amount - amount_captured,
    captured: true,
  });
}

/** It is `refunded` once nothing is left to refund, and nothing can be captured any more. */
function withRefunded(charge: Charge): Charge {
  return { ...charge, refunded: charge.captured && refundable(charge) === 0 };
}

function attempted(
  details: ChargeDetails,
  payment_method: PaymentMethod,
  { card, outcome }: Approved | Declined,
  identity: Identity,
): Charge {
  return {
    ...blankCharge(details, identity),
    billing_details: billingDetailsOf(payment_method),
    outcome,
    payment_method: payment_method.id,
    payment_method_details: { card: cardDetails(payment_method, card), type: 'card' },
  };
}

/** A charge of which nobody has said anything yet. */
export function blankCharge(details: ChargeDetails, identity: Identity): Charge {
  return {
    ...identity,
    object: 'charge',
    ...details,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null },
    calculated_statement_descriptor: calculatedStatementDescriptor(details),
    captured: false,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    invoice: null,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_method: null,
    payment_method_details: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    source: null,
    source_transfer: null,
    status: 'pending',
    transfer_data: null,
  };
}

export function billingDetailsOf({ billing_details }: PaymentMethod): Charge['billing_details'] {
  const { address, email, name, phone } = billing_details;
  return { address, email, name, phone };
}

function cardDetails({ card }: PaymentMethod, authorized: AuthorizedCard) {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4, regulated_status, wallet } =
    card!;
  return {
    brand,
    country,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    last4,
    mandate: null,
    regulated_status,
    wallet,
    ...authorized,
  } as NonNullable<Charge['payment_method_details']>['card'] & object;
}
