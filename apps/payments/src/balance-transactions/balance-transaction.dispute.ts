import type { Identity } from '@pinstripe/service';
import type { Charge } from '../charges/charge.ts';
import type { Dispute } from '../disputes/dispute.ts';
import { type BalanceTransaction, booked, describedAs } from './balance-transaction.ts';

/** What a chargeback takes from the balance: at once, and the fee with it. */
export function ofWithdrawal(
  dispute: Dispute,
  charge: Charge,
  fee: number,
  identity: Identity,
): BalanceTransaction {
  return {
    ...booked(identity, dispute.currency, -dispute.amount, fee, 'Dispute fee'),
    description: describedAs(`Chargeback withdrawal for ${charge.id}`, charge),
    reporting_category: 'dispute',
    source: dispute.id,
    type: 'adjustment',
  };
}

/** What a dispute that is won brings back: what was withdrawn, and of the fees `returned_fee`. */
export function ofReinstatement(
  dispute: Dispute,
  charge: Charge,
  returned_fee: number,
  identity: Identity,
): BalanceTransaction {
  return {
    ...booked(identity, dispute.currency, dispute.amount, 0 - returned_fee, 'Dispute fee refund'),
    description: describedAs(`Chargeback reversal for ${charge.id}`, charge),
    reporting_category: 'dispute_reversal',
    source: dispute.id,
    type: 'adjustment',
  };
}

/** What the network takes for contesting a dispute. */
export function ofNetworkFee(dispute: Dispute, fee: number, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, dispute.currency, -fee, 0),
    description: 'Network fee for contesting a compliance dispute',
    reporting_category: 'fee',
    source: dispute.id,
    type: 'stripe_fee',
  };
}
