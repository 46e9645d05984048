import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { clearTimer, emit, now, scope, setTimer } from '@pinstripe/service';
import type Stripe from 'stripe';
import { type Coupon, isRedeemable } from '../coupons/coupon.ts';
import { coupons, REDEMPTIONS } from '../coupons/coupon.entity.ts';
import { type Customer, withDiscount } from '../customers/customer.ts';
import { customers } from '../customers/customer.entity.ts';
import { deletedDiscount, type Discount, discount, newDiscountId } from './discount.ts';

/** Timers of this kind end a customer's discount when its months are over. */
export const DISCOUNT_END = 'customer_discount_end';

/**
 * Redeems a coupon for a customer, and answers the discount that this makes: the redemption counts whether or not the
 * customer has the discount in the end, unless it is given back.
 * @throws resource_missing, coupon_expired
 */
export async function redeem(coupon_id: string, customer: string): Promise<Discount> {
  const { runtime } = scope();
  const coupon = await requireRedeemable(coupon_id);
  countRedemption(coupon_id, 1n);
  return discount(newDiscountId(runtime.clock.millis()), coupon, customer, now());
}

/** Gives back the redemption of a discount that no customer came to have, if its coupon is still there. */
export async function giveBack({ coupon }: Discount): Promise<void> {
  const current = await coupons.peek(coupon.id);
  // A client may have deleted the coupon, and made another of its name.
  if (current?.created === coupon.created) countRedemption(coupon.id, -1n);
}

/** Tells of the discount that a customer has got or lost, and sees to its end. */
export async function tellDiscount(
  customer: string,
  before: Discount | null,
  after: Discount | null,
): Promise<void> {
  if (before?.id === after?.id) return;
  const end = after?.end ?? null;
  if (end === null) await clearTimer(DISCOUNT_END, customer);
  else await setTimer(DISCOUNT_END, customer, end, { customer, discount: after!.id });
  if (after === null) emit('customer.discount.deleted', before!, null);
  else emit(before === null ? 'customer.discount.created' : 'customer.discount.updated', after, before);
}

/** Ends the discount of a customer that this unit has loaded. */
export async function endDiscount(
  customer: Customer,
  ended: Discount,
): Promise<Document<Stripe.DeletedDiscount>> {
  customers.save(withDiscount(customer, null), 'customer.updated');
  await tellDiscount(customer.id, ended, null);
  return deletedDiscount(ended);
}

async function requireRedeemable(coupon_id: string): Promise<Coupon> {
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

/** Up to the coupon's limit; what is given back passes in any case. */
function countRedemption(coupon_id: string, delta: 1n | -1n): void {
  const { context, unit } = scope();
  const key = JSON.stringify([context.account, context.livemode, coupon_id]);
  unit.adjust(REDEMPTIONS, key, delta, delta > 0n);
}
