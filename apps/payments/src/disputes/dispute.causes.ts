import type { Dispute } from './dispute.ts';
import type { ForeseenDispute } from '../card-network/card-network.ts';

/** Why a payment is disputed, as the network says it. */
export interface DisputeCause {
  reason: string;
  /** The network's own code for it; null where the network has none, or the documentation names none. */
  network_reason_code: string | null;
  case_type: 'chargeback' | 'inquiry';
  /** The form in which the network wants evidence beyond the usual. */
  enhanced_evidence: 'visa_compelling_evidence_3' | 'visa_compliance' | null;
}

/** "Other Fraud: Card-absent Environment", as Visa codes it. */
const fraud: DisputeCause = {
  reason: 'fraudulent',
  network_reason_code: '10.4',
  case_type: 'chargeback',
  enhanced_evidence: null,
};

/** What the test cards are disputed for: each cause about an equal part of the payment. All of them are Visa cards. */
export const foreseen_causes: Readonly<
  Record<Exclude<ForeseenDispute, 'early_fraud_warning'>, readonly DisputeCause[]>
> = {
  fraudulent: [fraud],
  product_not_received: [{ ...fraud, reason: 'product_not_received', network_reason_code: '13.1' }],
  inquiry: [{ ...fraud, network_reason_code: '33', case_type: 'inquiry' }],
  multiple: [fraud, fraud],
  visa_compelling_evidence_3: [{ ...fraud, enhanced_evidence: 'visa_compelling_evidence_3' }],
  compliance: [
    {
      ...fraud,
      reason: 'noncompliant',
      network_reason_code: null,
      enhanced_evidence: 'visa_compliance',
    },
  ],
};

/** The code under which what was an inquiry goes on as a chargeback: a card's network has another for it. */
export function escalatedCode(
  inquiry: Pick<Dispute, 'network_reason_code' | 'payment_method_details' | 'reason'>,
) {
  const { network_reason_code = null, payment_method_details, reason } = inquiry;
  if (payment_method_details?.card === undefined) return network_reason_code;
  return reason === fraud.reason ? fraud.network_reason_code : null;
}
