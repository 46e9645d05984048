import type { Charge } from '../charges/charge.ts';
import type { Dispute } from '../disputes/dispute.ts';
import { isCompliance, isFeeAcknowledged } from '../disputes/dispute.enhanced-evidence.ts';
import { disputeTerms } from '../disputes/dispute.terms.ts';
import { sourceTypeOf } from './balance-transaction.ts';
import { ofNetworkFee, ofReinstatement, ofWithdrawal } from './balance-transaction.dispute.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';
import { book } from './balance-transactions.service.ts';
import { complianceFee, disputeFee } from './dispute-fees.ts';

/**
 * The money of disputes. Like the rest of the balance it is booked with what it is about; the dispute that these
 * functions answer is for the caller to save.
 */

/** Takes what is disputed. */
export async function bookWithdrawal(dispute: Dispute, charge: Charge): Promise<Dispute> {
  const { charges_fee } = disputeTerms(charge.payment_method_details!.type);
  const fee = charges_fee ? disputeFee(dispute.currency) : 0;
  const transaction = await book(
    ofWithdrawal(dispute, charge, fee, balanceTransactions.identity()),
    sourceTypeOf(charge),
  );
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] };
}

/** Brings it back, and the fees that are returned to whoever wins. */
export async function bookReinstatement(dispute: Dispute, charge: Charge): Promise<Dispute> {
  const { returns_fee } = disputeTerms(charge.payment_method_details!.type);
  const [withdrawal] = dispute.balance_transactions;
  const contested = isCompliance(dispute.evidence_details) && isFeeAcknowledged(dispute.evidence);
  const returned_fee =
    (returns_fee ? withdrawal!.fee : 0) + (contested ? complianceFee(dispute.currency) : 0);
  const transaction = await book(
    ofReinstatement(dispute, charge, returned_fee, balanceTransactions.identity()),
    sourceTypeOf(charge),
  );
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] };
}

/** Takes what the network wants for seeing the evidence, of those disputes for which it does. */
export async function bookSubmission(dispute: Dispute): Promise<void> {
  if (!isCompliance(dispute.evidence_details)) return;
  const fee = complianceFee(dispute.currency);
  await book(ofNetworkFee(dispute, fee, balanceTransactions.identity()));
}
