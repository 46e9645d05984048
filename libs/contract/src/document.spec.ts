import type Stripe from 'stripe';
import type { EventTypes, ObjectTypes, Routes } from '../generated/routes.ts';
import { type EventType, objectType } from './contract.ts';
import type { Document } from './document.ts';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(proof: Same<A, B>): void {
  expect(proof).toBe(true);
}

const coupon: Document<Stripe.Coupon> = {
  id: '25OFF',
  object: 'coupon',
  amount_off: null,
  created: 1_700_000_000,
  currency: null,
  duration: 'once',
  duration_in_months: null,
  livemode: false,
  max_redemptions: null,
  metadata: {},
  name: null,
  percent_off: 25,
  redeem_by: null,
  times_redeemed: 0,
  valid: true,
};

const refund: Document<Stripe.Refund> = {
  id: 're_1',
  object: 'refund',
  amount: 100,
  balance_transaction: 'txn_1',
  charge: 'ch_1',
  created: 1_700_000_000,
  currency: 'usd',
  metadata: null,
  payment_intent: 'pi_1',
  reason: null,
  receipt_number: null,
  source_transfer_reversal: null,
  status: 'succeeded',
  transfer_reversal: null,
};

describe('a document', () => {
  it.each([coupon, refund])('has every field that the contract requires ($object)', (document) => {
    expect(Object.keys(document).sort()).toEqual([...objectType(document.object)!.schema.required].sort());
  });

  it('holds ids where the object may be expanded', () => {
    same<Document<Stripe.PaymentIntent>['customer'], string | null>(true);
    same<Document<Stripe.PaymentIntent>['source'], string | null>(true);
    same<Document<Stripe.Invoice>['discounts'], string[]>(true);
    same<Document<Stripe.PaymentIntent.TransferData>['destination'], string>(true);
    same<NonNullable<Document<Stripe.Charge>['transfer_data']>['destination'], string>(true);
  });

  it('holds what is embedded, as a document', () => {
    type PaymentError = NonNullable<Document<Stripe.PaymentIntent>['last_payment_error']>;
    same<PaymentError['payment_method'], Document<Stripe.PaymentMethod> | undefined>(true);
    same<Document<Stripe.Coupon>['metadata'], Document<Stripe.Metadata> | null>(true);
  });

  it('lacks the lists that may be left out, and what tells it from a deleted one', () => {
    same<Extract<keyof Document<Stripe.Charge>, 'refunds'>, never>(true);
    same<
      Extract<keyof Document<Stripe.Customer>, 'sources' | 'subscriptions' | 'tax_ids' | 'deleted'>,
      never
    >(true);
    same<Document<Stripe.Subscription>['items'], Stripe.ApiList<Stripe.SubscriptionItem>>(true);
    same<keyof Document<Stripe.DeletedCustomer>, 'id' | 'object' | 'deleted'>(true);
  });

  it('is assignable to the type of every object', () => {
    type Unlike = {
      [K in keyof ObjectTypes]: Document<ObjectTypes[K]> extends ObjectTypes[K] ? never : K;
    }[keyof ObjectTypes];
    same<Unlike, never>(true);
  });

  it('has an id in generic code too', () => {
    const idOf = <T extends { id: string }>(document: Document<T>): string => document.id;
    expect(idOf(refund)).toBe('re_1');
  });
});

describe('the types of routes and events', () => {
  it('are those of the SDK', () => {
    same<Routes['POST /v1/coupons']['params'], Stripe.CouponCreateParams>(true);
    same<Routes['POST /v1/coupons/{coupon}']['path'], [coupon: string]>(true);
    same<Routes['GET /v1/coupons']['result'], Stripe.ApiList<Stripe.Coupon>>(true);
    same<Routes['GET /v1/charges/search']['result'], Stripe.ApiSearchResult<Stripe.Charge>>(true);
    same<Routes['DELETE /v1/coupons/{coupon}']['result'], Stripe.DeletedCoupon>(true);
    same<Routes['GET /v1/customers/{customer}']['result'], Stripe.Customer | Stripe.DeletedCustomer>(true);
    same<EventTypes['charge.refunded'], Stripe.Charge>(true);
    same<EventType, Stripe.Event.Type>(true);
  });
});
