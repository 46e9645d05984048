import { requireBlikCode } from './bank-redirects.checks.ts';
import { BICS } from './ideal-banks.ts';
import { paid_once } from './paid-once.ts';
import type { PaymentMethodType } from './payment-method-type.ts';

/** What holds of most of them: the payer goes to the bank, and the money is there ("Bank redirects"). */
const redirect: PaymentMethodType = {
  ...paid_once,
  currencies: ['eur'],
  fee: { percent: '1.4', fixed: 30 },
};

/** Those whose accounts can be kept: what is kept is the account itself, for direct debits, and the mandate is about that. */
const saved: Pick<PaymentMethodType, 'in_setup_intents' | 'mandate' | 'saved_as' | 'sets_up'> = {
  in_setup_intents: true,
  mandate: { needed: 'to_keep', details: () => ({}) },
  saved_as: 'sepa_debit',
  sets_up: ['off_session'],
};

const GENERATED = ['generated_sepa_debit', 'generated_sepa_debit_mandate'];
const OF_THE_BANK = ['bank_code', 'bank_name', 'bic', ...GENERATED, 'iban_last4', 'preferred_language'];

export const bank_redirects: Readonly<Record<string, PaymentMethodType>> = {
  bancontact: {
    ...redirect,
    ...saved,
    attempt_fields: [...OF_THE_BANK, 'verified_name'],
    options: { preferred_language: 'en' },
  },
  blik: {
    ...redirect,
    check_options: requireBlikCode,
    currencies: ['pln'],
    confirm_options: ['code'],
    options: {},
    payer_action: null,
    refunds: { within_days: 395, partial: true },
    required_options: ['code'],
  },
  eps: { ...redirect, fields: ['bank'], options: {} },
  fpx: {
    ...redirect,
    currencies: ['myr'],
    fields: ['bank', 'account_holder_type'],
    required_fields: ['bank'],
    options: {},
    refunds: { within_days: 60, partial: true },
    source_type: 'fpx',
    settlement_business_days: 5,
  },
  giropay: { ...redirect, options: {} },
  ideal: {
    ...redirect,
    ...saved,
    amounts: { eur: { min: 1 } },
    attempt_fields: ['bank', 'bic', ...GENERATED, 'iban_last4', 'verified_name'],
    fields: ['bank'],
    options: {},
    shown: ({ bank = '' }) => ({ bic: BICS[bank] ?? null }),
  },
  p24: {
    ...redirect,
    currencies: ['eur', 'pln'],
    confirm_options: ['tos_shown_and_accepted'],
    fields: ['bank'],
    options: {},
  },
  pay_by_bank: {
    ...redirect,
    amounts: { gbp: { min: 50, max: 5_000_00 } },
    currencies: ['gbp'],
    options: {},
    refunds: { within_days: 730, partial: true },
  },
  sofort: {
    ...redirect,
    ...saved,
    attempt_fields: [...OF_THE_BANK, 'verified_name'],
    fields: ['country'],
    options: { preferred_language: null },
    required_fields: ['country'],
    settles: 'later',
    settlement_business_days: 5,
  },
  twint: { ...redirect, amounts: { chf: { max: 5_000_00 } }, currencies: ['chf'], options: {} },
};
