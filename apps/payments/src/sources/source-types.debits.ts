import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { drawCode } from '../draws.ts';
import type { SourceType } from './source-type.ts';

/** Where an account's owner must say where they live (guide "SEPA Direct Debit payments with Sources"). */
const ADDRESSED = new Set('AD PF TF GI GB GG VA IM JE MC NC BL PM SM CH WF'.split(' '));

/** An account is debited again and again, and its bank has the last word days later. */
const debit: Pick<SourceType, 'flows' | 'usage'> = { flows: ['none'], usage: 'reusable' };

/** How an account is written is the same for payment methods of the type. */
const accountOf = (type: string) => ({
  account: PAYMENT_METHOD_TYPES[type]!.account!,
  required_fields: PAYMENT_METHOD_TYPES[type]!.required_fields!,
});

export const source_debits: Readonly<Record<string, SourceType>> = {
  ach_debit: {
    ...accountOf('us_bank_account'),
    currencies: ['usd'],
    flows: ['code_verification', 'redirect'],
    owner: ['name'],
    page: '/pm-redirects/authorize',
    usage: 'reusable',
    hash: ({ account: { bank_name, fingerprint, last4, routing_number }, given }) => ({
      bank_name,
      country: 'US',
      fingerprint,
      last4,
      routing_number,
      type: given['type'] ?? 'checking',
    }),
  },
  acss_debit: {
    ...debit,
    ...accountOf('acss_debit'),
    owner: ['name'],
    hash: ({ account: { bank_name, fingerprint, institution_number, last4, transit_number } }) => ({
      bank_address_city: null,
      bank_address_line_1: null,
      bank_address_line_2: null,
      bank_address_postal_code: null,
      bank_name,
      category: null,
      country: 'CA',
      fingerprint,
      last4,
      routing_number: `0${institution_number as string}${transit_number as string}`,
    }),
  },
  au_becs_debit: {
    ...debit,
    ...accountOf('au_becs_debit'),
    owner: ['name'],
    hash: ({ account: { bsb_number, fingerprint, last4 } }) => ({ bsb_number, fingerprint, last4 }),
  },
  sepa_debit: {
    ...debit,
    ...accountOf('sepa_debit'),
    account_code: 'invalid_bank_account_iban',
    is_payment_method: true,
    owner: ['name'],
    owner_address_in: ADDRESSED,
    hash: ({ account: { bank_code, branch_code, country, fingerprint, last4 }, id, mandate_url }) => ({
      bank_code,
      branch_code,
      country,
      fingerprint,
      last4,
      mandate_reference: drawCode(id, 'reference', 16),
      mandate_url,
    }),
  },
};
