import type Stripe from 'stripe';
import { create, isRedeemable, update } from './coupon.ts';

const NOW = 1_740_000_000;
const identity = { id: 'c', created: NOW, livemode: false };
const eur = { eur: { amount_off: 400 } };
const amount_off = { amount_off: 500, currency: 'usd' };

describe('a coupon', () => {
  it.each<[Stripe.CouponCreateParams, string]>([
    [{}, 'percent_off'],
    [{ percent_off: 5, ...amount_off }, 'amount_off'],
    [{ percent_off: 0 }, 'percent_off'],
    [{ percent_off: 100.1 }, 'percent_off'],
    [{ amount_off: 0, currency: 'usd' }, 'amount_off'],
    [{ amount_off: 500 }, 'currency'],
    [{ amount_off: 500, currency: 'xyz' }, 'currency'],
    [{ percent_off: 5, currency: 'xyz' }, 'currency'],
    [{ percent_off: 5, currency_options: eur }, 'currency_options'],
    [{ ...amount_off, currency_options: { xyz: { amount_off: 1 } } }, 'currency_options[xyz]'],
    [{ ...amount_off, currency_options: { eur: { amount_off: 0 } } }, 'currency_options[eur][amount_off]'],
    [{ percent_off: 5, duration: 'repeating' }, 'duration_in_months'],
    [{ percent_off: 5, duration_in_months: 3 }, 'duration_in_months'],
    [{ percent_off: 5, duration: 'repeating', duration_in_months: 0 }, 'duration_in_months'],
    [{ percent_off: 5, max_redemptions: 0 }, 'max_redemptions'],
    [{ percent_off: 5, redeem_by: NOW }, 'redeem_by'],
  ])('cannot be made of %j', (params, param) => {
    expect(() => create(params, identity)).toThrow(
      expect.objectContaining({ status: 400, body: expect.objectContaining({ param }) }),
    );
  });

  it('says its currencies in lower case', () => {
    const coupon = create({ amount_off: 500, currency: 'USD', currency_options: { EUR: eur.eur } }, identity);
    expect(coupon).toMatchObject({ currency: 'usd', currency_options: eur });
  });

  it('may come to be in other currencies, if it takes off an amount', () => {
    const coupon = create({ ...amount_off, currency_options: eur }, identity);
    const gbp = { gbp: { amount_off: 300 } };
    expect(update(coupon, { currency_options: gbp }).currency_options).toEqual({ ...eur, ...gbp });
    expect(update(coupon, { name: 'n' })).toEqual({ ...coupon, name: 'n' });
    expect(() => update(coupon, { currency_options: { xyz: { amount_off: 1 } } })).toThrow('currency');
    expect(() => update(create({ percent_off: 5 }, identity), { currency_options: gbp })).toThrow(
      'currency_options can only be set on coupons with an amount_off',
    );
  });

  it.each([
    [{ redeem_by: null, max_redemptions: null, times_redeemed: 9 }, true],
    [{ redeem_by: NOW + 1, max_redemptions: 2, times_redeemed: 1 }, true],
    [{ redeem_by: NOW, max_redemptions: null, times_redeemed: 0 }, false],
    [{ redeem_by: null, max_redemptions: 2, times_redeemed: 2 }, false],
  ])('of %j is redeemable: %s', (coupon, redeemable) => {
    expect(isRedeemable(coupon, NOW)).toBe(redeemable);
  });
});
