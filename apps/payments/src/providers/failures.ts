import { ATTEMPTS_EXCEEDED } from '../microdeposits/microdeposits.ts';
import type { Failure } from './provider.ts';

/** What a payer who presses "Fail" makes of a payment, where its page does not name another code ("Error codes"). */
const FAILED: Failure = {
  code: 'payment_intent_payment_attempt_failed',
  message: 'The latest payment attempt for this PaymentIntent has failed.',
};

const DECLINED: Failure = {
  code: 'payment_method_customer_decline',
  message: 'The customer did not approve the payment.',
};

/** Nobody came, or nobody paid in time. */
export const EXPIRED: Failure = {
  code: 'payment_intent_payment_attempt_expired',
  message: 'The latest payment attempt for this PaymentIntent has expired.',
};

const by_type: Readonly<Record<string, Failure>> = {
  acss_debit: ATTEMPTS_EXCEEDED,
  boleto: EXPIRED,
  klarna: DECLINED,
  konbini: EXPIRED,
  multibanco: EXPIRED,
  oxxo: EXPIRED,
  paypal: DECLINED,
  pix: EXPIRED,
  us_bank_account: ATTEMPTS_EXCEEDED,
};

export function refusalOf(type: string): Failure {
  return by_type[type] ?? FAILED;
}

const SETUP_FAILED: Failure = {
  code: 'setup_attempt_failed',
  message: 'The latest attempt to set up the payment method has failed.',
};

/** Nobody came to set up in time. */
export const SETUP_EXPIRED: Failure = {
  code: 'setup_intent_setup_attempt_expired',
  message: 'The latest setup attempt for this SetupIntent has expired.',
};

/** The same for a setup. */
export function setupRefusalOf(type: string): Failure {
  const refusal = by_type[type];
  return refusal === DECLINED || refusal === ATTEMPTS_EXCEEDED ? refusal : SETUP_FAILED;
}
