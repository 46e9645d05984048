import { errors, type StripeError, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { declineOf, type DeclineCode } from './decline-codes.ts';
import { luhnRemainder } from './luhn.ts';
import { test_cards } from './test-cards.ts';

export type Brand =
  'amex' | 'diners' | 'discover' | 'eftpos_au' | 'jcb' | 'mastercard' | 'unionpay' | 'unknown' | 'visa';

/** A card as a client gives it. */
export interface CardParams {
  number: string;
  exp_month: number | string;
  exp_year: number | string;
  cvc?: string;
}

export interface CheckedCard {
  /** Digits only. */
  number: string;
  exp_month: number;
  /** Four digits. */
  exp_year: number;
  cvc_provided: boolean;
}

/** What a card's number says, as `PaymentMethod.card` prints it. */
export type CardFacts = Pick<
  Stripe.PaymentMethod.Card,
  | 'brand'
  | 'country'
  | 'display_brand'
  | 'funding'
  | 'last4'
  | 'networks'
  | 'regulated_status'
  | 'three_d_secure_usage'
>;

const brands_by_prefix: readonly [RegExp, Brand][] = [
  [/^3[47]/, 'amex'],
  [/^(30[0-5]|36|38|39)/, 'diners'],
  [/^35(2[89]|[3-8])/, 'jcb'],
  [/^4/, 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'mastercard'],
  [/^6280/, 'eftpos_au'],
  [/^(62|81)/, 'unionpay'],
  [/^(6011|64[4-9]|65)/, 'discover'],
];

/** `Card.brand`, as sources and tokens print it, and `PaymentMethod.card.display_brand`. */
const brand_names: Record<Brand, { name: string; display_brand: string }> = {
  amex: { name: 'American Express', display_brand: 'american_express' },
  diners: { name: 'Diners Club', display_brand: 'diners_club' },
  discover: { name: 'Discover', display_brand: 'discover' },
  eftpos_au: { name: 'Eftpos Australia', display_brand: 'eftpos_australia' },
  jcb: { name: 'JCB', display_brand: 'jcb' },
  mastercard: { name: 'MasterCard', display_brand: 'mastercard' },
  unionpay: { name: 'UnionPay', display_brand: 'union_pay' },
  unknown: { name: 'Unknown', display_brand: 'other' },
  visa: { name: 'Visa', display_brand: 'visa' },
};

export function brandOf(number: string): Brand {
  return brands_by_prefix.find(([prefix]) => prefix.test(number))?.[1] ?? 'unknown';
}

/** The brand as `Card.brand` prints it: "American Express". */
export function brandName(brand: Brand): string {
  return brand_names[brand].name;
}

/** What is known of `number`; of one that is no test card, only its brand. */
export function factsOf(number: string): CardFacts {
  const brand = brandOf(number);
  const card = test_cards.get(number);
  return {
    brand,
    country: card === undefined ? null : (card.country ?? 'US'),
    display_brand: brand_names[brand].display_brand,
    funding: card === undefined ? 'unknown' : (card.funding ?? 'credit'),
    last4: number.slice(-4),
    networks: {
      available: [...(card?.co_brand === undefined ? [] : [card.co_brand]), brand],
      preferred: null,
    },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: card?.authentication !== 'not_supported' },
  };
}

/** The checks of a card that no bank has seen yet. */
export function checksBeforeUse(
  cvc_provided: boolean,
  address: Pick<Stripe.Address, 'line1' | 'postal_code'> | null,
): Stripe.PaymentMethod.Card.Checks {
  return {
    address_line1_check: address?.line1 ? 'unchecked' : null,
    address_postal_code_check: address?.postal_code ? 'unchecked' : null,
    cvc_check: cvc_provided ? 'unchecked' : null,
  };
}

/**
 * Checks what can be checked without a bank ("Testing", "Invalid data"), in the order of the form.
 * @throws StripeError `invalid_number`, `incorrect_number`, `invalid_expiry_month`, `invalid_expiry_year`, `invalid_cvc`
 */
export function checkCard(params: CardParams, now: Timestamp): CheckedCard {
  const number = params.number.replace(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(number)) throw invalidCard('invalid_number');
  if (luhnRemainder(number) !== 0) throw invalidCard('incorrect_number');

  const today = new Date(now * 1000);
  const this_year = today.getUTCFullYear();
  const exp_month = Number(params.exp_month);
  const exp_year = fullYear(Number(params.exp_year), this_year);
  if (!Number.isInteger(exp_month) || exp_month < 1 || exp_month > 12)
    throw invalidCard('invalid_expiry_month');
  if (!Number.isInteger(exp_year) || exp_year < this_year || exp_year > this_year + 50) {
    throw invalidCard('invalid_expiry_year');
  }
  if (exp_year === this_year && exp_month < today.getUTCMonth() + 1)
    throw invalidCard('invalid_expiry_month');

  const cvc_provided = params.cvc !== undefined && params.cvc !== '';
  const cvc_format = brandOf(number) === 'amex' ? /^\d{4}$/ : /^\d{3}$/;
  if (cvc_provided && !cvc_format.test(params.cvc!)) throw invalidCard('invalid_cvc');
  return { number, exp_month, exp_year, cvc_provided };
}

/** Two digits mean the year of that ending which is at most 50 years away: 34 is 2034, 95 is 1995. */
function fullYear(year: number, this_year: number): number {
  if (year < 0 || year > 99) return year;
  const of_this_century = this_year - (this_year % 100) + year;
  return of_this_century > this_year + 50 ? of_this_century - 100 : of_this_century;
}

function invalidCard(decline_code: DeclineCode): StripeError {
  const { code, message, param } = declineOf(decline_code);
  return errors.card(message, { code, ...(param === null ? {} : { param }) });
}
