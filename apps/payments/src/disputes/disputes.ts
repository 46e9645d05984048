import { now } from '@pinstripe/service';
import {
  bookReinstatement,
  bookSubmission,
  bookWithdrawal,
} from '../balance-transactions/balance-transactions.disputes.ts';
import { noteReturn } from '../bank-account-blocks/bank-account-blocks.ts';
import type { DisputeVerdict } from '../card-network/card-network.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { endMandateOf } from '../mandates/mandates.ts';
import { failRefunds } from '../refunds/refunds.pending.ts';
import { clientIp } from '../radar/rules.ts';
import { settleWarning } from '../radar/early-fraud-warnings/early-fraud-warnings.ts';
import { closeReview } from '../reviews/reviews.ts';
import {
  decide,
  type Dispute,
  drop,
  escalate,
  giveUp,
  isAllowed,
  isClosed,
  isInquiry,
  open,
  submit,
} from './dispute.ts';
import { type DisputeCause, escalatedCode } from './dispute.causes.ts';
import { disputes } from './dispute.entity.ts';
import { judgeSubmission } from './dispute.enhanced-evidence.ts';
import { disputeTerms } from './dispute.terms.ts';
import { clearDeadline, setDeadline } from './disputes.deadlines.ts';

/**
 * What happens to disputes, whoever causes it. Each function leaves dispute, charge, balance and timers agreeing with
 * each other. The charge knows its disputes, so that nobody has to look for them, and two of them never decide about its
 * money at once.
 */

/** The disputes of a charge that this unit has loaded, relied on. */
export async function disputesOf({ id }: Charge): Promise<Dispute[]> {
  const ids = charges.privateOf(id)?.disputes ?? [];
  return Promise.all(ids.map((dispute) => disputes.load(dispute)));
}

/** Opens a dispute about `amount` of a charge, which this unit has loaded or made. */
export async function openDispute(charge: Charge, amount: number, cause: DisputeCause): Promise<Dispute> {
  const opened = open(charge, amount, cause, clientIp(), disputes.identity());
  const is_inquiry = isInquiry(opened);
  const dispute = is_inquiry ? opened : await bookWithdrawal(opened, charge);
  disputes.insert(
    dispute,
    'charge.dispute.created',
    ...(is_inquiry ? [] : ['charge.dispute.funds_withdrawn' as const]),
    ...(isClosed(dispute) ? ['charge.dispute.closed' as const] : []),
  );
  if (!isClosed(dispute)) await setDeadline(dispute);
  charges.save({ ...charge, disputed: true });
  const hidden = charges.privateOf(charge.id)!;
  charges.setPrivate(charge.id, { ...hidden, disputes: [...(hidden.disputes ?? []), dispute.id] });
  await settleWarning(charge);
  await closeReview(charge, 'disputed');
  await warnOfDebits(charge, cause);
  if (!is_inquiry) await failRefunds(charge.id);
  return dispute;
}

/** What the payer of a debit disputes, they may not permit any more. */
async function warnOfDebits(charge: Charge, { reason }: DisputeCause): Promise<void> {
  const { ends_mandate } = disputeTerms(charge.payment_method_details!.type);
  if (ends_mandate === true) await endMandateOf(charge);
  await noteReturn(charge, reason);
}

/** The bank has the evidence that is staged. */
export async function submitEvidence(dispute: Dispute): Promise<Dispute> {
  const { evidence_details } = dispute;
  const enhanced_eligibility = judgeSubmission(evidence_details.enhanced_eligibility);
  const judged = { ...dispute, evidence_details: { ...evidence_details, enhanced_eligibility } };
  await bookSubmission(judged);
  const submitted = disputes.save(submit(judged, now()), 'charge.dispute.updated');
  if (!isInquiry(submitted)) await clearDeadline(submitted);
  return submitted;
}

/** Records what the bank has decided about a dispute that it has under review. */
export async function recordVerdict(dispute: Dispute, verdict: DisputeVerdict): Promise<void> {
  if (verdict === 'escalated') await escalateInquiry(dispute);
  else await conclude(decide(dispute, verdict));
}

/** The merchant gives in, or has let the time pass. */
export function concede(dispute: Dispute): Promise<Dispute> {
  return conclude(giveUp(dispute));
}

/** Ends the inquiries of a charge that was refunded. */
export async function dropInquiries(charge: Charge): Promise<void> {
  for (const dispute of await disputesOf(charge)) {
    if (isAllowed(dispute, 'drop')) await conclude(drop(dispute));
  }
}

async function conclude(dispute: Dispute): Promise<Dispute> {
  await clearDeadline(dispute);
  if (dispute.status !== 'won') return disputes.save(dispute, 'charge.dispute.closed');
  const reinstated = await bookReinstatement(dispute, await charges.load(dispute.charge));
  return disputes.save(reinstated, 'charge.dispute.funds_reinstated', 'charge.dispute.closed');
}

/** An inquiry becomes a chargeback: only now is anything withdrawn. */
async function escalateInquiry(inquiry: Dispute): Promise<void> {
  const charge = await charges.load(inquiry.charge);
  const { type } = charge.payment_method_details!;
  const escalated = escalate(inquiry, type, escalatedCode(inquiry), now());
  const dispute = await bookWithdrawal(escalated, charge);
  disputes.save(dispute, 'charge.dispute.updated', 'charge.dispute.funds_withdrawn');
  await setDeadline(dispute);
  await failRefunds(charge.id);
}
