import type { PaymentMethodType } from './payment-method-type.ts';

/** What no payment method is of, and charges can be: what the Charges API takes by a bank account ("ACH Direct Debit with Charges"). */
export const charged_only: Readonly<Record<string, PaymentMethodType>> = {
  ach_debit: {
    currencies: ['usd'],
    payer_action: null,
    settles: 'later',
    capturable_for: null,
    sets_up: [],
    in_setup_intents: false,
    refunds: { within_days: 90, partial: true },
    source_type: 'bank_account',
    fee: { percent: '0.8', max: 500 },
    settlement_business_days: 7,
  },
};
