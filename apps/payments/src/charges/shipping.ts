import { addressOf, type Emptyable } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Charge } from './charge.ts';

/** Where the goods go, as charges and PaymentIntents show it. */
export function shippingOf(param: Emptyable<Stripe.ChargeCreateParams.Shipping>): Charge['shipping'] {
  if (param === undefined || param === null || param === '') return null;
  return {
    address: addressOf(param.address),
    carrier: param.carrier ?? null,
    name: param.name,
    phone: param.phone ?? null,
    tracking_number: param.tracking_number ?? null,
  };
}
