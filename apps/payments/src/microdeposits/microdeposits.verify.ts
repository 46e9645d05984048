import { errors, type JsonObject } from '@pinstripe/kernel';
import { refuse } from '@pinstripe/service';
import { unexpectedState } from '../intents/intent.ts';
import { type Asking, complete } from '../payer-actions/payer-action.ts';
import { payerActions } from '../payer-actions/payer-action.entity.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import type { Failure } from '../providers/provider.ts';
import { ATTEMPTS_EXCEEDED, judge, kindOf, readParams, type VerifyParams } from './microdeposits.ts';

interface Awaiting extends Asking {
  object: Exclude<Asking['object'], 'source'>;
  next_action: { type: string } | null;
  payment_method: string | null;
}

/**
 * Takes what the payer has read of the deposits to the account of an intent, which this unit has loaded; answers the step
 * that waited for it, and why it must not go on, if so. What the payer gets wrong is counted with the payment method, so that confirming
 * once more gives nobody more attempts.
 * @throws payment_intent_unexpected_state and its like when the intent does not wait for that
 */
export async function verifyMicrodeposits(
  intent: Awaiting,
  payer_action: string | null | undefined,
  params: VerifyParams,
): Promise<{ step: JsonObject; failure: Failure | null }> {
  const method = await requireAwaiting(intent);
  const read = readParams(params);
  const action = await payerActions.load(payer_action!);
  const { step } = payerActions.privateOf(action.id)!;
  const hidden = paymentMethods.privateOf(method.id)!;
  const { missed = {} } = hidden;
  const verdict = judge(read, typeOf(method).microdeposits!, missed);
  if ('mismatch' in verdict) {
    const kind = kindOf(read);
    const counted = { ...missed, [kind]: (missed[kind] ?? 0) + 1 };
    paymentMethods.setPrivate(method.id, { ...hidden, missed: counted });
    return refuse(verdict.mismatch);
  }
  const failure = 'failure' in verdict ? verdict.failure : null;
  payerActions.save(complete(action, failure === null ? 'succeeded' : 'failed'));
  return { step, failure };
}

async function requireAwaiting(intent: Awaiting): Promise<PaymentMethod> {
  const { next_action, payment_method, status } = intent;
  const method = payment_method === null ? null : await paymentMethods.load(payment_method);
  if (status === 'requires_action' && next_action?.type === 'verify_with_microdeposits') {
    return method!;
  }
  if (method !== null && paymentMethods.privateOf(method.id)?.verified === true) {
    throw errors.invalid('The bank account of this payment method has already been verified.', {
      code: 'payment_method_bank_account_already_verified',
      payment_method: method,
    });
  }
  throw unexpectedState(intent, 'This intent does not wait for the amounts of microdeposits.');
}

/**
 * Where deposits are not wanted (`verification_method` `instant`), an account must be known to be the payer's.
 * @throws when it is not
 */
export function requireVerifiable(
  { type }: PaymentMethod,
  { verification_method }: JsonObject,
  verified: boolean,
): void {
  if (verification_method !== 'instant' || verified) return;
  throw errors.invalid(
    'The bank account has not been verified, and the verification_method does not let it be verified with microdeposits.',
    { param: `payment_method_options[${type}][verification_method]` },
  );
}

/** The account is the payer's from now on; for a payment method that has no deposits sent, nothing changes. */
export async function noteVerified(
  { id, type }: PaymentMethod,
  { has_acted }: { has_acted: boolean },
): Promise<void> {
  if (!has_acted || typeOf({ type }).microdeposits === undefined) return;
  await paymentMethods.load(id);
  paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, verified: true });
}

/** A payment method, which this unit has loaded, whose payer has no more attempts is good for nothing. */
export function noteUnverified({ id }: PaymentMethod, failure: Failure): void {
  if (failure.code !== ATTEMPTS_EXCEEDED.code) return;
  paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, unverifiable: true });
}
