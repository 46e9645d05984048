import { DAY } from '@pinstripe/kernel';
import { clearTimer, now, setTimer } from '@pinstripe/service';
import type { DisputeAnswer } from '../card-network/card-network.ts';
import { type Dispute, isInquiry } from './dispute.ts';

/** Timers of this kind end disputes that nobody has answered in time. */
export const DISPUTE_DEADLINE = 'dispute_deadline';

/** Timers of this kind bring what the bank has decided about the evidence. */
export const DISPUTE_DECISION = 'dispute_decision';

/** How long an inquiry may stay open: then it is closed, answered or not ("How disputes work", "Inquiries"). */
const INQUIRY_OPEN = 120 * DAY;

/** A chargeback that is not answered is lost when its time is over; an inquiry has no such time. */
export async function setDeadline(dispute: Dispute): Promise<void> {
  const { id, created, evidence_details } = dispute;
  const due_at = isInquiry(dispute) ? created + INQUIRY_OPEN : evidence_details.due_by!;
  await setTimer(DISPUTE_DEADLINE, id, due_at, { dispute: id });
}

export async function clearDeadline({ id }: Dispute): Promise<void> {
  await clearTimer(DISPUTE_DEADLINE, id);
}

export async function setDecision(
  { id }: Dispute,
  later: NonNullable<DisputeAnswer['later']>,
): Promise<void> {
  await setTimer(DISPUTE_DECISION, id, now() + later.after_s, { dispute: id, verdict: later.kind });
}
