import { errors, mergeMetadata, requireEmail } from '@pinstripe/kernel';
import { foreign } from '@pinstripe/service';
import type Stripe from 'stripe';
import { availableIn } from '../cash-balance/cash-balance.ts';
import { loadCashBalance } from '../cash-balance/cash-balances.ts';
import { move } from '../cash-balance-transactions/cash-balance-transactions.ts';
import { type CashReturn, ofCashBalance, requireAddress } from './refund.emailed.ts';
import { fail, type Refund } from './refund.ts';
import { refunds } from './refund.entity.ts';
import { answerPageUrl, waitForAnswer } from './refunds.ask.ts';

/** What a refund of a cash balance (`origin`) must say, since there is no payment that would. */
const REQUIRED = ['amount', 'currency', 'customer'] as const;

/** What gives back more than the amount of a charge. */
const OF_CHARGE = ['refund_application_fee', 'reverse_transfer'] as const;

/** Refunds what a customer has and has not used (guide "Refund bank transfer payments", "Refund the cash balance to the customer"). */
export function refundCash(params: Stripe.RefundCreateParams): Promise<Refund> {
  const misplaced = (['charge', 'payment_intent'] as const).find((param) => params[param] !== undefined);
  if (misplaced !== undefined) throw errors.parametersExclusive('origin', misplaced);
  const missing = REQUIRED.find((param) => params[param] === undefined);
  if (missing !== undefined) throw errors.parameterMissing(missing);
  const unsuited = OF_CHARGE.find((param) => params[param] === true);
  if (unsuited !== undefined) throw nothingBehind(unsuited);
  const { amount, currency, customer, instructions_email, metadata } = params as Required<typeof params>;
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  requireEmail(instructions_email, 'instructions_email');
  const email = requireAddress(instructions_email ?? foreign('customer', customer, 'customer').email);
  const returned = {
    amount,
    currency: currency.toLowerCase(),
    email,
    metadata: mergeMetadata({}, metadata),
    reason: params.reason ?? null,
  };
  return returnCash(customer, returned);
}

/** Returns money from a customer's cash balance to the customer, who is asked where to. */
export async function returnCash(
  customer: string,
  returned: CashReturn & { email: string },
): Promise<Refund> {
  const { amount, currency, email } = returned;
  requireAvailable(availableIn(await loadCashBalance(customer), currency), amount);
  await move(customer, { type: 'return_initiated', currency, net_amount: -amount });
  const refund = await waitForAnswer(ofCashBalance(returned, refunds.identity()), email);
  refunds.insert(refund, 'refund.created');
  refunds.setPrivate(refund.id, { customer, page_url: answerPageUrl(refund) });
  return refund;
}

/** Puts what was to be returned, by a refund that this unit has loaded, back into the cash balance. */
export async function takeBackReturn(
  refund: Refund,
  status: 'canceled' | 'failed',
  failure_reason: string,
): Promise<Refund> {
  const { amount: net_amount, currency } = refund;
  const { customer } = refunds.privateOf(refund.id)!;
  await move(customer!, { type: 'return_canceled', currency, net_amount });
  const ended = fail(refund, status, failure_reason, null);
  return refunds.save(ended, 'refund.updated', ...(status === 'failed' ? ['refund.failed' as const] : []));
}

function nothingBehind(param: string) {
  return errors.invalid(
    `What a customer has in its cash balance came with no charge: ${param} cannot be true.`,
    {
      param,
    },
  );
}

function requireAvailable(available: number, amount: number): void {
  if (amount <= available) return;
  throw errors.invalid('The refund is more than the customer has available in its cash balance.', {
    code: 'balance_insufficient',
    param: 'amount',
  });
}
