import { iban } from './iban.ts';
import { requireReferencePrefix } from '../mandates/reference.ts';
import type { PaymentMethodType, ReferenceTerms } from './payment-method-type.ts';

/** The payer's bank is told to pay, and says days later whether it has ("Bank debits"). */
const debit: PaymentMethodType = {
  currencies: ['eur'],
  payer_action: null,
  settles: 'later',
  capturable_for: null,
  sets_up: ['off_session', 'on_session'],
  in_setup_intents: false,
  refunds: { within_days: 180, partial: true },
  source_type: 'bank_account',
  fee: { percent: '0.8', max: 500 },
  settlement_business_days: 7,
};

const SEPA_REFERENCE: ReferenceTerms = { length: 24, reserved: ['STRIPE'] };

export const bank_debits: Readonly<Record<string, PaymentMethodType>> = {
  sepa_debit: {
    ...debit,
    options: {},
    account: ({ iban: number = '' }, param) => {
      const { bank_code, branch_code, country } = iban(number, `${param}[iban]`);
      const secret = { account_number: number.replaceAll(' ', ''), routing_number: null };
      return { secret, shown: { bank_code, branch_code, country, generated_from: null } };
    },
    amounts: { eur: { max: 10_000_00 } },
    billing_details: ['name', 'email'],
    check_options: (options, param) => requireReferencePrefix(options, SEPA_REFERENCE, param),
    mandate: {
      needed: 'always',
      reference: SEPA_REFERENCE,
      details: ({ reference, url }) => ({ reference, url }),
    },
    required_fields: ['iban'],
    in_setup_intents: true,
    setup_options: {},
    settlement_business_days: 5,
  },
};
