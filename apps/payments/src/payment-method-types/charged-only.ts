import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';

/** What holds of money that was sent to a source before it is charged. */
const sent: PaymentMethodType = { ...paid_once, currencies: null, fee: { percent: '1', max: 10_00 } };

/**
 * What no payment method is of, and charges can be: what the Charges API takes by a bank account ("ACH Direct Debit with Charges"), and
 * by sources of types that only the Sources API has.
 */
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
  ach_credit_transfer: { ...sent, currencies: ['usd'] },
  sepa_credit_transfer: { ...sent, currencies: ['eur'] },
  wechat: {
    ...paid_once,
    currencies: 'aud cad eur gbp hkd jpy sgd usd'.split(' '),
    fee: { percent: '2.9', fixed: 30 },
  },
};
