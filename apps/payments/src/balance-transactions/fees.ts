import { decimalsOf, percentage } from '@pinstripe/kernel';
import type { FeeTerms } from '../payment-method-types/payment-method-type.ts';

/** What a card payment costs a US account: 2.9 % and 30 cents, and 1.5 % more for a card of another country. */
const PERCENT = '2.9';
const PERCENT_FOREIGN_CARD = '4.4';
const FIXED_CENTS = 30;

/**
 * The fee for a captured card payment, in minor units of `currency` and never more than was captured. The fixed part is
 * 30 hundredths of the currency's unit, rounded up to what it can express. A plan of installments has a price of its own.
 */
export function cardPaymentFee(
  amount: number,
  currency: string,
  card_country: string | null,
  installments_percent = '0',
): number {
  const fixed = Math.ceil((FIXED_CENTS * 10 ** decimalsOf(currency)) / 100);
  const percent = card_country === 'US' || card_country === null ? PERCENT : PERCENT_FOREIGN_CARD;
  const fee = percentage(amount, percent) + percentage(amount, installments_percent) + fixed;
  return Math.min(amount, fee);
}

/** The fee for a payment by anything but a card, in minor units of `currency` and never more than was paid. */
export function paymentFee(amount: number, currency: string, { percent, fixed = 0, max }: FeeTerms): number {
  const inMinorUnits = (hundredths: number) => Math.ceil((hundredths * 10 ** decimalsOf(currency)) / 100);
  const fee = percentage(amount, percent) + inMinorUnits(fixed);
  return Math.min(amount, fee, max === undefined ? fee : inMinorUnits(max));
}
