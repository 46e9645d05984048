import type { JsonObject } from '@pinstripe/kernel';
import { clearTimer, now, refuse, setTimer } from '@pinstripe/service';
import { noteUnverified } from '../microdeposits/microdeposits.verify.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import type { ActionRequired, Failed, Failure, Processing } from '../providers/provider.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { processing, providerError, refused } from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import type { Paying } from './payment-intents.pay.ts';

/** Timers of this kind bring what a provider says by itself, while the payer acts elsewhere or does not act. */
export const PROVIDER_WORD = 'payment_intent_provider_word';

/** What the provider says by itself counts for as long as nobody else has brought its word, or begun anew. */
export async function awaitWord(
  { id }: PaymentIntent,
  paying: Paying,
  later: ActionRequired<unknown>['later'],
): Promise<void> {
  const { payer_action } = paying;
  paymentIntents.setPrivate(id, { ...paymentIntents.privateOf(id), payer_action });
  if (later === null) return;
  const word = { paying, answer: later.answer } as unknown as JsonObject;
  await setTimer(PROVIDER_WORD, id, now() + later.after_s, word);
}

/** Whether nothing was charged until now: the payer has a voucher, or the account is not known to be theirs. */
export function isUncharged(
  payment_method: PaymentMethod,
  { request: { payer } }: Paying,
  answer: Failed | Processing,
): boolean {
  // What was blocked leaves its charge, however little was known.
  if (answer.kind === 'failed' && answer.outcome !== undefined) return false;
  const { microdeposits, voucher } = typeOf(payment_method);
  return voucher !== undefined || (microdeposits !== undefined && !payer.has_acted && !payer.has_agreed);
}

/** Records that nobody has paid what was not charged, or that nobody knows yet. */
export async function recordUnpaid(
  intent: PaymentIntent,
  paying: Paying,
  payment_method: PaymentMethod,
  answer: Failed | Processing,
): Promise<PaymentIntent> {
  if (answer.kind === 'failed') {
    const error = providerError(answer.failure, null, payment_method);
    return paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
  }
  await awaitWord(intent, paying, answer.later);
  return paymentIntents.save(processing(intent), 'payment_intent.processing');
}

/** The payer could not prove that the account is theirs, and whoever has asked is told of it. */
export async function refuseUnverified(intent: PaymentIntent, failure: Failure): Promise<never> {
  await clearTimer(PROVIDER_WORD, intent.id);
  paymentIntents.setPrivate(intent.id, { ...paymentIntents.privateOf(intent.id), payer_action: null });
  const payment_method = await paymentMethods.load(intent.payment_method!);
  noteUnverified(payment_method, failure);
  const error = providerError(failure, null, payment_method);
  const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
  return refuse(error.about({ payment_intent: failed }));
}
