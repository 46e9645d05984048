import type { Document } from '@pinstripe/contract';
import { currencies, errors, isCurrency, mergeMetadata, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';

export type Coupon = Document<Stripe.Coupon>;

export function create(params: Stripe.CouponCreateParams, identity: Identity): Coupon {
  const { amount_off, percent_off, currency, duration = 'once', duration_in_months, redeem_by } = params;
  requireOneDiscount(params);
  if (percent_off !== undefined && (percent_off <= 0 || percent_off > 100)) {
    throw errors.invalid('Coupon percent_off must be greater than 0 and at most 100', {
      param: 'percent_off',
    });
  }
  if (amount_off !== undefined) requirePositive(amount_off, 'amount_off');
  if (amount_off !== undefined && currency === undefined) throw errors.parameterMissing('currency');
  if (currency !== undefined) requireCurrency(currency.toLowerCase(), 'currency');
  const currency_options = currencyOptions(params.currency_options, amount_off ?? null);
  if (duration === 'repeating' && duration_in_months === undefined)
    throw errors.parameterMissing('duration_in_months');
  if (duration !== 'repeating' && duration_in_months !== undefined) {
    throw errors.invalid('You may only pass duration_in_months when duration is repeating', {
      param: 'duration_in_months',
    });
  }
  if (duration_in_months !== undefined && duration_in_months <= 0) {
    throw errors.invalid('duration_in_months must be greater than 0', { param: 'duration_in_months' });
  }
  if (params.max_redemptions !== undefined && params.max_redemptions <= 0) {
    throw errors.invalid('max_redemptions must be greater than 0', { param: 'max_redemptions' });
  }
  if (redeem_by !== undefined && redeem_by <= identity.created) {
    throw errors.invalid('redeem_by must be in the future', { param: 'redeem_by' });
  }
  return {
    ...identity,
    object: 'coupon',
    amount_off: amount_off ?? null,
    ...(params.applies_to === undefined
      ? {}
      : { applies_to: { products: params.applies_to.products ?? [] } }),
    currency: amount_off === undefined ? null : currency!.toLowerCase(),
    ...(currency_options === undefined ? {} : { currency_options }),
    duration,
    duration_in_months: duration_in_months ?? null,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: percent_off ?? null,
    redeem_by: redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  };
}

/** What a coupon takes off cannot be changed: only its name, its metadata and the currencies it adds. */
export function update(coupon: Coupon, params: Stripe.CouponUpdateParams): Coupon {
  const added = currencyOptions(params.currency_options, coupon.amount_off);
  return {
    ...coupon,
    ...(added === undefined ? {} : { currency_options: { ...coupon.currency_options, ...added } }),
    metadata: mergeMetadata(coupon.metadata ?? {}, params.metadata),
    name: params.name ?? coupon.name,
  };
}

/** Whether the coupon may be applied to one customer more. */
export function isRedeemable(
  {
    redeem_by,
    max_redemptions,
    times_redeemed,
  }: Pick<Coupon, 'redeem_by' | 'max_redemptions' | 'times_redeemed'>,
  now: Timestamp,
): boolean {
  return (
    (redeem_by === null || now < redeem_by) && (max_redemptions === null || times_redeemed < max_redemptions)
  );
}

function requireOneDiscount({ amount_off, percent_off }: Stripe.CouponCreateParams): void {
  if (amount_off === undefined && percent_off === undefined) {
    throw errors.invalid('You must pass either percent_off or amount_off', {
      code: 'parameter_missing',
      param: 'percent_off',
    });
  }
  if (amount_off !== undefined && percent_off !== undefined) {
    throw errors.parametersExclusive('amount_off', 'percent_off');
  }
}

type CurrencyOptions = Record<string, Stripe.CouponCreateParams.CurrencyOptions>;

/** What is taken off in other currencies; a percentage needs none. */
function currencyOptions(
  param: CurrencyOptions | undefined,
  amount_off: number | null,
): CurrencyOptions | undefined {
  if (param === undefined) return undefined;
  const options = Object.entries(param).map(([code, option]) => [code.toLowerCase(), option] as const);
  if (options.length > 0 && amount_off === null) {
    throw errors.invalid('currency_options can only be set on coupons with an amount_off', {
      param: 'currency_options',
    });
  }
  for (const [currency, option] of options) {
    requireCurrency(currency, `currency_options[${currency}]`);
    requirePositive(option.amount_off, `currency_options[${currency}][amount_off]`);
  }
  return Object.fromEntries(options);
}

function requireCurrency(currency: string, param: string): void {
  if (!isCurrency(currency)) throw errors.currencyUnsupported(currency, currencies, param);
}

function requirePositive(amount_off: number, param: string): void {
  if (amount_off <= 0) throw errors.invalid('Coupon amount_off must be greater than 0', { param });
}
