import type { Document } from '@pinstripe/contract';
import {
  allows,
  errors,
  formatAmount,
  mergeMetadata,
  requireBuilt,
  type StatusTable,
} from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { RefundAnswer } from '../card-network/card-network.ts';
import { type Charge, refundable } from '../charges/charge.ts';

export type Refund = Document<Stripe.Refund>;
type Status = 'canceled' | 'failed' | 'pending' | 'requires_action' | 'succeeded';
type Action = 'cancel' | 'fail' | 'succeed';
type CreateParams = Stripe.RefundCreateParams;

/**
 * What can become of a refund in each status. While it is `pending` the bank acts next, in `requires_action` the
 * customer does (which cards never ask for), and even a refund that has succeeded can come back from the bank.
 */
export const STATUSES: StatusTable<Status, Action> = {
  pending: ['succeed', 'fail'],
  requires_action: ['cancel'],
  succeeded: ['fail'],
  failed: [],
  canceled: [],
};

export function isAllowed({ status }: Refund, action: Action): boolean {
  return allows(STATUSES, status as Status, action);
}

const NOT_BUILT = [
  'currency',
  'customer',
  'instructions_email',
  'origin',
  'refund_application_fee',
  'reverse_transfer',
] as const;

/** What is to be refunded, by name: of a charge, or of a payment intent's charge. */
export function requireSubject(params: CreateParams): void {
  requireBuilt(params, NOT_BUILT);
  const { charge, payment_intent } = params;
  if (charge === undefined && payment_intent === undefined) {
    throw errors.invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      { code: 'parameter_missing' },
    );
  }
  if (charge !== undefined && payment_intent !== undefined) {
    throw errors.parametersExclusive('payment_intent', 'charge');
  }
}

/**
 * How much of `charge` these parameters refund.
 * @throws charge_already_refunded, and when it is more than what is left, or when there is nothing to refund.
 */
export function amountOf(charge: Charge, { amount }: CreateParams): number {
  requireRefundable(charge);
  if (amount === undefined) return refundable(charge);
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  const asked = printed(amount, charge);
  if (amount > charge.amount) {
    throw tooMuch(
      `Refund amount (${asked}) is greater than charge amount (${printed(charge.amount, charge)})`,
    );
  }
  if (amount > refundable(charge)) {
    const left = printed(refundable(charge), charge);
    throw tooMuch(`Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`);
  }
  if (isUncaptured(charge) && amount < charge.amount) {
    throw errors.invalid(
      'You cannot partially refund an uncaptured charge. Instead, capture the charge for an amount less than the ' +
        'original amount',
      { param: 'amount' },
    );
  }
  return amount;
}

function requireRefundable(charge: Charge): void {
  const { id, payment_intent, refunded, status } = charge;
  if (payment_intent !== null && (status === 'failed' || (refunded && isUncaptured(charge)))) {
    throw noSuccessfulCharge(payment_intent);
  }
  if (status === 'failed') {
    throw errors.invalid(`Charge ${id} has failed and cannot be refunded.`, {
      code: 'charge_not_refundable',
    });
  }
  if (status === 'pending') {
    throw errors.invalid(
      `Pinstripe does not support refunds of a charge that is still pending yet (${id}). Nothing was changed.`,
      {},
      501,
    );
  }
  if (payment_intent !== null && isUncaptured(charge)) {
    throw errors.invalid(
      `This uncaptured Charge was created by a PaymentIntent (${payment_intent}). You must cancel the PaymentIntent ` +
        'to reverse the authorization instead of refunding the Charge directly.',
    );
  }
  if (refundable(charge) === 0) {
    throw errors.invalid(`Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
}

/** There is nothing to refund of a payment that was not made. */
export function noSuccessfulCharge(payment_intent: string) {
  return errors.invalid(
    `This PaymentIntent (${payment_intent}) does not have a successful charge to refund.`,
  );
}

/** Whether refunding it releases what was authorized, since nothing of it has been taken. */
export function isUncaptured(charge: Charge): boolean {
  return !charge.captured && charge.amount_captured === 0;
}

/** What a refund is asked for. */
export type RefundDetails = Pick<Refund, 'amount' | 'metadata' | 'reason'>;

export function refundDetails(amount: number, { metadata, reason }: CreateParams): RefundDetails {
  return { amount, metadata: mergeMetadata({}, metadata), reason: reason ?? null };
}

/** A refund that the network has accepted. */
export function create(
  charge: Charge,
  details: RefundDetails,
  answer: RefundAnswer,
  identity: Identity,
): Refund {
  const destination_details = answer.destination_details as Refund['destination_details'] | null;
  return {
    ...detailed(charge, details, identity),
    ...(destination_details ? { destination_details } : {}),
    status: answer.kind,
  };
}

/** What was authorized and is not taken: the cardholder never sees more of it than a hold that ends. */
export function reverse(charge: Charge, details: RefundDetails, identity: Identity): Refund {
  const destination_details = { card: { type: 'reversal' as const }, type: 'card' };
  return { ...detailed(charge, details, identity), destination_details, status: 'succeeded' };
}

export function succeed(refund: Refund): Refund {
  return { ...refund, status: 'succeeded' };
}

/** The money has come back, and is on the balance again. Being canceled is a way to fail. */
export function fail(
  refund: Refund,
  status: 'canceled' | 'failed',
  failure_reason: string,
  failure_balance_transaction: string,
): Refund {
  return { ...refund, failure_balance_transaction, failure_reason, status };
}

export function update(refund: Refund, { metadata }: Stripe.RefundUpdateParams): Refund {
  return { ...refund, metadata: mergeMetadata(refund.metadata ?? {}, metadata) };
}

/** @throws when the refund waits for nothing that its customer would have to do. */
export function requireCancelable(refund: Refund): void {
  if (isAllowed(refund, 'cancel')) return;
  throw errors.invalid(
    `You cannot cancel this refund because it has a status of ${refund.status}. ` +
      'Only a refund with the status requires_action may be canceled.',
  );
}

function detailed(charge: Charge, details: RefundDetails, { livemode: _, ...identity }: Identity) {
  return {
    ...identity,
    object: 'refund' as const,
    ...details,
    balance_transaction: null,
    charge: charge.id,
    currency: charge.currency,
    payment_intent: charge.payment_intent,
    receipt_number: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
  };
}

/** An amount as these messages print it: "$12.00". */
function printed(amount: number, { currency }: Charge): string {
  return formatAmount(amount, currency).slice(0, -` ${currency}`.length);
}

function tooMuch(message: string) {
  return errors.invalid(message, { param: 'amount' });
}
