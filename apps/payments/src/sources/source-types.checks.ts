import { errors } from '@pinstripe/kernel';
import type { Hash } from './source-type.ts';

/** The banks of iDEAL (guide "iDEAL payments with Sources"), and how each is known to others. */
export const IDEAL_BANKS: Readonly<Record<string, string>> = {
  abn_amro: 'ABNANL2A',
  asn_bank: 'ASNBNL21',
  bunq: 'BUNQNL2A',
  ing: 'INGBNL2A',
  knab: 'KNABNL2H',
  n26: 'NTSBDEB1',
  nn: 'NNBANL2G',
  rabobank: 'RABONL2U',
  regiobank: 'RBRBNL21',
  revolut: 'REVOLT21',
  sns_bank: 'SNSBNL2A',
  triodos_bank: 'TRIONL2U',
  van_lanschot: 'FVLBNL22',
  yoursafe: 'BITSNL2A',
};
const LANGUAGES = ['de', 'en', 'fr', 'nl'];
/** Where Sofort is. */
const MARKETS = ['AT', 'BE', 'DE', 'ES', 'IT', 'NL'];

/** @throws invalid_ideal_bank */
export function requireBank({ bank }: Hash, param: string): void {
  if (bank === undefined || Object.hasOwn(IDEAL_BANKS, bank)) return;
  throw errors.invalid(`There is no iDEAL bank ${bank}.`, {
    code: 'invalid_ideal_bank',
    param: `${param}[bank]`,
  });
}

/** @throws when Bancontact has no page in the language */
export function requireLanguage({ preferred_language: language }: Hash, param: string): void {
  if (language === undefined || LANGUAGES.includes(language)) return;
  throw errors.parameterInvalidEnum(`${param}[preferred_language]`, LANGUAGES);
}

/** @throws when there is no Sofort in the country */
export function requireMarket({ country = '' }: Hash, param: string): void {
  if (!MARKETS.includes(country)) throw errors.parameterInvalidEnum(`${param}[country]`, MARKETS);
}

/** @throws when Klarna has no such product, or no country can be meant */
export function requireProduct({ product, purchase_country = '' }: Hash, param: string): void {
  if (product !== 'payment') throw errors.parameterInvalidEnum(`${param}[product]`, ['payment']);
  if (!/^[A-Z]{2}$/.test(purchase_country)) {
    throw errors.invalid(`Invalid country: ${purchase_country}`, { param: `${param}[purchase_country]` });
  }
}
