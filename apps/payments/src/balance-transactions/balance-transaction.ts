import type { Document } from '@pinstripe/contract';
import { DAY, type Timestamp } from '@pinstripe/kernel';
import type { Entry, Line, SourceType } from '@pinstripe/ledger';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { businessDaysAfter } from './business-days.ts';
import { type Charge, isCapturedInParts } from '../charges/charge.ts';
import { chargedType, isByCard } from '../payment-method-types/payment-method-types.ts';
import { installmentsPercent } from '../intents/installments.ts';
import type { Refund } from '../refunds/refund.ts';
import { cardPaymentFee, paymentFee } from './fees.ts';

export type BalanceTransaction = Document<Stripe.BalanceTransaction>;

/** How long a payment by card takes to become available: two days, to the beginning of the day. */
const SETTLEMENT = 2 * DAY;

/**
 * What capturing `amount` of a charge does to the balance. A charge that is captured once is booked as it was authorized,
 * and what was not captured is taken back by `ofPartialCapture` ("Reporting categories").
 */
export function ofCapture(
  charge: Charge,
  amount: number,
  available_at_once: boolean,
  identity: Identity,
): BalanceTransaction {
  const gross = isCapturedInParts(charge) ? amount : charge.amount;
  return {
    ...booked(identity, charge.currency, gross, feeOf(charge, gross)),
    available_on: available_at_once ? identity.created : settledOn(charge, identity.created),
    description: charge.description,
    reporting_category: 'charge',
    source: charge.id,
    status: 'pending',
    type: isByCard(charge) ? 'charge' : 'payment',
  };
}

/** What a partial capture leaves is taken back, and its part of the fee with it, when the rest becomes available. */
export function ofPartialCapture(
  charge: Charge,
  refund: Refund,
  available_on: Timestamp,
  identity: Identity,
): BalanceTransaction {
  const returned_fee = feeOf(charge, charge.amount - refund.amount) - feeOf(charge, charge.amount);
  return {
    ...booked(identity, refund.currency, -refund.amount, returned_fee),
    available_on,
    description: describedAs('REFUND FOR CHARGE', charge),
    reporting_category: 'partial_capture_reversal',
    source: refund.id,
    status: 'pending',
    type: isByCard(charge) ? 'refund' : 'payment_refund',
  };
}

/** What giving money back does to the balance: at once, and the fee of the payment is not returned. */
export function ofRefund(refund: Refund, charge: Charge, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, refund.currency, -refund.amount, 0),
    description: describedAs('REFUND FOR CHARGE', charge),
    reporting_category: 'refund',
    source: refund.id,
    type: isByCard(charge) ? 'refund' : 'payment_refund',
  };
}

/** What a payment that has failed late takes back, and its fee with it, when the payment would have become available. */
export function ofPaymentFailure(
  charge: Charge,
  available_on: Timestamp,
  identity: Identity,
): BalanceTransaction {
  return {
    ...booked(identity, charge.currency, -charge.amount, -feeOf(charge, charge.amount)),
    available_on: Math.max(available_on, identity.created),
    description: describedAs('PAYMENT FAILURE REFUND', charge),
    reporting_category: 'charge_failure',
    source: charge.id,
    type: 'payment_failure_refund',
  };
}

/** A refund that did not reach the customer comes back. */
export function ofRefundFailure(refund: Refund, charge: Charge, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, refund.currency, refund.amount, 0),
    description: describedAs('REFUND FAILURE', charge),
    reporting_category: 'refund_failure',
    source: refund.id,
    type: isByCard(charge) ? 'refund_failure' : 'payment_refund',
  };
}

/** `status` changes by time alone. */
export function asOf(transaction: BalanceTransaction, now: Timestamp): BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= now ? 'available' : 'pending' };
}

/** What of the balance the money of a charge is. */
export function sourceTypeOf(charge: Charge): SourceType {
  return chargedType(charge).source_type;
}

/** Who pays what comes in, and gets what goes out. */
const NETWORKS = { bank_account: 'bank_network', card: 'card_network', fpx: 'bank_network' } as const;

/**
 * The journal entry of a transaction: the account has its net, the network (or whoever else `other_side` names) paid or got
 * the amount, and the fee is ours. Giving money back may leave the account with less than nothing.
 */
export function entryOf(
  transaction: BalanceTransaction,
  source_type: SourceType = 'card',
  other_side: string = NETWORKS[source_type],
): Entry {
  const { amount, available_on, created, currency, fee, net, source, type } = transaction;
  const lines: Line[] = [
    {
      name: 'balance',
      source_type,
      currency,
      amount: net,
      ...(available_on > created ? { available_on } : {}),
      ...(net < 0 ? { may_overdraw: true } : {}),
    },
    { name: type === 'stripe_fee' ? 'stripe_fees' : other_side, currency, amount: -amount },
    { name: 'stripe_fees', currency, amount: fee },
  ];
  return { kind: type, source: source!, lines: lines.filter((line) => line.amount !== 0) };
}

/** What all of these have in common; available at once. */
export function booked(
  { id, created }: Identity,
  currency: string,
  amount: number,
  fee: number,
  fee_description = 'Stripe processing fees',
) {
  return {
    id,
    object: 'balance_transaction' as const,
    amount,
    available_on: created,
    created,
    currency,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(currency, fee, fee_description)],
    net: amount - fee,
    status: 'available',
  };
}

function feeDetail(currency: string, amount: number, description: string) {
  return { amount, application: null, currency, description, type: 'stripe_fee' };
}

function feeOf(charge: Charge, amount: number): number {
  const { currency, payment_method_details } = charge;
  if (!isByCard(charge)) return paymentFee(amount, currency, chargedType(charge).fee);
  const { country = null, installments } = payment_method_details?.card ?? {};
  return cardPaymentFee(amount, currency, country, installmentsPercent(installments?.plan));
}

export function describedAs(what: string, { description }: Charge): string {
  return description === null ? what : `${what} (${description})`;
}

/** When the money of a payment that was ordered then is available. */
export function settledOn(charge: Charge, created: Timestamp, fastest = false): Timestamp {
  const { fastest_business_days, settlement_business_days } = chargedType(charge);
  const days = fastest ? (fastest_business_days ?? settlement_business_days) : settlement_business_days;
  if (!isByCard(charge)) return businessDaysAfter(created, days);
  return Math.floor((created + SETTLEMENT) / DAY) * DAY;
}
