import type { Document } from '@pinstripe/contract';
import { allows, DAY, errors, type StatusTable, statusesAllowing, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { DisputeVerdict } from '../card-network/card-network.ts';
import type { Charge } from '../charges/charge.ts';
import { drawDigits } from '../draws.ts';
import type { DisputeCause } from './dispute.causes.ts';
import { evidenceOf } from './dispute.evidence.ts';
import { eligibilityOf } from './dispute.enhanced-evidence.ts';
import { disputeTerms } from './dispute.terms.ts';

export type Dispute = Document<Stripe.Dispute>;
type Status = Stripe.Dispute.Status;
type Action = 'close' | 'decide' | 'drop' | 'escalate' | 'lapse' | 'respond';

/**
 * What can become of a dispute in each status. In `…needs_response` the merchant acts next, in `…under_review` the bank
 * does, and in the last three nobody does. A `warning_…` is an inquiry: nothing has been withdrawn for it yet, and it is
 * dropped when the payment is refunded.
 */
export const STATUSES: StatusTable<Status, Action> = {
  warning_needs_response: ['respond', 'close', 'drop', 'lapse'],
  warning_under_review: ['decide', 'escalate', 'drop', 'lapse'],
  needs_response: ['respond', 'close', 'lapse'],
  under_review: ['decide'],
  warning_closed: [],
  won: [],
  lost: [],
};

export function isAllowed({ status }: Dispute, action: Action): boolean {
  return allows(STATUSES, status, action);
}

export function isInquiry({ status }: Dispute): boolean {
  return status.startsWith('warning_');
}

/** How the network of the disputed payment goes about inquiries. */
export function inquiryTerms({ payment_method_details }: Dispute) {
  return disputeTerms(payment_method_details?.type).inquiry;
}

/** Whether nothing can change any more but its metadata. */
export function isClosed({ status }: Dispute): boolean {
  return STATUSES[status].length === 0;
}

/** @throws when its status does not allow `action`. */
export function requireAllowed(dispute: Dispute, action: 'close' | 'respond'): void {
  if (action === 'respond' && isInquiry(dispute) && !inquiryTerms(dispute).takes_evidence) {
    throw errors.invalid(
      'You cannot submit evidence for this inquiry. Refund the payment, or wait until the dispute has become a chargeback.',
    );
  }
  if (isAllowed(dispute, action)) return;
  const verb = action === 'close' ? 'close this dispute' : 'submit evidence for this dispute';
  throw errors.invalid(
    `You cannot ${verb} because it has a status of ${dispute.status}. ` +
      `Only a dispute with one of the following statuses allows it: ${statusesAllowing(STATUSES, action).join(', ')}.`,
  );
}

/** @throws charge_disputed while one of the charge's `disputes` keeps its money, or has kept it for good. */
export function requireUndisputed({ id }: Charge, disputes: readonly Dispute[]): void {
  if (disputes.every((dispute) => isInquiry(dispute) || dispute.status === 'won')) return;
  throw errors.invalid(`Charge ${id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  });
}

/**
 * A dispute as the bank of whoever paid, at the address `client_ip` if that is known, raises it; what it withdraws is booked
 * afterwards.
 */
export function open(
  charge: Charge,
  amount: number,
  cause: DisputeCause,
  client_ip: string | null,
  identity: Identity,
): Dispute {
  const { type } = charge.payment_method_details!;
  const { inquiry, respond_within_days } = disputeTerms(type);
  const { case_type, enhanced_evidence, network_reason_code, reason } = cause;
  const is_inquiry = case_type === 'inquiry';
  const days = is_inquiry && inquiry.escalates ? inquiry.open_days : respond_within_days;
  return {
    ...identity,
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    currency: charge.currency,
    enhanced_eligibility_types: enhanced_evidence === 'visa_compelling_evidence_3' ? [enhanced_evidence] : [],
    evidence: evidenceOf(charge, client_ip),
    evidence_details: {
      due_by: days === null ? 0 : endOfDay(identity.created, days),
      enhanced_eligibility: eligibilityOf(enhanced_evidence),
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: is_inquiry,
    metadata: {},
    network_reason_code,
    payment_intent: charge.payment_intent,
    ...caseOf(charge, cause, identity.id),
    reason,
    status: is_inquiry ? 'warning_needs_response' : respond_within_days === null ? 'lost' : 'needs_response',
  };
}

/** The evidence is with the bank. */
export function submit(dispute: Dispute, now: Timestamp): Dispute {
  const { evidence_details } = dispute;
  const { due_by, submission_count } = evidence_details;
  return {
    ...dispute,
    evidence_details: {
      ...evidence_details,
      past_due: due_by !== null && now > due_by,
      submission_count: submission_count + 1,
    },
    status: isInquiry(dispute) ? 'warning_under_review' : 'under_review',
  };
}

/** What the bank has decided of an inquiry that it leaves at that, or of a chargeback. */
export function decide(dispute: Dispute, verdict: Exclude<DisputeVerdict, 'escalated'>): Dispute {
  if (isInquiry(dispute) || verdict === 'closed') return giveUp(dispute);
  return { ...dispute, is_charge_refundable: verdict === 'won', status: verdict };
}

/** The merchant has not answered, or does not want to: an inquiry ends without any money moved, a chargeback is lost. */
export function giveUp(dispute: Dispute): Dispute {
  return { ...dispute, status: isInquiry(dispute) ? 'warning_closed' : 'lost' };
}

/** The payment has been refunded, so that the inquiry has no object any more. */
export function drop(dispute: Dispute): Dispute {
  return { ...giveUp(dispute), is_charge_refundable: false };
}

/**
 * The bank was not satisfied and takes the money back, by its own `network_reason_code`. The merchant has to respond
 * anew, and has the time of a new dispute.
 */
export function escalate(
  dispute: Dispute,
  payment_method_type: string,
  network_reason_code: string | null,
  now: Timestamp,
): Dispute {
  const { evidence_details, payment_method_details } = dispute;
  const { respond_within_days } = disputeTerms(payment_method_type);
  return {
    ...dispute,
    evidence_details: {
      ...evidence_details,
      due_by: endOfDay(now, respond_within_days ?? 0),
      has_evidence: false,
      past_due: false,
    },
    is_charge_refundable: false,
    network_reason_code,
    ...(payment_method_details?.card === undefined
      ? {}
      : {
          payment_method_details: {
            ...payment_method_details,
            card: { ...payment_method_details.card, case_type: 'chargeback', network_reason_code },
          },
        }),
    status: 'needs_response',
  };
}

/** What the network says of the case, of those types of payment method that the object has room for. */
function caseOf(
  { payment_method_details }: Charge,
  { case_type, network_reason_code }: DisputeCause,
  dispute: string,
): Pick<Dispute, 'payment_method_details'> {
  const { type, card } = payment_method_details!;
  switch (type) {
    case 'card': {
      const brand = card?.brand ?? 'unknown';
      return { payment_method_details: { card: { brand, case_type, network_reason_code }, type } };
    }
    case 'amazon_pay':
      return { payment_method_details: { amazon_pay: { dispute_type: 'chargeback' }, type } };
    case 'klarna':
      return { payment_method_details: { klarna: { reason_code: network_reason_code }, type } };
    case 'paypal':
      return {
        payment_method_details: {
          paypal: { case_id: `PP-D-${drawDigits(dispute, 'case_id', 8)}`, reason_code: network_reason_code },
          type,
        },
      };
    default:
      return {};
  }
}

/** The last second of the day (UTC) that is `days` after `time`. */
function endOfDay(time: Timestamp, days: number): Timestamp {
  return (Math.floor(time / DAY) + days + 1) * DAY - 1;
}
