import type { Timestamp } from '@pinstripe/kernel';
import { businessDaysAfter } from '../balance-transactions/business-days.ts';
import type { Charge } from '../charges/charge.ts';
import { unexpectedState } from '../intents/intent.ts';
import type { PaymentIntent } from './payment-intent.ts';

/** How many business days before an account is debited the order can be taken back ("Bacs Direct Debit", `target_date`). */
const REVOCABLE_BEFORE_DAYS = 3;

/**
 * Money that is on its way comes, except by ACH, as long as the bank has not spoken, and except a debit that was put off to
 * `debited_at` (guide "How PaymentIntents and SetupIntents work", `processing`).
 * @throws payment_intent_unexpected_state
 */
export function requireRevocableDebit(
  intent: PaymentIntent,
  charge: Charge,
  debited_at: Timestamp | undefined,
  now: Timestamp,
): void {
  const { type } = charge.payment_method_details!;
  if (type === 'us_bank_account') return;
  if (debited_at !== undefined && businessDaysAfter(now, REVOCABLE_BEFORE_DAYS) <= debited_at) return;
  throw unexpectedState(
    intent,
    `You cannot cancel this PaymentIntent while a payment by ${type} is processing.`,
  );
}
