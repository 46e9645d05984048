import type { PaymentMethodType } from './payment-method-type.ts';

/** What holds of most types that are no cards: the payer is sent away and comes back, the money is there, and nothing is kept. */
export const paid_once: Omit<PaymentMethodType, 'currencies' | 'fee'> = {
  options: {},
  payer_action: 'redirect',
  settles: 'at_once',
  capturable_for: null,
  sets_up: [],
  in_setup_intents: false,
  refunds: { within_days: 180, partial: true },
  source_type: 'card',
  settlement_business_days: 2,
};
