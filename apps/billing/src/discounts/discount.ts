import type { Document } from '@pinstripe/contract';
import { mintId, mintSortId, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Coupon } from '../coupons/coupon.ts';

export type Discount = Document<Stripe.Discount>;

/** A discount is named like any object, but lives in the customer that has it. */
export function newDiscountId(millis: number): string {
  return mintId('di', mintSortId(millis));
}

/** A redeemable coupon as applied to a customer. */
export function discount(id: string, coupon: Coupon, customer: string, now: Timestamp): Discount {
  return {
    id,
    object: 'discount',
    checkout_session: null,
    coupon: { ...coupon, times_redeemed: coupon.times_redeemed + 1 },
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

/** The same time of day `months` later, on the last day of the month where it has no such day. */
export function addMonths(start: Timestamp, months: number): Timestamp {
  const date = new Date(start * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last_day = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last_day));
  return date.getTime() / 1000;
}
