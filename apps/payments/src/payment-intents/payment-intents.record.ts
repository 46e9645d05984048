import type { Timestamp } from '@pinstripe/kernel';
import { bookCharge } from '../balance-transactions/balance-transactions.service.ts';
import type { Charge } from '../charges/charge.ts';
import { charges, type ChargePrivate } from '../charges/charge.entity.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import type { Checks, PaymentMethod } from '../payment-methods/payment-method.ts';
import { attachAfterPayment } from '../payment-methods/payment-methods.use.ts';
import { withReceipt } from '../receipts/receipts.ts';
import { markForReview, openReview } from '../reviews/reviews.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { authorized } from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { setAuthorizationExpiry } from './payment-intents.worker.ts';

interface Approval {
  /** The charge that was approved, not yet inserted. */
  charge: Charge;
  hidden: ChargePrivate;
  payment_method: PaymentMethod;
  /** What a card's bank has checked. */
  checks: Checks | null;
  /** Until when what was authorized can be captured. */
  capture_before: Timestamp | null;
}

/** Records a payment that was approved at once: the money is there, or waits to be captured. */
export async function recordApproval(
  intent: PaymentIntent,
  { charge: approved, hidden, payment_method, checks, capture_before }: Approval,
): Promise<PaymentIntent> {
  const capture = approved.captured;
  const is_async = intent.capture_method === 'automatic_async';
  const charge = charges.insert(
    withReceipt(markForReview(approved)),
    ...(capture && !is_async ? [] : ['charge.succeeded' as const]),
  );
  charges.setPrivate(charge.id, hidden);
  await attachAfterPayment(intent, payment_method, checks);
  const paid = authorized(intent, charge);
  if (!capture) {
    await setAuthorizationExpiry(paid, capture_before!);
    paymentIntents.save(paid, 'payment_intent.amount_capturable_updated');
    openReview(charge);
    return paid;
  }
  if (!is_async) await bookCharge(charge, 'charge.succeeded');
  paymentIntents.save(paid, 'payment_intent.succeeded');
  // Asynchronous capture tells the balance transaction afterwards (guide "Asynchronous capture").
  if (is_async) await bookCharge(charge, 'charge.updated');
  openReview(charge);
  await raiseForeseen(charge.id);
  return paid;
}
