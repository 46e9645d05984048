import { type Adjustable, Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { isRedeemable } from './coupon.ts';

export const coupons = new Resource<Stripe.Coupon>({
  object: 'coupon',
  table: 'coupons',
  prefix: 'coupon',
  url: '/v1/coupons',
  param: 'coupon',
  deletion: 'gone',
  render: (coupon, now) => ({ ...coupon, valid: isRedeemable(coupon, now) }),
});

/**
 * `times_redeemed` of a coupon. Everybody redeems the same coupon on a busy day, so redeeming waits for the row's lock
 * only, and never finds itself stale.
 */
export const REDEMPTIONS: Adjustable = {
  table: 'coupons',
  match:
    'r.account = x.key::jsonb ->> 0 and r.livemode = (x.key::jsonb ->> 1)::boolean and r.id = x.key::jsonb ->> 2',
  set:
    "document = jsonb_set(r.document, '{times_redeemed}', to_jsonb((r.document ->> 'times_redeemed')::bigint + x.delta)), " +
    'version = r.version + 1',
  condition:
    "coalesce((r.document ->> 'times_redeemed')::bigint + x.delta <= (r.document ->> 'max_redemptions')::bigint, true)",
};
