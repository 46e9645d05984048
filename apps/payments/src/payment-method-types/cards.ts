import { DAY } from '@pinstripe/kernel';
import type { PaymentMethodType } from './payment-method-type.ts';

export const cards: Readonly<Record<string, PaymentMethodType>> = {
  card: {
    currencies: null,
    options: {
      installments: null,
      mandate_options: null,
      network: null,
      request_three_d_secure: 'automatic',
    },
    setup_options: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    payer_action: null,
    settles: 'at_once',
    capturable_for: 7 * DAY,
    sets_up: ['off_session', 'on_session'],
    mandate: { needed: 'if_given', details: () => ({}) },
    in_setup_intents: true,
    refunds: { within_days: null, partial: true },
    source_type: 'card',
    fee: { percent: '2.9', fixed: 30 },
    settlement_business_days: 2,
  },
};
