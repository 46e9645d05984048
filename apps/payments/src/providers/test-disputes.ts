import type { DisputeCause } from '../disputes/dispute.causes.ts';

/** What the payer's email says that they are going to dispute a payment for, by the type that it is made by. */
type Emails = readonly (readonly [email: RegExp, reason: string, network_reason_code: string])[];

/** PayPal's own codes are those of its Disputes API ("Disputed payments", PayPal, "Test scenarios"). */
const paypal: Emails = [
  [/dispute_credit_not_processed@/, 'credit_not_processed', 'CREDIT_NOT_PROCESSED'],
  [/dispute_duplicate@/, 'duplicate', 'DUPLICATE_TRANSACTION'],
  [/dispute_fraudulent@/, 'fraudulent', 'UNAUTHORISED'],
  [/dispute_general@/, 'general', 'OTHER'],
  [/dispute_not_received@/, 'product_not_received', 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED'],
  [/dispute_product_unacceptable@/, 'product_unacceptable', 'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED'],
  [/dispute_subscription_cancell?ed@/, 'subscription_canceled', 'CANCELED_RECURRING_BILLING'],
];

/** "Respond to disputes", Klarna, "Create test disputes". */
const klarna: Emails = [
  [/\+disputed-already_paid@/, 'duplicate', 'already_paid'],
  [/\+disputed-faulty_goods@/, 'product_unacceptable', 'faulty_goods'],
  [/\+disputed-goods_not_received@/, 'product_not_received', 'goods_not_received'],
  [/\+disputed-high_risk_order@/, 'general', 'high_risk_order'],
  [/\+disputed-incorrect_invoice@/, 'general', 'incorrect_invoice'],
  [/\+disputed-return@/, 'credit_not_processed', 'return'],
  [/\+disputed-unauthorized_purchase@/, 'fraudulent', 'unauthorized_purchase'],
];

const by_type: Readonly<Record<string, Emails>> = { klarna, paypal };

/** What the payer with this email disputes a payment of this type for, as soon as it is made; null when they do not. */
export function foreseenDispute(type: string, email: string | null): DisputeCause | null {
  const found = by_type[type]?.find(([pattern]) => pattern.test(email ?? ''));
  if (found === undefined) return null;
  const [, reason, network_reason_code] = found;
  // All that Klarna's customers raise is an inquiry first, but for fraud.
  const is_inquiry = type === 'klarna' && reason !== 'fraudulent';
  const case_type = is_inquiry ? 'inquiry' : 'chargeback';
  return { reason, network_reason_code, case_type, enhanced_evidence: null };
}
