import { errors, type StripeError } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { MicrodepositTerms } from '../payment-method-types/payment-method-type.ts';
import type { Failure } from '../providers/provider.ts';

export type VerifyParams = Stripe.PaymentIntentVerifyMicrodepositsParams;

/** What the payer has read of the deposits in their bank's statement. */
export type Read = { amounts: readonly number[] } | { descriptor_code: string };

export const ATTEMPTS_EXCEEDED: Failure = {
  code: 'payment_method_microdeposit_verification_attempts_exceeded',
  message: 'You have exceeded the number of allowed verification attempts.',
};

/** No deposits can be sent. */
export const NOT_SENT: Failure = {
  code: 'payment_method_microdeposit_failed',
  message: 'Microdeposits failed. Please check the account, institution and transit numbers provided',
};

/** Nobody has said in time what was deposited. */
export const TIMED_OUT: Failure = {
  code: 'payment_method_microdeposit_verification_timeout',
  message:
    "Microdeposit timeout. Customer hasn't verified their bank account within the required 10 day period.",
};

/** What comes of the documentation's test values ("ACH Direct Debit", "Test account numbers"); all others do not match. */
const VALUES: ReadonlyMap<string, Failure | null> = new Map([
  ['32,45', null],
  ['SM11AA', null],
  ['10,11', ATTEMPTS_EXCEEDED],
  ['SM33CC', ATTEMPTS_EXCEEDED],
  ['40,41', TIMED_OUT],
  ['SM44DD', TIMED_OUT],
]);

/** @throws parameter_missing, or payment_method_microdeposit_verification_amounts_invalid unless there are two amounts */
export function readParams({ amounts, descriptor_code }: VerifyParams): Read {
  if (amounts !== undefined && descriptor_code !== undefined) {
    throw errors.parametersExclusive('amounts', 'descriptor_code');
  }
  if (descriptor_code !== undefined) return { descriptor_code };
  if (amounts === undefined) throw errors.parameterMissing('amounts');
  if (amounts.length === 2 && amounts.every((amount) => amount > 0)) return { amounts };
  throw errors.invalid('You must provide exactly two microdeposit amounts.', {
    code: 'payment_method_microdeposit_verification_amounts_invalid',
    param: 'amounts',
  });
}

/** Whether the account is the payer's, or what the verification has failed for; an error while they may try again. */
export type Verdict = { verified: true } | { failure: Failure } | { mismatch: StripeError };

/** How often the payer of an account was wrong: of each kind there are as many attempts as if there were no other. */
export type Missed = Readonly<Partial<Record<MicrodepositTerms['type'], number>>>;

export function kindOf(read: Read): MicrodepositTerms['type'] {
  return 'descriptor_code' in read ? 'descriptor_code' : 'amounts';
}

/** Judges what the payer has read, who was wrong before as `missed` says. */
export function judge(read: Read, { attempts }: MicrodepositTerms, missed: Missed): Verdict {
  const known = VALUES.get('descriptor_code' in read ? read.descriptor_code : read.amounts.join(','));
  if (known === null) return { verified: true };
  if (known !== undefined) return { failure: known };
  const type = kindOf(read);
  const left = attempts[type] - (missed[type] ?? 0) - 1;
  return left > 0 ? { mismatch: mismatch(type, left) } : { failure: ATTEMPTS_EXCEEDED };
}

/** What was read does not match; `left` is how often the payer may try again. */
export function mismatch(type: MicrodepositTerms['type'], left: number): StripeError {
  const again = `You have ${left} verification attempts remaining.`;
  if (type === 'descriptor_code') {
    return errors.invalid(
      `The verification code provided does not match the one sent to the bank account. ${again}`,
      { code: 'payment_method_microdeposit_verification_descriptor_code_mismatch' },
    );
  }
  return errors.invalid(
    `The amounts provided do not match the amounts that were sent to the bank account. ${again}`,
    { code: 'payment_method_microdeposit_verification_amounts_mismatch' },
  );
}
