import type { Document } from '@pinstripe/contract';
import { addMonths, mintId, mintSortId, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Coupon } from '../coupons/coupon.ts';

export type Discount = Document<Stripe.Discount>;

/** A discount is named like any object, but lives in the customer that has it. */
export function newDiscountId(millis: number): string {
  return mintId('di', mintSortId(millis));
}

/**
 * A redeemable coupon as applied to a customer. It keeps the coupon as this redemption found it: `times_redeemed` counts
 * those before, and neither this one nor any that comes later.
 */
export function discount(id: string, coupon: Coupon, customer: string, now: Timestamp): Discount {
  return {
    id,
    object: 'discount',
    checkout_session: null,
    coupon,
    customer,
    end: coupon.duration === 'repeating' ? addMonths(now, coupon.duration_in_months!) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    start: now,
    subscription: null,
    subscription_item: null,
  };
}

/** What is told of a discount that ended. */
export function deletedDiscount({ end: _, ...discount }: Discount): Document<Stripe.DeletedDiscount> {
  return { ...discount, deleted: true };
}
