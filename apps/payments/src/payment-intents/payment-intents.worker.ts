import { Injectable } from '@nestjs/common';
import { HOUR, type JsonObject, type Timestamp } from '@pinstripe/kernel';
import { clearTimer, now, setTimer, Timer } from '@pinstripe/service';
import { releaseCharge } from '../balance-transactions/balance-transactions.service.ts';
import { charges } from '../charges/charge.entity.ts';
import { onRefunded } from '../charges/charges.refunded.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { giveUp } from './payment-intent.capture.ts';
import { attemptExpired, refused } from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';

/** Timers of this kind end authorizations that nobody has captured in time. */
const AUTHORIZATION_EXPIRY = 'payment_intent_authorization_expiry';

/** Timers of this kind end attempts that the cardholder has authenticated and the client has not confirmed again. */
const CONFIRMATION_EXPIRY = 'payment_intent_confirmation_expiry';

/** How long the client has (guide "Upgrade to handle actions", `requires_confirmation`). */
const CONFIRMED_WITHIN = HOUR;

export async function setConfirmationExpiry({ id }: PaymentIntent): Promise<void> {
  await setTimer(CONFIRMATION_EXPIRY, id, now() + CONFIRMED_WITHIN, { payment_intent: id });
}

export async function clearConfirmationExpiry({ id }: PaymentIntent): Promise<void> {
  await clearTimer(CONFIRMATION_EXPIRY, id);
}

/** The money is held until `capture_before`, which the card's network or the provider decides. */
export async function setAuthorizationExpiry(
  intent: PaymentIntent,
  capture_before: Timestamp,
): Promise<void> {
  await setTimer(AUTHORIZATION_EXPIRY, intent.id, capture_before, { payment_intent: intent.id });
}

export async function clearAuthorizationExpiry(intent: PaymentIntent): Promise<void> {
  await clearTimer(AUTHORIZATION_EXPIRY, intent.id);
}

/** Records that nothing more is going to be captured of an intent, whose charge has been released. */
export async function recordEnd(ended: PaymentIntent): Promise<PaymentIntent> {
  const charge = ended.latest_charge!;
  if (ended.status === 'canceled') {
    paymentIntents.save(ended, 'payment_intent.canceled');
    await onRefunded(charge, null);
  } else {
    paymentIntents.save(ended, 'payment_intent.succeeded');
    await raiseForeseen(charge);
  }
  return ended;
}

@Injectable()
export class PaymentIntentsWorker {
  @Timer(CONFIRMATION_EXPIRY)
  async expireConfirmation({ payment_intent }: JsonObject) {
    const intent = await paymentIntents.load(payment_intent as string);
    const { authentication, ...hidden } = paymentIntents.privateOf(intent.id)!;
    if (intent.status !== 'requires_confirmation' || authentication === undefined) return;
    paymentIntents.setPrivate(intent.id, hidden);
    const payment_method = (await paymentMethods.peek(authentication.payment_method))!;
    paymentIntents.save(refused(intent, attemptExpired(payment_method)), 'payment_intent.payment_failed');
  }

  /** The network has let the money go by itself: nobody needs to be asked. */
  @Timer(AUTHORIZATION_EXPIRY)
  async expireAuthorization({ payment_intent }: JsonObject) {
    const intent = await paymentIntents.load(payment_intent as string);
    if (intent.status !== 'requires_capture') return;
    releaseCharge(await charges.load(intent.latest_charge!), 'charge.expired');
    await recordEnd(giveUp(intent, 'automatic', now()));
  }
}
