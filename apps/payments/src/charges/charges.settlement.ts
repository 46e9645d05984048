import type { JsonObject } from '@pinstripe/kernel';
import { clearTimer, now, setTimer } from '@pinstripe/service';
import {
  bookPending,
  bookPaymentFailure,
  type Ordered,
} from '../balance-transactions/balance-transactions.pending.ts';
import { openDispute } from '../disputes/disputes.ts';
import type { CalledBack, Failed, Paid } from '../providers/provider.ts';
import { actionRefunds, cancelRefunds } from '../refunds/refunds.pending.ts';
import { withReceipt } from '../receipts/receipts.ts';
import type { Charge } from './charge.ts';
import { charges, type ChargePrivate } from './charge.entity.ts';
import { settled } from './charge.provider.ts';

/** Timers of this kind bring the last word of a provider about a charge whose money is on its way. */
export const SETTLEMENT = 'charge_settlement';

/** A charge whose money is on its way: it counts in the balance from now on, and is available much later. */
export async function insertPending(
  charge: Charge,
  hidden: ChargePrivate,
  ordered: Ordered,
): Promise<Charge> {
  const { debited_at, later } = ordered;
  charges.insert(charge);
  charges.setPrivate(charge.id, debited_at === undefined ? hidden : { ...hidden, debited_at });
  if (later !== null) {
    const answer = later.answer as unknown as JsonObject;
    await setTimer(SETTLEMENT, charge.id, now() + later.after_s, { charge: charge.id, answer });
  }
  const balance_transaction = await bookPending(charge, ordered);
  return charges.save({ ...charge, balance_transaction }, 'charge.pending');
}

/**
 * Records the last word about a charge, which this unit has loaded, and what becomes of the refunds that wait for it. It is the
 * provider's, or the merchant's who takes the order back.
 */
export async function settleCharge(charge: Charge, answer: CalledBack | Failed | Paid): Promise<Charge> {
  await clearTimer(SETTLEMENT, charge.id);
  if (answer.kind === 'paid') {
    charges.save(withReceipt(settled(charge, answer, null)), 'charge.succeeded');
    await actionRefunds(charge.id);
  } else {
    const reversal = await bookPaymentFailure(charge);
    charges.save(settled(charge, answer, reversal), 'charge.failed');
    await cancelRefunds(charge.id);
  }
  return charges.load(charge.id);
}

/** What the payer's bank raises at once: to be called when the payment has been told. */
export async function raiseDispute(charge: string, { dispute }: Paid): Promise<void> {
  if (dispute === null) return;
  const disputed = await charges.load(charge);
  await openDispute(disputed, disputed.amount_captured, dispute);
}
