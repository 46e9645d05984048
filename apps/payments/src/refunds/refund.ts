import type { Document } from '@pinstripe/contract';
import {
  allows,
  DAY,
  errors,
  formatAmount,
  mergeMetadata,
  requireEmail,
  requireWhole,
  type StatusTable,
  type Timestamp,
} from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { RefundAnswer, RefundFailed } from '../card-network/card-network.ts';
import { type Charge, refundable } from '../charges/charge.ts';
import { chargedType, isByCard } from '../payment-method-types/payment-method-types.ts';
import { destinationOf } from './refund.destination.ts';

export type Refund = Document<Stripe.Refund>;
type Status = 'canceled' | 'failed' | 'pending' | 'requires_action' | 'succeeded';
type Action = 'ask' | 'cancel' | 'expire' | 'fail' | 'send' | 'tell';
type CreateParams = Stripe.RefundCreateParams;

/**
 * What can become of a refund in each status. While it is `pending` the bank acts next, in `requires_action` the
 * customer does (which cards never ask for). Of a refund that has succeeded the bank still tells how to trace it, and even
 * that can come back.
 * Customers are asked (`refund.emailed.ts`) once more when the bank could not reach the account that they have named.
 */
export const STATUSES: StatusTable<Status, Action> = {
  pending: ['tell', 'fail', 'ask'],
  requires_action: ['send', 'expire', 'cancel'],
  succeeded: ['tell', 'fail'],
  failed: [],
  canceled: [],
};

export function isAllowed({ status }: Refund, action: Action): boolean {
  return allows(STATUSES, status as Status, action);
}

/** What only says how much of a cash balance is refunded, and whose. */
const OF_CASH_BALANCE = ['currency', 'customer'] as const;

/** What is to be refunded, by name: of a charge, or of a payment intent's charge. */
export function requireSubject(params: CreateParams): void {
  const { charge, payment_intent } = params;
  const misplaced = OF_CASH_BALANCE.find((param) => params[param] !== undefined);
  if (misplaced !== undefined) {
    throw errors.invalid(`You can only specify ${misplaced} together with an origin.`, { param: misplaced });
  }
  requireEmail(params.instructions_email, 'instructions_email');
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
export function amountOf(charge: Charge, params: CreateParams): number {
  const { amount } = params;
  requireRefundable(charge);
  requireReversible(charge, params);
  requirePartial(charge, amount);
  if (amount === undefined) return refundable(charge);
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  requireWhole(amount, charge.currency);
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

/** @throws charge_not_refundable when what it was paid by does not give money back, or not any more */
export function requireRecent(charge: Charge, now: Timestamp): void {
  const { refunds } = chargedType(charge);
  if (refunds === null) {
    const { type } = charge.payment_method_details!;
    throw notRefundable(`Payments by ${type} cannot be refunded (${charge.id}).`);
  }
  const { within_days } = refunds;
  if (within_days === null || now <= charge.created + within_days * DAY) return;
  throw notRefundable(
    `Charge ${charge.id} is more than ${within_days} days old and cannot be refunded any more.`,
  );
}

function requirePartial(charge: Charge, amount: number | undefined): void {
  if (chargedType(charge).refunds?.partial !== false || (amount ?? charge.amount) === charge.amount) return;
  const { type } = charge.payment_method_details!;
  throw errors.invalid(`Payments by ${type} can only be refunded as a whole.`, { param: 'amount' });
}

function notRefundable(message: string) {
  return errors.invalid(message, { code: 'charge_not_refundable' });
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

/** Only what was taken, or passed on, with a payment can be given back with it (API reference, "Create a refund"). */
function requireReversible(charge: Charge, { refund_application_fee, reverse_transfer }: CreateParams): void {
  if (reverse_transfer === true && charge.transfer == null) {
    throw errors.invalid(`Charge ${charge.id} has no transfer that could be reversed.`, {
      param: 'reverse_transfer',
    });
  }
  if (refund_application_fee === true && charge.application_fee === null) {
    throw errors.invalid(`Charge ${charge.id} has no application fee that could be refunded.`, {
      param: 'refund_application_fee',
    });
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

/** A refund that the network has accepted; whatever it says, one of a payment that is on its way waits for that. */
export function create(
  charge: Charge,
  details: RefundDetails,
  answer: RefundAnswer,
  identity: Identity,
): Refund {
  const refund = { ...detailed(charge, details, identity), status: 'pending' };
  return charge.status === 'pending' ? refund : told(refund, answer);
}

/** What has been said of a refund: what has become of it, and of where its money goes anything that is new. */
export function told(refund: Refund, answer: RefundAnswer | RefundFailed): Refund {
  const destination_details = answer.destination_details as Refund['destination_details'] | null;
  return {
    ...refund,
    ...(destination_details ? { destination_details } : {}),
    status: answer.kind,
  };
}

/** What was authorized and is not taken: the cardholder never sees more of it than a hold that ends. */
export function reverse(charge: Charge, details: RefundDetails, identity: Identity): Refund {
  const destination_details = isByCard(charge)
    ? REVERSAL
    : destinationOf(charge.payment_method_details!.type, NO_TRACE);
  const reversal = { ...detailed(charge, details, identity), status: 'succeeded' };
  return told(reversal, { kind: 'succeeded', destination_details, later: null });
}

const REVERSAL: Stripe.Refund.DestinationDetails = { card: { type: 'reversal' }, type: 'card' };

/** Nobody's bank has to look for money that was not taken. */
const NO_TRACE = { reference: null, reference_status: 'unavailable' } as const;

/**
 * The money has come back, and is on the balance again; null where it had not come from there, but from a cash balance or nowhere
 * yet. Being canceled is a way to fail.
 */
export function fail(
  { next_action: _, ...refund }: Refund,
  status: 'canceled' | 'failed',
  failure_reason: string,
  failure_balance_transaction: string | null,
): Refund {
  const transaction = failure_balance_transaction === null ? {} : { failure_balance_transaction };
  return { ...refund, ...transaction, failure_reason, status };
}

export function update(refund: Refund, { metadata }: Stripe.RefundUpdateParams): Refund {
  return { ...refund, metadata: mergeMetadata(refund.metadata ?? {}, metadata) };
}

/** What tells that a refund has changed: a refund of no charge, but of a cash balance, has no event of one. */
export function updateEvents({ charge }: Refund) {
  if (charge === null) return ['refund.updated'] as const;
  return ['refund.updated', 'charge.refund.updated'] as const;
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
