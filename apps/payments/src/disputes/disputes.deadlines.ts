import { DAY } from '@pinstripe/kernel';
import { clearTimer, now, setTimer } from '@pinstripe/service';
import type { DisputeAnswer } from '../card-network/card-network.ts';
import { type Dispute, inquiryTerms, isInquiry } from './dispute.ts';

/** Timers of this kind end disputes that nobody has answered in time. */
export const DISPUTE_DEADLINE = 'dispute_deadline';

/** Timers of this kind bring what the bank has decided about the evidence. */
export const DISPUTE_DECISION = 'dispute_decision';

/** A chargeback that is not answered is lost when its time is over; an inquiry ends after its own ("How disputes work", "Inquiries"). */
export async function setDeadline(dispute: Dispute): Promise<void> {
  const { id, created, evidence_details } = dispute;
  const { escalates, open_days } = inquiryTerms(dispute);
  const due_at = isInquiry(dispute) && !escalates ? created + open_days * DAY : evidence_details.due_by!;
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
