import { Injectable } from '@nestjs/common';
import { errors, type JsonObject } from '@pinstripe/kernel';
import { clearTimer, context, foreign, now, setTimer, Timer } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookRefund, bookRefundFailure } from '../balance-transactions/balance-transactions.service.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { onRefunded } from '../charges/charges.refunded.ts';
import { transferReference } from '../funding-instructions/customer-digits.ts';
import { arrive, requireAddress, send, transferDestination } from './refund.emailed.ts';
import { isAllowed, type Refund, type RefundDetails, updateEvents } from './refund.ts';
import { refunds } from './refund.entity.ts';
import { answerPageUrl, EXPIRY, setExpiry, waitForAnswer } from './refunds.ask.ts';
import { takeBackReturn } from './refunds.cash-balance.ts';
import { isReached, type NamedAccount } from './test-accounts.ts';

/** Timers of this kind bring what the bank says of an account that a customer has named. */
const ARRIVAL = 'refund_arrival';

/** How long a bank of the sandbox takes. */
const ARRIVES_AFTER_S = 5;

/** Refunds a payment of which nobody knows from which account its money came. */
export async function refundByEmail(
  charge: Charge,
  details: RefundDetails,
  { instructions_email }: Stripe.RefundCreateParams,
): Promise<Refund> {
  const email = requireAddress(instructions_email ?? payerAddress(charge));
  const answer = {
    kind: 'requires_action' as const,
    destination_details: transferDestination(charge.currency),
    later: null,
  };
  const refund = await bookRefund(charge, details, answer, email);
  refunds.setPrivate(refund.id, { page_url: answerPageUrl(refund) });
  await setExpiry(refund);
  await onRefunded(charge.id, details.reason);
  return refund;
}

/** The customer names an account: only then is the money on its way. */
export async function sendRefund(id: string, account: NamedAccount): Promise<Refund> {
  const refund = await loadAsked(id, 'send');
  const is_reached = isReached(account, refund.destination_details!.type);
  await clearTimer(EXPIRY, id);
  await setTimer(ARRIVAL, id, now() + ARRIVES_AFTER_S, { refund: id, is_reached });
  return refunds.save(send(refund), ...updateEvents(refund));
}

/** What only a test can do: the customer has not answered for 45 days. */
export async function expireRefund(id: string): Promise<Refund> {
  if (context().livemode) throw errors.invalid('Refunds only expire by themselves in live mode.');
  return endRefund(await loadAsked(id, 'expire'), 'failed');
}

/** Ends a refund that its customer was asked about; the money goes back to where it came from. */
export async function endRefund(refund: Refund, status: 'canceled' | 'failed'): Promise<Refund> {
  await clearTimer(EXPIRY, refund.id);
  const failure_reason = status === 'canceled' ? 'merchant_request' : 'unknown';
  if (refund.charge === null) return takeBackReturn(refund, status, failure_reason);
  return bookRefundFailure(await charges.load(refund.charge), refund, status, failure_reason);
}

/** Who transfers is known as a customer, anybody else by what came with the payment. */
function payerAddress({ billing_details, customer, payment_method_details }: Charge): string | null {
  if (payment_method_details?.type !== 'customer_balance') return billing_details.email;
  return foreign('customer', customer!, 'customer').email;
}

@Injectable()
export class EmailedRefunds {
  @Timer(EXPIRY)
  async expire({ refund: id }: JsonObject) {
    const refund = await refunds.load(id as string);
    if (isAllowed(refund, 'expire')) await endRefund(refund, 'failed');
  }

  /** Money that does not arrive comes back, and the customer is asked once more. */
  @Timer(ARRIVAL)
  async decide({ refund: id, is_reached }: JsonObject) {
    const refund = await refunds.load(id as string);
    if (!isAllowed(refund, 'ask')) return;
    const decided =
      is_reached === true
        ? arrive(refund, transferReference(refund.id))
        : await waitForAnswer(refund, refund.instructions_email!);
    refunds.save(decided, ...updateEvents(refund));
  }
}

async function loadAsked(id: string, action: 'expire' | 'send'): Promise<Refund> {
  const refund = await refunds.load(id);
  if (isAllowed(refund, action)) return refund;
  throw errors.invalid(
    `You cannot ${action} this refund because it has a status of ${refund.status}. ` +
      `Only a refund with the status requires_action may be ${action === 'send' ? 'sent' : 'expired'}.`,
  );
}
