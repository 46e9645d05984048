import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';
import { requirePixExpiry } from './real-time.checks.ts';

/** The payer scans a code with their bank's app, and the money is there ("Real-time payments"). */
const code: PaymentMethodType = {
  ...paid_once,
  currencies: [],
  payer_action: 'display',
  refunds: { within_days: 90, partial: true },
  fee: { percent: '1.3' },
  settlement_business_days: 1,
};

export const real_time: Readonly<Record<string, PaymentMethodType>> = {
  paynow: { ...code, currencies: ['sgd'] },
  pix: {
    ...code,
    check_options: requirePixExpiry,
    currencies: ['brl'],
    fee: { percent: '1.19' },
    options: { expires_after_seconds: null, expires_at: null },
    settlement_business_days: 2,
  },
  promptpay: {
    ...code,
    billing_details: ['email'],
    currencies: ['thb'],
    fee: { percent: '1.65' },
    refunds: { within_days: null, partial: true, by_email: true },
  },
  swish: {
    ...code,
    currencies: ['sek'],
    fee: { percent: '1', fixed: 3_00 },
    options: { reference: null },
    payer_action: 'redirect',
    refunds: { within_days: 365, partial: true },
    settlement_business_days: 2,
  },
};
