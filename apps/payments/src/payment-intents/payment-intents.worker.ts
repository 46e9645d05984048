import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { clearTimer, now, setTimer, Timer } from '@pinstripe/service';
import { releaseCharge } from '../balance-transactions/balance-transactions.service.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { expired } from './payment-intent.capture.ts';
import { paymentIntents } from './payment-intent.entity.ts';

/** Timers of this kind end authorizations that nobody has captured in time. */
const AUTHORIZATION_EXPIRY = 'payment_intent_authorization_expiry';

/** The money is held until `capture_before`, which the card's network decides. */
export async function setAuthorizationExpiry(intent: PaymentIntent, charge: Charge): Promise<void> {
  const capture_before = charge.payment_method_details!.card!.capture_before!;
  await setTimer(AUTHORIZATION_EXPIRY, intent.id, capture_before, { payment_intent: intent.id });
}

export async function clearAuthorizationExpiry(intent: PaymentIntent): Promise<void> {
  await clearTimer(AUTHORIZATION_EXPIRY, intent.id);
}

@Injectable()
export class PaymentIntentsWorker {
  /** The network has let the money go by itself: nobody needs to be asked. */
  @Timer(AUTHORIZATION_EXPIRY)
  async expireAuthorization({ payment_intent }: JsonObject) {
    const intent = await paymentIntents.load(payment_intent as string);
    if (intent.status !== 'requires_capture') return;
    releaseCharge(await charges.load(intent.latest_charge!), 'charge.expired');
    const ended = expired(intent, now());
    paymentIntents.save(
      ended,
      ended.status === 'canceled' ? 'payment_intent.canceled' : 'payment_intent.succeeded',
    );
  }
}
