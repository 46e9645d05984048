import { type Html, html } from './html.ts';

/** What people call the types of payment methods that are not called as their word is spelled. */
const NAMES: Readonly<Record<string, string>> = {
  acss_debit: 'Canadian bank account',
  amex: 'American Express',
  au_becs_debit: 'BECS Direct Debit',
  bacs_debit: 'Bacs Direct Debit',
  customer_balance: 'Bank transfer',
  eps: 'EPS',
  fpx: 'FPX',
  grabpay: 'GrabPay',
  ideal: 'iDEAL',
  jcb: 'JCB',
  mobilepay: 'MobilePay',
  oxxo: 'OXXO',
  p24: 'Przelewy24',
  paynow: 'PayNow',
  paypal: 'PayPal',
  promptpay: 'PromptPay',
  sepa_debit: 'SEPA Direct Debit',
  twint: 'TWINT',
  unionpay: 'UnionPay',
  us_bank_account: 'US bank account',
  wechat: 'WeChat Pay',
  wechat_pay: 'WeChat Pay',
};

/** What a payer knows a payment method by: `Visa •••• 4242`. */
export function nameOf({ brand, last4, type }: { brand?: string; last4?: string; type: string }): Html {
  const word = brand ?? type;
  const name = NAMES[word] ?? `${word.charAt(0).toUpperCase()}${word.slice(1)}`.replaceAll('_', ' ');
  return last4 === undefined ? html`${name}` : html`${name} ${digits(last4)}`;
}

/** What is shown of a number, on one line. */
export function digits(last4: string): Html {
  return html`<span class="number">•••• ${last4}</span>`;
}
