import type { Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import { businessDaysAfter } from '../bank-network/business-days.ts';
import type { Charge } from '../charges/charge.ts';
import { type BalanceTransaction, booked, describedAs } from './balance-transaction.ts';
import { achDebitFee } from './fees.ts';

/** How long the money of a bank account takes to become available (guide "ACH Direct Debit with Charges"). */
const SETTLEMENT_BUSINESS_DAYS = 7;

/** What a debit that was ordered does to the balance: it is pending from the beginning. */
export function ofDebit(charge: Charge, identity: Identity): BalanceTransaction {
  return {
    ...booked(identity, charge.currency, charge.amount, achDebitFee(charge.amount)),
    available_on: businessDaysAfter(identity.created, SETTLEMENT_BUSINESS_DAYS),
    description: charge.description,
    reporting_category: 'charge',
    source: charge.id,
    status: 'pending',
    type: 'payment',
  };
}

/** What a debit that has failed takes back, and its fee with it, when the debit would have become available. */
export function ofDebitFailure(
  charge: Charge,
  available_on: Timestamp,
  identity: Identity,
): BalanceTransaction {
  return {
    ...booked(identity, charge.currency, -charge.amount, -achDebitFee(charge.amount)),
    available_on: Math.max(available_on, identity.created),
    description: describedAs('PAYMENT FAILURE REFUND', charge),
    reporting_category: 'charge_failure',
    source: charge.id,
    type: 'payment_failure_refund',
  };
}
