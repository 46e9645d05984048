import { formatAmount } from '@pinstripe/kernel';

/** An amount as payers read it: `$20.00 USD`, since other currencies have a dollar, too. */
export function amountOf(amount: number, currency: string): string {
  return `${formatAmount(amount, currency).slice(0, -currency.length)}${currency.toUpperCase()}`;
}
