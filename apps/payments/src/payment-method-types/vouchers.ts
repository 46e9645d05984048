import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';
import {
  requireBrazilian,
  requireDays,
  requireFullName,
  requireKonbiniOptions,
  requireTaxId,
} from './vouchers.checks.ts';

/** The payer is given a number, and pays by it in a shop or at their bank ("Vouchers"). */
const voucher: PaymentMethodType = {
  ...paid_once,
  currencies: [],
  payer_action: 'display',
  voucher: { cancelable: true },
  refunds: null,
  fee: { percent: '3.6' },
  settlement_business_days: 4,
};

export const vouchers: Readonly<Record<string, PaymentMethodType>> = {
  boleto: {
    ...voucher,
    amounts: { brl: { min: 5_00, max: 49_999_99 } },
    billing_details: [
      'name',
      'email',
      'address.line1',
      'address.city',
      'address.state',
      'address.postal_code',
      'address.country',
    ],
    check_hash: requireTaxId,
    check_options: requireDays(0, 60),
    check_payer: requireBrazilian,
    currencies: ['brl'],
    fee: { percent: '0', fixed: 3_45 },
    fields: ['tax_id'],
    in_setup_intents: true,
    options: { expires_after_days: 3 },
    required_fields: ['tax_id'],
    sets_up: ['off_session', 'on_session'],
    settlement_business_days: 2,
    voucher: { cancelable: false },
  },
  konbini: {
    ...voucher,
    amounts: { jpy: { min: 120, max: 300_000 } },
    billing_details: ['name', 'email'],
    check_options: requireKonbiniOptions,
    currencies: ['jpy'],
    options: {
      confirmation_number: null,
      expires_after_days: null,
      expires_at: null,
      product_description: null,
    },
    refunds: { within_days: null, partial: true, by_email: true },
  },
  multibanco: {
    ...voucher,
    amounts: { eur: { min: 50, max: 99_999_00 } },
    billing_details: ['email'],
    currencies: ['eur'],
    fee: { percent: '2.95', fixed: 25 },
    refunds: { within_days: 365, partial: true },
  },
  oxxo: {
    ...voucher,
    amounts: { mxn: { min: 10_00, max: 10_000_00 } },
    billing_details: ['name', 'email'],
    check_options: requireDays(1, 7),
    check_payer: requireFullName,
    currencies: ['mxn'],
    fee: { percent: '3.6', fixed: 3_00 },
    options: { expires_after_days: 3 },
    voucher: { cancelable: false },
  },
};
