import type { Document } from '@pinstripe/contract';
import { clearTimer, emit, now, scope, setTimer } from '@pinstripe/service';
import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { type Coupon, isRedeemable } from '../coupons/coupon.ts';
import { coupons, REDEMPTIONS } from '../coupons/coupon.entity.ts';
import { type Customer, withDiscount } from '../customers/customer.ts';
import { customers } from '../customers/customer.entity.ts';
import { deletedDiscount, type Discount, discount, newDiscountId } from './discount.ts';

/** Timers of this kind end a customer's discount when its months are over. */
export const DISCOUNT_END = 'customer_discount_end';

/**
 * Redeems a coupon for a customer, and answers the discount that this makes.
 * @throws resource_missing, coupon_expired
 */
export async function redeem(coupon_id: string, customer: string): Promise<Discount> {
  const { context, unit, runtime } = scope();
  const coupon = await requireRedeemable(coupon_id);
  const redeemed = discount(newDiscountId(runtime.clock.millis()), coupon, customer, now());
  unit.adjust(REDEMPTIONS, JSON.stringify([context.account, context.livemode, coupon_id]), 1n, true);
  if (redeemed.end === null) await clearTimer(DISCOUNT_END, customer);
  else await setTimer(DISCOUNT_END, customer, redeemed.end, { customer, discount: redeemed.id });
  return redeemed;
}

/** The coupon, if it may be applied to one customer more. @throws resource_missing, coupon_expired */
export async function requireRedeemable(coupon_id: string): Promise<Coupon> {
  const coupon = await coupons.peek(coupon_id);
  if (coupon === null) throw coupons.missing(coupon_id, 'coupon');
  if (!isRedeemable(coupon, now())) {
    throw errors.invalid(`This coupon has expired: ${coupon.id}`, {
      code: 'coupon_expired',
      param: 'coupon',
    });
  }
  return coupon;
}

/** Ends the discount of a customer that this unit has loaded. */
export async function endDiscount(
  customer: Customer,
  ended: Discount,
): Promise<Document<Stripe.DeletedDiscount>> {
  await clearTimer(DISCOUNT_END, customer.id);
  customers.save(withDiscount(customer, null), 'customer.updated');
  emit('customer.discount.deleted', ended, null);
  return deletedDiscount(ended);
}
