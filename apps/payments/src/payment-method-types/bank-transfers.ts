import { TRANSFER_CURRENCIES } from '../funding-instructions/bank-transfer.ts';
import type { PaymentMethodType } from './payment-method-type.ts';

/** Bank transfers, by way of the customer's cash balance (guide "Accept a bank transfer"). No provider is asked for them. */
export const bank_transfers: Readonly<Record<string, PaymentMethodType>> = {
  customer_balance: {
    currencies: TRANSFER_CURRENCIES,
    fields: [],
    options: { funding_type: null },
    payer_action: 'display',
    settles: 'at_once',
    capturable_for: null,
    sets_up: [],
    in_setup_intents: false,
    refunds: { within_days: 180, partial: true, by_email: true },
    source_type: 'bank_account',
    fee: { percent: '0.5', max: 500 },
    settlement_business_days: 0,
  },
};
