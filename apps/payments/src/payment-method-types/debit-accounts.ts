import { errors, requireBuilt } from '@pinstripe/kernel';
import type { ReadAccount } from './payment-method-type.ts';

type Hash = Readonly<Record<string, string>>;

/** How the numbers of a kind of account are written. */
const FORMS = {
  acss_account: /^\d{5,17}$/,
  au_account: /^\d{4,9}$/,
  bsb: /^\d{3}-?\d{3}$/,
  gb_account: /^\d{8}$/,
  institution: /^\d{3}$/,
  sort_code: /^\d{2}(-?)\d{2}\1\d{2}$/,
  transit: /^\d{5}$/,
  us_account: /^\d{4,17}$/,
  us_routing: /^\d{9}$/,
} as const;

/** An account in the United Kingdom for which the documentation has no payment method made (guide "Bacs Direct Debit", "Test"). */
const UNKNOWN_TO_ITS_BANK = '00044444';

/** An account in Australia. @throws payment_method_invalid_parameter, account_number_invalid */
export function becsAccount({ account_number = '', bsb_number = '' }: Hash, param: string): ReadAccount {
  requireForm(bsb_number, 'bsb', `${param}[bsb_number]`);
  requireForm(account_number, 'au_account', `${param}[account_number]`, 'account_number_invalid');
  const bsb = bsb_number.replace('-', '');
  return { secret: { account_number, routing_number: bsb }, shown: { bsb_number: bsb } };
}

/** An account in the United Kingdom. @throws payment_method_invalid_parameter, account_number_invalid */
export function bacsAccount({ account_number = '', sort_code = '' }: Hash, param: string): ReadAccount {
  requireForm(sort_code, 'sort_code', `${param}[sort_code]`);
  requireForm(account_number, 'gb_account', `${param}[account_number]`, 'account_number_invalid');
  if (account_number === UNKNOWN_TO_ITS_BANK) {
    throw invalid(`${param}[account_number]`, 'account_number_invalid');
  }
  const digits = sort_code.replaceAll('-', '');
  return { secret: { account_number, routing_number: digits }, shown: { sort_code: digits } };
}

/** An account in Canada. @throws payment_method_invalid_parameter, account_number_invalid */
export function acssAccount(hash: Hash, param: string): ReadAccount {
  const { account_number = '', institution_number = '', transit_number = '' } = hash;
  requireForm(institution_number, 'institution', `${param}[institution_number]`);
  requireForm(transit_number, 'transit', `${param}[transit_number]`);
  requireForm(account_number, 'acss_account', `${param}[account_number]`, 'account_number_invalid');
  const secret = { account_number, routing_number: institution_number + transit_number };
  return { secret, shown: { bank_name: TEST_BANK, institution_number, transit_number } };
}

/** An account in the United States. @throws routing_number_invalid, account_number_invalid */
export function usAccount(hash: Hash, param: string): ReadAccount {
  requireBuilt(hash, ['financial_connections_account'], param);
  const { account_number = '', routing_number = '' } = hash;
  requireForm(routing_number, 'us_routing', `${param}[routing_number]`, 'routing_number_invalid');
  requireForm(account_number, 'us_account', `${param}[account_number]`, 'account_number_invalid');
  const shown = {
    account_holder_type: hash['account_holder_type'] ?? null,
    account_type: hash['account_type'] ?? 'checking',
    bank_name: TEST_BANK,
    financial_connections_account: null,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number,
    status_details: {},
  };
  return { secret: { account_number, routing_number }, shown };
}

const TEST_BANK = 'TEST BANK';

function requireForm(number: string, form: keyof typeof FORMS, param: string, code?: string): void {
  if (!FORMS[form].test(number)) throw invalid(param, code);
}

function invalid(param: string, code = 'payment_method_invalid_parameter') {
  return errors.invalid(`Invalid ${param}: no bank account has such a number.`, { code, param });
}
