import { Controller } from '@nestjs/common';
import { errors, randomText } from '@pinstripe/kernel';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { create, update } from './coupon.ts';
import { coupons } from './coupon.entity.ts';

@Controller()
export class CouponsController {
  @Route('POST /v1/coupons')
  async create(params: Stripe.CouponCreateParams) {
    if (params.id !== undefined && (await coupons.find(params.id)) !== null) {
      throw errors.resourceAlreadyExists('Coupon');
    }
    return coupons.insert(create(params, coupons.identity(params.id ?? randomText(8))), 'coupon.created');
  }

  @Route('GET /v1/coupons/{coupon}')
  retrieve(id: string) {
    return coupons.retrieve(id);
  }

  @Route('POST /v1/coupons/{coupon}')
  async update(id: string, params: Stripe.CouponUpdateParams) {
    const coupon = await coupons.load(id);
    return coupons.save(update(coupon, params), 'coupon.updated');
  }

  @Route('GET /v1/coupons')
  list(params: Stripe.CouponListParams) {
    return coupons.list(params);
  }

  @Route('DELETE /v1/coupons/{coupon}')
  async del(id: string) {
    const coupon = await coupons.load(id);
    return coupons.delete(coupon, 'coupon.deleted');
  }
}
