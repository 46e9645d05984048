import { errors, isCurrency } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { BankAccountSecret } from '../vault/vault.ts';
import type { BankAccount } from './bank-account.ts';

type Params = Stripe.TokenCreateParams.BankAccount;

/** A bank account whose numbers can be those of one. */
export interface CheckedBankAccount extends BankAccountSecret {
  country: string;
  currency: string;
}

/** What a bank account is in, where nobody says otherwise. */
const currency_by_country: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ').map((each) => [each, 'eur']),
  ),
  AU: 'aud',
  BG: 'bgn',
  BR: 'brl',
  CA: 'cad',
  CH: 'chf',
  CZ: 'czk',
  DK: 'dkk',
  GB: 'gbp',
  GI: 'gbp',
  HK: 'hkd',
  HU: 'huf',
  IN: 'inr',
  JP: 'jpy',
  LI: 'chf',
  MX: 'mxn',
  MY: 'myr',
  NO: 'nok',
  NZ: 'nzd',
  PL: 'pln',
  RO: 'ron',
  SE: 'sek',
  SG: 'sgd',
  TH: 'thb',
  US: 'usd',
};

/** Where accounts are known by an IBAN alone. */
const countries_with_iban = new Set(
  'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);

/**
 * Checks what can be checked without a bank (guide "Bank accounts", "Format for each country").
 * @throws routing_number_invalid, account_number_invalid, parameter_missing
 */
export function checkBankAccount(params: Params): CheckedBankAccount {
  const country = params.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) {
    throw errors.invalid(`Invalid country: ${params.country}`, {
      code: 'country_code_invalid',
      param: 'bank_account[country]',
    });
  }
  const currency = params.currency?.toLowerCase() ?? currency_by_country[country];
  if (currency === undefined) throw errors.parameterMissing('bank_account[currency]');
  if (!isCurrency(currency)) {
    throw errors.invalid(`Invalid currency: ${currency}`, { param: 'bank_account[currency]' });
  }
  const account_number = params.account_number.replace(/[ -]/g, '').toUpperCase();
  const routing_number = params.routing_number?.replace(/ /g, '') || null;
  requireNumbers(country, account_number, routing_number);
  requireAccountType(country, params.account_type);
  return { country, currency, account_number, routing_number };
}

/** A bank account that nobody has yet, and that nobody has verified. */
export function bankAccount(
  id: string,
  { account_holder_name, account_holder_type, account_type }: Omit<Params, 'account_number' | 'country'>,
  { country, currency, account_number, routing_number }: CheckedBankAccount,
  fingerprint: string,
): BankAccount {
  return {
    id,
    object: 'bank_account',
    account_holder_name: account_holder_name ?? null,
    account_holder_type: account_holder_type ?? null,
    account_type: account_type ?? null,
    bank_name: 'STRIPE TEST BANK',
    country,
    currency,
    fingerprint,
    last4: account_number.slice(-4),
    metadata: {},
    routing_number,
    status: 'new',
  };
}

function requireNumbers(country: string, account_number: string, routing_number: string | null): void {
  if (country === 'US') {
    if (routing_number === null) throw errors.parameterMissing('bank_account[routing_number]');
    if (!isRoutingNumber(routing_number)) {
      throw errors.invalid('The routing number must have nine digits, and the right last one.', {
        code: 'routing_number_invalid',
        param: 'bank_account[routing_number]',
      });
    }
    if (!/^\d{4,17}$/.test(account_number)) throw accountNumberInvalid('between 4 and 17 digits');
    return;
  }
  if (countries_with_iban.has(country)) {
    if (routing_number !== null) {
      throw errors.invalid(`An account in ${country} is known by its IBAN, without a routing number.`, {
        code: 'routing_number_invalid',
        param: 'bank_account[routing_number]',
      });
    }
    if (!account_number.startsWith(country) || !isIban(account_number)) {
      throw accountNumberInvalid(`an IBAN of ${country}`);
    }
    return;
  }
  if (!/^[A-Z0-9]{4,34}$/.test(account_number)) throw accountNumberInvalid('between 4 and 34 characters');
}

function requireAccountType(country: string, account_type: string | undefined): void {
  const japanese = account_type === 'futsu' || account_type === 'toza';
  if (account_type === undefined || japanese === (country === 'JP')) return;
  throw errors.invalid(`An account in ${country} cannot be of the type ${account_type}.`, {
    param: 'bank_account[account_type]',
  });
}

function accountNumberInvalid(expected: string) {
  return errors.invalid(`The account number must be ${expected}.`, {
    code: 'account_number_invalid',
    param: 'bank_account[account_number]',
  });
}

/** Nine digits, weighted by 3, 7 and 1, make a multiple of ten. */
function isRoutingNumber(text: string): boolean {
  if (!/^\d{9}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, at) => total + Number(digit) * [3, 7, 1][at % 3]!, 0);
  return sum % 10 === 0;
}

/** ISO 13616: with the first four characters last, and letters as numbers from 10 on, it is 1 modulo 97. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  const digits = turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
