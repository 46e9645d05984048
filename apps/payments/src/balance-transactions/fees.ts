import { decimalsOf, percentage } from '@pinstripe/kernel';

/** What debiting a US bank account costs: 0.8 %, and no more than 5 dollars. */
const ACH_PERCENT = '0.8';
const ACH_FEE_MAX = 500;

/** What a card payment costs a US account: 2.9 % and 30 cents, and 1.5 % more for a card of another country. */
const PERCENT = '2.9';
const PERCENT_FOREIGN_CARD = '4.4';
const FIXED_CENTS = 30;

/**
 * The fee for a captured card payment, in minor units of `currency` and never more than was captured. The fixed part is
 * 30 hundredths of the currency's unit, rounded up to what it can express.
 */
export function cardPaymentFee(amount: number, currency: string, card_country: string | null): number {
  const fixed = Math.ceil((FIXED_CENTS * 10 ** decimalsOf(currency)) / 100);
  const percent = card_country === 'US' || card_country === null ? PERCENT : PERCENT_FOREIGN_CARD;
  return Math.min(amount, percentage(amount, percent) + fixed);
}

/** The fee for debiting a US bank account, in cents. */
export function achDebitFee(amount: number): number {
  return Math.min(percentage(amount, ACH_PERCENT), ACH_FEE_MAX);
}
