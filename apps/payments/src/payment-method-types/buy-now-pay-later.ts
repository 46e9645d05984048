import { DAY } from '@pinstripe/kernel';
import { requireDateOfBirth, requireOrderReference } from './buy-now-pay-later.checks.ts';
import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';

/** Somebody else lends the payer the money ("Buy now, pay later"). */
const credit: PaymentMethodType = {
  ...paid_once,
  currencies: ['usd'],
  fee: { percent: '5.99', fixed: 30 },
};

export const buy_now_pay_later: Readonly<Record<string, PaymentMethodType>> = {
  affirm: {
    ...credit,
    amounts: { usd: { min: 50_00, max: 30_000_00 } },
    capturable_for: 30 * DAY,
    currencies: ['usd', 'cad'],
    refunds: { within_days: 120, partial: true },
  },
  afterpay_clearpay: {
    ...credit,
    amounts: {
      aud: { min: 1_00, max: 2_000_00 },
      cad: { min: 1_00, max: 2_000_00 },
      gbp: { min: 30, max: 1_200_00 },
      nzd: { min: 1_00, max: 2_000_00 },
      usd: { min: 1_00, max: 4_000_00 },
    },
    capturable_for: 13 * DAY,
    check_options: requireOrderReference,
    currencies: ['usd', 'cad', 'gbp', 'aud', 'nzd'],
    options: { reference: null },
    refunds: { within_days: 120, partial: true },
  },
  alma: {
    ...credit,
    amounts: { eur: { min: 50_00, max: 5_000_00 } },
    capturable_for: 7 * DAY,
    currencies: ['eur'],
    settlement_business_days: 3,
  },
  klarna: {
    ...credit,
    capturable_for: 28 * DAY,
    check_hash: requireDateOfBirth,
    currencies: 'aud cad chf czk dkk eur gbp nok nzd pln ron sek usd'.split(' '),
    fields: ['dob'],
    options: { preferred_locale: null },
  },
  zip: {
    ...credit,
    amounts: { aud: { min: 1_00, max: 50_000_00 }, usd: { min: 35_00, max: 1_500_00 } },
    currencies: ['aud', 'usd'],
  },
};
