import type { JsonObject } from '@pinstripe/kernel';
import {
  requireBuiltOptions,
  requireCurrency,
  requireMandateOptions,
  requireTargetDate,
} from './bank-debits.checks.ts';
import { acssAccount, bacsAccount, becsAccount, usAccount } from './debit-accounts.ts';
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

const BACS_REFERENCE: ReferenceTerms = { length: 18, reserved: ['DDIC', 'STRIPE'] };
const SEPA_REFERENCE: ReferenceTerms = { length: 24, reserved: ['STRIPE'] };

/** What a bank in the United Kingdom says of a mandate that it has ended. */
const REVOCATIONS = new Set(['account_closed', 'debit_not_authorized']);

function acssMandate({ default_for, interval_description, payment_schedule, transaction_type }: JsonObject) {
  return {
    ...(default_for === undefined ? {} : { default_for }),
    interval_description: interval_description ?? null,
    payment_schedule,
    transaction_type,
  };
}

const NO_ACSS_MANDATE = { interval_description: null, payment_schedule: null, transaction_type: null };

export const bank_debits: Readonly<Record<string, PaymentMethodType>> = {
  acss_debit: {
    ...debit,
    account: acssAccount,
    billing_details: ['name', 'email'],
    check_options: (options, param, now) => {
      requireBuiltOptions(options, param);
      requireTargetDate(options, param, now);
    },
    check_setup_options: requireCurrency,
    currencies: ['cad', 'usd'],
    in_setup_intents: true,
    mandate: {
      needed: 'always',
      check_options: requireMandateOptions,
      details: ({ options }) => acssMandate(options['mandate_options'] as JsonObject),
    },
    microdeposits: { type: 'amounts', attempts: { amounts: 3, descriptor_code: 3 } },
    options: { mandate_options: NO_ACSS_MANDATE, verification_method: 'automatic' },
    payer_action: 'display',
    required_fields: ['account_number', 'institution_number', 'transit_number'],
    settlement_business_days: 5,
    setup_options: { currency: null, mandate_options: NO_ACSS_MANDATE, verification_method: 'automatic' },
  },
  au_becs_debit: {
    ...debit,
    account: becsAccount,
    billing_details: ['name', 'email'],
    check_options: requireTargetDate,
    currencies: ['aud'],
    in_setup_intents: true,
    mandate: { needed: 'always', standing: true, details: ({ url }) => ({ url }) },
    options: {},
    refunds: { within_days: 90, partial: true },
    required_fields: ['bsb_number', 'account_number'],
    settlement_business_days: 3,
  },
  bacs_debit: {
    ...debit,
    account: bacsAccount,
    amounts: { gbp: { max: 100_000_00 } },
    billing_details: [
      'name',
      'email',
      'address.line1',
      'address.city',
      'address.postal_code',
      'address.country',
    ],
    check_options: (options, param, now) => {
      requireReferencePrefix(options, BACS_REFERENCE, param);
      requireTargetDate(options, param, now);
    },
    currencies: ['gbp'],
    in_setup_intents: true,
    mandate: {
      needed: 'always',
      standing: true,
      reference: BACS_REFERENCE,
      details: ({ reference, url }) => ({
        network_status: 'pending',
        reference,
        revocation_reason: null,
        url,
      }),
      ended: (failure_code) => ({
        network_status: 'revoked',
        revocation_reason: REVOCATIONS.has(failure_code ?? '') ? failure_code : null,
      }),
    },
    options: {},
    new_mandate_business_days: 7,
    required_fields: ['sort_code', 'account_number'],
    settlement_business_days: 4,
    setup_options: {},
  },
  sepa_debit: {
    ...debit,
    assessed: true,
    options: {},
    account: ({ iban: number = '' }, param) => {
      const { bank_code, branch_code, country } = iban(number, `${param}[iban]`);
      const secret = { account_number: number.replaceAll(' ', ''), routing_number: null };
      return { secret, shown: { bank_code, branch_code, country, generated_from: null } };
    },
    amounts: { eur: { max: 10_000_00 } },
    billing_details: ['name', 'email'],
    check_options: (options, param, now) => {
      requireReferencePrefix(options, SEPA_REFERENCE, param);
      requireTargetDate(options, param, now);
    },
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
  us_bank_account: {
    ...debit,
    account: usAccount,
    assessed: true,
    billing_details: ['name'],
    check_options: (options, param, now) => {
      requireBuiltOptions(options, param);
      requireTargetDate(options, param, now);
    },
    confirm_options: ['networks'],
    currencies: ['usd'],
    fastest_business_days: 2,
    in_setup_intents: true,
    mandate: {
      needed: 'always',
      details: ({ options }) => (options['mandate_options'] ?? {}) as object,
    },
    microdeposits: { type: 'descriptor_code', attempts: { amounts: 3, descriptor_code: 10 } },
    options: { verification_method: 'automatic' },
    payer_action: 'display',
    required_fields: ['account_number', 'routing_number'],
    settlement_business_days: 4,
    setup_options: { verification_method: 'automatic' },
  },
};
