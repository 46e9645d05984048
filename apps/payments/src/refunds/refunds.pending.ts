import { clearTimer, now, setTimer } from '@pinstripe/service';
import type { JsonObject } from '@pinstripe/kernel';
import { bookAwaited, bookRefundFailure } from '../balance-transactions/balance-transactions.service.ts';
import type { RefundAnswer } from '../card-network/card-network.ts';
import { charges } from '../charges/charge.entity.ts';
import type { Refund } from './refund.ts';
import { refunds } from './refund.entity.ts';

/**
 * Refunds that wait: for the bank to say what has come of them, or first for the payment that they are to give back. The charge knows
 * them, as it knows its disputes, so that whatever becomes of it finds them all.
 */

/** Timers of this kind bring what a bank, or whoever else carries a refund, says of it later. */
export const REFUND_ANSWER = 'refund_answer';

/** What earlier versions set instead, and their replicas that run beside this one still do. */
export const REFUND_DECISION = 'refund_decision';

/** Waits for what is going to be said of a refund; the charge of a pending one has been loaded by this unit. */
export async function awaitDecision(
  { id, charge, status }: Refund,
  later: RefundAnswer['later'],
): Promise<void> {
  if (status === 'pending') notePending(charge!, id);
  if (later === null) return;
  const answer = later.answer as unknown as JsonObject;
  await setTimer(REFUND_ANSWER, id, now() + later.after_s, { refund: id, answer });
}

/** Waits with a refund for its payment, before it goes its way with this answer. */
export function awaitPayment({ id, charge }: Refund, answer: RefundAnswer): void {
  refunds.setPrivate(id, { ...refunds.privateOf(id), awaiting_payment: answer });
  notePending(charge!, id);
}

/** The payment is there: what was to be given back of it goes its way (guide "ACH Direct Debit", "Refunds"). */
export async function actionRefunds(charge: string): Promise<void> {
  for (const { id } of await pendingRefunds(charge)) {
    const { awaiting_payment, ...hidden } = refunds.privateOf(id) ?? {};
    // Earlier versions did not let refunds wait for their payment: theirs are on their way already.
    if (awaiting_payment === undefined) continue;
    refunds.setPrivate(id, hidden);
    const refund = await bookAwaited(await charges.load(charge), await refunds.load(id), awaiting_payment);
    await awaitDecision(refund, awaiting_payment.later);
  }
}

/** The payment has failed: nothing was ever taken that could be given back. */
export async function cancelRefunds(charge: string): Promise<void> {
  await endPending(charge, 'canceled', 'unknown');
}

/** Refunds that have not reached the customer fail when the bank takes the money back itself. */
export async function failRefunds(charge: string): Promise<void> {
  await endPending(charge, 'failed', 'charge_for_pending_refund_disputed');
}

async function endPending(charge: string, status: 'canceled' | 'failed', failure_reason: string) {
  for (const refund of await pendingRefunds(charge)) {
    await clearTimer(REFUND_ANSWER, refund.id);
    await clearTimer(REFUND_DECISION, refund.id);
    await bookRefundFailure(await charges.load(charge), refund, status, failure_reason);
  }
}

async function pendingRefunds(charge: string): Promise<Refund[]> {
  const { pending_refunds = [] } = charges.privateOf(charge)!;
  const known = await Promise.all(pending_refunds.map((id) => refunds.load(id)));
  return known.filter(({ status }) => status === 'pending');
}

function notePending(charge: string, refund: string): void {
  const hidden = charges.privateOf(charge)!;
  const { pending_refunds = [] } = hidden;
  if (pending_refunds.includes(refund)) return;
  charges.setPrivate(charge, { ...hidden, pending_refunds: [...pending_refunds, refund] });
}
