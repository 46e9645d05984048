import { errors } from '@pinstripe/kernel';
import { BICS } from '../payment-method-types/ideal-banks.ts';
import type { Hash } from './source-type.ts';

/** The banks of iDEAL (guide "iDEAL payments with Sources"), and how each is known to others: two of today's are not among them. */
const { handelsbanken: _handelsbanken, moneyou: _moneyou, ...IDEAL_BANKS } = BICS;
export { IDEAL_BANKS };

/** In which languages the pages of Bancontact and of Sofort are. */
const LANGUAGES = {
  bancontact: ['de', 'en', 'fr', 'nl'],
  sofort: ['de', 'en', 'es', 'fr', 'it', 'nl', 'pl'],
};
/** Where Sofort is. */
const MARKETS = ['AT', 'BE', 'DE', 'ES', 'IT', 'NL'];

/** Where Klarna is, and what is paid in there (guide "Klarna payments with Sources"). */
const KLARNA_MARKETS: Readonly<Record<string, string>> = {
  ...Object.fromEntries('AT BE DE ES FI FR IE IT NL'.split(' ').map((country) => [country, 'eur'])),
  DK: 'dkk',
  GB: 'gbp',
  NO: 'nok',
  SE: 'sek',
  US: 'usd',
};
export const KLARNA_CURRENCIES: readonly string[] = [...new Set(Object.values(KLARNA_MARKETS))];

/** @throws invalid_ideal_bank */
export function requireBank({ bank }: Hash, param: string): void {
  if (bank === undefined || Object.hasOwn(IDEAL_BANKS, bank)) return;
  throw errors.invalid(`There is no iDEAL bank ${bank}.`, {
    code: 'invalid_ideal_bank',
    param: `${param}[bank]`,
  });
}

/** @throws when the type, which is `param`, has no page in the language */
export function requireLanguage({ preferred_language: language }: Hash, param: string): void {
  const languages = LANGUAGES[param as keyof typeof LANGUAGES];
  if (language === undefined || languages.includes(language)) return;
  throw errors.parameterInvalidEnum(`${param}[preferred_language]`, languages);
}

/** @throws when there is no Sofort in the country, or in the language */
export function requireMarket(hash: Hash, param: string): void {
  requireLanguage(hash, param);
  const { country = '' } = hash;
  if (!MARKETS.includes(country)) throw errors.parameterInvalidEnum(`${param}[country]`, MARKETS);
}

/** @throws when Klarna has no such product, is not in the country, or is paid in another currency there */
export function requireProduct(
  { product, purchase_country = '' }: Hash,
  param: string,
  currency: string | null,
): void {
  if (product !== 'payment') throw errors.parameterInvalidEnum(`${param}[product]`, ['payment']);
  const local = KLARNA_MARKETS[purchase_country];
  if (local === undefined) {
    throw errors.parameterInvalidEnum(`${param}[purchase_country]`, Object.keys(KLARNA_MARKETS));
  }
  if (currency === local) return;
  throw errors.invalid(`Klarna is paid in ${local} in ${purchase_country}, and not in ${currency}.`, {
    code: 'invalid_currency',
    param: 'currency',
  });
}
