import { HOUR } from '@pinstripe/kernel';
import { drawDigits } from '../draws.ts';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { source_debits } from './source-types.debits.ts';
import { source_receivers } from './source-types.receivers.ts';
import type { SourceType } from './source-type.ts';
import {
  IDEAL_BANKS,
  KLARNA_CURRENCIES,
  requireBank,
  requireLanguage,
  requireMarket,
  requireProduct,
} from './source-types.checks.ts';

/** What holds of most: the payer goes to the bank and comes back, and the source waits for a charge. */
const redirect: Omit<SourceType, 'hash'> = {
  flows: ['redirect'],
  page: '/pm-redirects/authorize',
  usage: 'single_use',
  pending_for: HOUR,
  chargeable_for: 6 * HOUR,
};

const TEST_BANK = { bank_code: 'VAPE', bank_name: 'VAN DE PUT & CO', bic: 'VAPEBE22' };
const NO_BANK = { bank_code: null, bank_name: null, bic: null };

/** 23:45 in China, before which what is authorized by WeChat Pay has to be charged. */
const CLOSING_IN_CHINA_S = 15 * HOUR + 45 * 60;

/** The types of the Sources API, but those whose money is debited or sent ("The Sources API", "Supported payment methods"). */
const redirected: Readonly<Record<string, SourceType>> = {
  alipay: {
    ...redirect,
    currencies: 'aud cad cny eur gbp hkd jpy nzd sgd usd'.split(' '),
    hash: ({ statement_descriptor }) => ({ data_string: null, native_url: null, statement_descriptor }),
  },
  bancontact: {
    ...redirect,
    amount_min: 1_00,
    check_hash: requireLanguage,
    descriptor_max: 35,
    owner: ['name'],
    hash: ({ given, statement_descriptor }) => ({
      ...NO_BANK,
      iban_last4: null,
      preferred_language: given['preferred_language'] ?? null,
      statement_descriptor,
    }),
    tells_name: true,
    authorized: () => ({ ...TEST_BANK, iban_last4: '7061' }),
  },
  eps: {
    ...redirect,
    descriptor_max: 35,
    owner: ['name'],
    hash: ({ statement_descriptor }) => ({ reference: null, statement_descriptor }),
    tells_name: true,
    authorized: (id) => ({ reference: drawDigits(id, 'reference', 12) }),
  },
  giropay: {
    ...redirect,
    descriptor_max: 35,
    owner: ['name'],
    hash: ({ statement_descriptor }) => ({ ...NO_BANK, statement_descriptor }),
    tells_name: true,
    authorized: () => TEST_BANK,
  },
  ideal: {
    ...redirect,
    check_hash: requireBank,
    descriptor_max: 35,
    hash: ({ given, statement_descriptor }) => ({
      bank: given['bank'] ?? null,
      bic: IDEAL_BANKS[given['bank'] ?? ''] ?? null,
      iban_last4: null,
      statement_descriptor,
    }),
    tells_name: true,
    authorized: () => ({ iban_last4: '5264' }),
  },
  klarna: {
    ...redirect,
    check_hash: requireProduct,
    currencies: KLARNA_CURRENCIES,
    required_fields: ['product', 'purchase_country'],
    hash: ({ given: { product: _, ...given }, page_url }) => ({
      ...given,
      payment_method_categories: 'pay_later',
      redirect_url: page_url,
    }),
  },
  p24: {
    ...redirect,
    descriptor_max: 35,
    owner: ['email'],
    hash: () => ({ reference: null }),
    tells_name: true,
    authorized: (id) => ({ reference: `P24-${drawDigits(id, 'reference', 9)}` }),
  },
  sofort: {
    ...redirect,
    check_hash: requireMarket,
    descriptor_max: 35,
    required_fields: ['country'],
    hash: ({ given, statement_descriptor }) => ({
      ...NO_BANK,
      country: given['country']!,
      iban_last4: null,
      preferred_language: given['preferred_language'] ?? null,
      statement_descriptor,
    }),
    tells_name: true,
    authorized: () => ({ ...TEST_BANK, iban_last4: '3000' }),
  },
  wechat: {
    ...redirect,
    chargeable_until_s: CLOSING_IN_CHINA_S,
    currencies: 'aud cad eur gbp hkd jpy sgd usd'.split(' '),
    descriptor_max: 32,
    flows: ['none'],
    hash: ({ page_url, statement_descriptor }) => ({
      qr_code_url: page_url,
      ...(statement_descriptor === null ? {} : { statement_descriptor }),
    }),
  },
};

const carded: Readonly<Record<string, SourceType>> = {
  card: {
    flows: ['none'],
    usage: 'reusable',
    currencies: null,
    is_payment_method: true,
    // It is the card's: `source.card.ts` shows it.
    hash: () => ({}),
  },
  three_d_secure: {
    ...redirect,
    charged_as: 'card',
    currencies: null,
    page: '/3d_secure_2/hosted',
    required_fields: ['card'],
    hash: () => ({}),
    authorized: () => ({ authenticated: true }),
  },
};

export const SOURCE_TYPES: Readonly<Record<string, SourceType>> = {
  ...carded,
  ...redirected,
  ...source_debits,
  ...source_receivers,
};

/** What is documented of the type of a source. */
export function sourceType({ type }: { type: string }): SourceType {
  return SOURCE_TYPES[type]!;
}

/** What a source of a type can be in; null is any currency. */
export function currenciesOf(type: string): readonly string[] | null {
  const { currencies } = SOURCE_TYPES[type]!;
  return currencies === undefined ? PAYMENT_METHOD_TYPES[type]!.currencies : currencies;
}
