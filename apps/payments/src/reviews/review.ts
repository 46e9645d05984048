import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Charge } from '../charges/charge.ts';

export type Review = Document<Stripe.Review>;
export type ClosedReason = Stripe.Review.ClosedReason;

/** Whether a rule of Radar wants a person to look at the payment, which has been made all the same. */
export function wantsReview({ outcome }: Pick<Charge, 'outcome'>): boolean {
  return outcome?.type === 'manual_review';
}

export function open(charge: Charge, ip_address: string | null, identity: Identity): Review {
  return {
    ...identity,
    object: 'review',
    billing_zip: charge.billing_details.address?.postal_code ?? null,
    charge: charge.id,
    closed_reason: null,
    ip_address,
    ip_address_location: null,
    open: true,
    opened_reason: 'rule',
    ...(charge.payment_intent === null ? {} : { payment_intent: charge.payment_intent }),
    reason: 'rule',
    session: null,
  };
}

export function close(review: Review, closed_reason: ClosedReason): Review {
  return { ...review, closed_reason, open: false, reason: closed_reason };
}

/** @throws when the review has been closed: nothing opens it again. */
export function requireOpen({ id, open: is_open, reason }: Review): void {
  if (is_open) return;
  throw errors.invalid(`Review ${id} cannot be approved because it has been closed: ${reason}.`);
}
