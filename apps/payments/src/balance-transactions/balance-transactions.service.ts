import type { BuiltSnapshot } from '@pinstripe/contract';
import { post, type SourceType } from '@pinstripe/ledger';
import type { RefundAnswer } from '../card-network/card-network.ts';
import { newId } from '../new-id.ts';
import { capture, type Charge, isCapturedInParts, refund as refundOf, release } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { isByCard } from '../payment-method-types/payment-method-types.ts';
import { reportFraud } from '../charges/charge.update.ts';
import {
  create,
  fail,
  isUncaptured,
  type Refund,
  type RefundDetails,
  reverse,
  told,
  updateEvents,
} from '../refunds/refund.ts';
import { askCustomer } from '../refunds/refund.emailed.ts';
import { refunds } from '../refunds/refund.entity.ts';
import {
  type BalanceTransaction,
  entryOf,
  ofCapture,
  ofPartialCapture,
  ofRefund,
  ofRefundFailure,
  sourceTypeOf,
} from './balance-transaction.ts';
import { balanceTransactions } from './balance-transaction.entity.ts';

/**
 * The one place where money of the payments balance is booked.
 *
 * Each function takes a charge that this unit has loaded or made, private part and all, and leaves charge, refund,
 * balance transaction and journal entry agreeing with each other: they commit together or not at all. It does not ask
 * whether the charge may be captured or refunded, which the operation has decided, nor the card network, which has
 * already answered.
 */

/** Books a charge that was captured with its authorization. */
export async function bookCharge(
  charge: Charge,
  event: 'charge.succeeded' | 'charge.updated',
): Promise<Charge> {
  const transaction = await bookCapture(charge, charge.amount);
  return charges.save({ ...charge, balance_transaction: transaction.id }, event);
}

/**
 * Captures `amount` of a charge that waits for it; what a `final` capture leaves is released. Each of several captures is a
 * `charge.updated`, and the last of them a `charge.captured` too (guide "Multicapture").
 */
export async function captureCharge(charge: Charge, amount: number, final = true): Promise<Charge> {
  const captured = capture(charge, amount, final);
  const transaction = await bookCapture(captured, amount);
  const saved = charges.save(
    { ...captured, balance_transaction: captured.balance_transaction ?? transaction.id },
    ...(isCapturedInParts(captured) ? ['charge.updated' as const] : []),
    ...(final ? ['charge.captured' as const] : []),
  );
  const released = saved.amount_refunded - charge.amount_refunded;
  if (released > 0) await bookPartialCapture(saved, released, transaction);
  return saved;
}

function bookCapture(charge: Charge, amount: number): Promise<BalanceTransaction> {
  const { available_at_once = false } = charges.privateOf(charge.id)!;
  return book(
    ofCapture(charge, amount, available_at_once, balanceTransactions.identity()),
    sourceTypeOf(charge),
  );
}

/** What a partial capture has released is a refund, though the cardholder never paid it. */
async function bookPartialCapture(charge: Charge, released: number, captured: BalanceTransaction) {
  const reversal = reverse(charge, unasked(released, null), refundIdentity(charge));
  const transaction = await book(
    ofPartialCapture(charge, reversal, captured.available_on, balanceTransactions.identity()),
    sourceTypeOf(charge),
  );
  refunds.insert({ ...reversal, balance_transaction: transaction.id }, 'refund.created');
}

/**
 * Gives up what was authorized and not captured: by cancellation (`charge.refunded`) or since nobody captured it in time
 * (`charge.expired`). No money moves. For a charge that was captured in parts this is the end of capturing.
 */
export function releaseCharge(charge: Charge, event: 'charge.expired' | 'charge.refunded'): void {
  if (!isUncaptured(charge)) charges.save(release(charge), 'charge.captured');
  else bookReversal(charge, unasked(charge.amount, event === 'charge.expired' ? EXPIRED : null), event);
}

/** Releases all of a charge of which nothing was captured, as a refund. */
export function bookReversal(
  charge: Charge,
  details: RefundDetails,
  event: BuiltSnapshot = 'charge.refunded',
): Refund {
  const reversal = refunds.insert(reverse(charge, details, refundIdentity(charge)), 'refund.created');
  charges.save(release(reported(charge, details)), event);
  return reversal;
}

/**
 * Books a refund that the network has accepted, or about which its customer is asked at `email`; it lowers the balance at once. Of a
 * payment that is still on its way nothing can be taken yet: `bookAwaited` does that.
 */
export async function bookRefund(
  charge: Charge,
  details: RefundDetails,
  answer: RefundAnswer,
  email: string | null = null,
): Promise<Refund> {
  const identity = refundIdentity(charge);
  const created = create(charge, details, answer, identity);
  const refund = email === null ? created : askCustomer(created, email, created.created);
  const balance_transaction = charge.status === 'pending' ? null : await bookRefunded(charge, refund);
  const booked = refunds.insert({ ...refund, balance_transaction }, 'refund.created');
  charges.save(refundOf(reported(charge, details), refund.amount), 'charge.refunded');
  return booked;
}

/** Books a refund, which this unit has loaded, of a payment that was on its way and has come. */
export async function bookAwaited(charge: Charge, refund: Refund, answer: RefundAnswer): Promise<Refund> {
  const balance_transaction = await bookRefunded(charge, refund);
  return refunds.save({ ...told(refund, answer), balance_transaction }, ...updateEvents(refund));
}

async function bookRefunded(charge: Charge, refund: Refund): Promise<string> {
  const transaction = ofRefund(refund, charge, balanceTransactions.identity());
  return (await book(transaction, sourceTypeOf(charge))).id;
}

/** Books that the money of a refund, which this unit has loaded, has come back, as far as it has left the balance. */
export async function bookRefundFailure(
  charge: Charge,
  refund: Refund,
  status: 'canceled' | 'failed',
  failure_reason: string,
): Promise<Refund> {
  const returned =
    refund.balance_transaction === null
      ? null
      : await book(ofRefundFailure(refund, charge, balanceTransactions.identity()), sourceTypeOf(charge));
  charges.save(refundOf(charge, -refund.amount));
  return refunds.save(
    fail(refund, status, failure_reason, returned?.id ?? null),
    ...updateEvents(refund),
    ...(status === 'failed' ? ['refund.failed' as const] : []),
  );
}

/** Books a transaction, and what it moves. */
export async function book(
  transaction: BalanceTransaction,
  source_type?: SourceType,
  other_side?: string,
): Promise<BalanceTransaction> {
  balanceTransactions.insert(transaction);
  await post(entryOf(transaction, source_type, other_side));
  return transaction;
}

function refundIdentity(charge: Charge) {
  return refunds.identity(isByCard(charge) ? undefined : newId('pyr'));
}

function reported(charge: Charge, { reason }: RefundDetails): Charge {
  return reason === 'fraudulent' ? reportFraud(charge) : charge;
}

/** The reason that no client can give. */
const EXPIRED = 'expired_uncaptured_charge';

/** A refund that nobody asked for by itself. */
function unasked(amount: number, reason: Refund['reason']): RefundDetails {
  return { amount, metadata: {}, reason };
}
