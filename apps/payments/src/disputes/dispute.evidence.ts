import { errors, given, mergeMetadata, requireBuilt } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Charge } from '../charges/charge.ts';
import type { Dispute } from './dispute.ts';
import {
  isCompliance,
  isFeeAcknowledged,
  judgeEvidence,
  stageEnhancedEvidence,
} from './dispute.enhanced-evidence.ts';

type UpdateParams = Stripe.DisputeUpdateParams;
type Evidence = Dispute['evidence'];
type Text = Exclude<keyof Evidence, 'enhanced_evidence' | (typeof FILES)[number]>;

/** What is uploaded: nobody keeps files yet. */
const FILES = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const;

const NONE: Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** Of all text together (API reference, "Update a dispute"); what each field may have, the contract knows. */
const TEXT_LENGTH_MAX = 150_000;

/** What the payment itself says of who paid, and from where: it stands in the evidence from the beginning ("Respond to disputes"). */
export function evidenceOf(
  { billing_details, receipt_email, shipping }: Charge,
  customer_purchase_ip: string | null,
): Evidence {
  return {
    ...NONE,
    billing_address: printed(billing_details.address),
    customer_email_address: billing_details.email ?? receipt_email,
    customer_name: billing_details.name,
    customer_purchase_ip,
    shipping_address: printed(shipping?.address ?? null),
    shipping_carrier: shipping?.carrier ?? null,
    shipping_tracking_number: shipping?.tracking_number ?? null,
  };
}

/** Whether there is evidence among the parameters. */
export function hasEvidence({ evidence }: UpdateParams): boolean {
  return evidence !== undefined && Object.keys(evidence).length > 0;
}

/** Whether the bank is to see what is staged; evidence that comes without `submit` is for it. */
export function isSubmission(params: UpdateParams): boolean {
  return params.submit ?? hasEvidence(params);
}

/** Stages evidence beside what there is. */
export function update(dispute: Dispute, params: UpdateParams): Dispute {
  const metadata = mergeMetadata(dispute.metadata, params.metadata);
  if (!hasEvidence(params)) return { ...dispute, metadata };
  const { evidence_details } = dispute;
  const evidence = stage(dispute, params.evidence!);
  return {
    ...dispute,
    evidence,
    evidence_details: {
      ...evidence_details,
      enhanced_eligibility: judgeEvidence(evidence_details.enhanced_eligibility, evidence),
      has_evidence: evidence_details.has_evidence || Object.values(params.evidence!).some(isGiven),
    },
    metadata,
  };
}

/** @throws when there is nothing to show the bank, or Visa's fee for showing it has not been acknowledged. */
export function requireSubmittable({ evidence, evidence_details }: Dispute): void {
  if (!evidence_details.has_evidence) throw errors.parameterMissing('evidence');
  if (isCompliance(evidence_details) && !isFeeAcknowledged(evidence)) {
    throw errors.invalid(
      'This dispute is about compliance. Before evidence can be submitted, its network fee has to be acknowledged with ' +
        'evidence[enhanced_evidence][visa_compliance][fee_acknowledged].',
      { param: 'evidence[enhanced_evidence][visa_compliance][fee_acknowledged]' },
    );
  }
}

function stage(dispute: Dispute, params: Stripe.DisputeUpdateParams.Evidence): Evidence {
  requireBuilt(params, FILES, 'evidence');
  const { enhanced_evidence, ...others } = params;
  const text = Object.entries(others).map(([field, value]) => {
    return [field, given(value, dispute.evidence[field as Text])];
  });
  const staged: Evidence = {
    ...dispute.evidence,
    ...(Object.fromEntries(text) as Partial<Evidence>),
    enhanced_evidence: stageEnhancedEvidence(dispute, enhanced_evidence),
  };
  const length = Object.values(staged).reduce(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  );
  if (length > TEXT_LENGTH_MAX) {
    throw errors.invalid(
      `The combined character count of all evidence is limited to ${TEXT_LENGTH_MAX}; this evidence has ${length}.`,
      { param: 'evidence' },
    );
  }
  return staged;
}

/** What is only unset is no evidence. */
function isGiven(value: unknown): boolean {
  return value !== '' && value !== null;
}

/** An address as one text, a line each. */
function printed(address: Charge['billing_details']['address']): string | null {
  if (address === null) return null;
  const { line1, line2, city, state, postal_code, country } = address;
  const place = [city, state, postal_code].filter(Boolean).join(' ');
  return [line1, line2, place, country].filter(Boolean).join('\n') || null;
}
