import { foreign, refuse, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookBankTransfer } from '../balance-transactions/balance-transactions.cash.ts';
import { availableIn, isAutomatic } from '../cash-balance/cash-balance.ts';
import { cashBalances } from '../cash-balance/cash-balance.entity.ts';
import { openCashBalance } from '../cash-balance/cash-balances.ts';
import { reconcile } from '../cash-balance/reconciliation.ts';
import { move } from '../cash-balance-transactions/cash-balance-transactions.ts';
import { ofProvider } from '../charges/charge.provider.ts';
import { charges } from '../charges/charge.entity.ts';
import { bankTransferOf } from '../funding-instructions/bank-transfer.ts';
import { digitsOf, transferReference } from '../funding-instructions/customer-digits.ts';
import { newId } from '../new-id.ts';
import { createOfType } from '../payment-methods/payment-method.create.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { intentPageUrl } from '../payer-actions/page-url.ts';
import { insertPaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { withReceipt } from '../receipts/receipts.ts';
import {
  amountToApply,
  anywhere,
  awaited,
  CUSTOMER_BALANCE,
  fundingOf,
  fundPartially,
  instructions,
  notCovered,
  requireApplicable,
  requireCustomer,
  waitsAnew,
  withoutInstructions,
} from './payment-intent.cash-balance.ts';
import { actionRequired, authorized, chargeDetails, refused } from './payment-intent.confirm.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { forgetPayer } from './payment-intents.pay.ts';

/** How many payments that wait are looked at when money comes in: the oldest. */
const AWAITING_MAX = 100;

/**
 * Confirms an intent, which this unit has loaded or made, by the customer's cash balance. The balance is written even where nothing is
 * taken from it: money that comes in at the same time has to see that the intent waits.
 */
export async function payFromCashBalance(
  intent: PaymentIntent,
  payment_method: PaymentMethod,
): Promise<PaymentIntent> {
  const customer = foreign('customer', requireCustomer(intent), 'customer');
  const funding = fundingOf(intent, customer);
  const balance = cashBalances.save(await openCashBalance(customer, intent.currency));
  const left = remaining(intent);
  const available = Math.max(availableIn(balance, intent.currency), 0);
  if (funding === null && available < left) {
    const released = await releaseFunds(intent);
    const error = notCovered(payment_method);
    const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
    await reapplyFunds(intent, released);
    return refuse(error.about({ payment_intent: failed }));
  }
  const taken = funding === null || isAutomatic(balance) ? Math.min(available, left) : 0;
  if (taken > 0) await apply(intent, taken);
  if (taken === left) return complete(intent, payment_method);
  const next_action = instructions(
    intent,
    funding!,
    digitsOf(customer.id),
    transferReference(intent.id),
    left - taken,
    intentPageUrl('/pm-redirects/bank_transfer', intent),
  );
  return paymentIntents.save(actionRequired(intent, next_action), 'payment_intent.requires_action');
}

/**
 * Applies money that has come into a cash balance, which this unit has loaded, to what waits for it, if that is how the balance is to
 * be used.
 */
export async function reconcileFunds(
  customer: string,
  currency: string,
  { received, reference }: { received: number; reference: string | null },
): Promise<void> {
  const balance = await cashBalances.load(customer);
  if (!isAutomatic(balance)) return;
  const waiting = new Map((await findAwaiting(customer, currency)).map((intent) => [intent.id, intent]));
  const awaiting = [...waiting.values()].map((intent) => ({
    id: intent.id,
    remaining: remaining(intent),
    reference: awaited(intent)!.reference,
  }));
  const funds = { available: availableIn(balance, currency), received, reference };
  for (const { id, amount } of reconcile(awaiting, funds)) await fundIntent(waiting.get(id)!, amount);
}

/** Applies what the client says to an intent, however the customer's cash balance is otherwise used. */
export async function applyCustomerBalance(
  id: string,
  params: Stripe.PaymentIntentApplyCustomerBalanceParams,
): Promise<PaymentIntent> {
  const intent = await paymentIntents.load(id);
  requireApplicable(intent, params);
  const customer = foreign('customer', intent.customer!, 'customer');
  const { currency } = intent;
  const balance = await openCashBalance(customer, currency);
  const amount = amountToApply(params.amount, remaining(intent), availableIn(balance, currency));
  if (awaited(intent) !== null) return fundIntent(intent, amount);
  const transfer =
    fundingOf(intent, customer) ?? bankTransferOf(currency, anywhere(customer), 'payment_method_options');
  const next_action = instructions(
    intent,
    transfer,
    digitsOf(customer.id),
    transferReference(id),
    remaining(intent),
    intentPageUrl('/pm-redirects/bank_transfer', intent),
  );
  const { id: payment_method } = await cashBalanceMethod(intent);
  paymentIntents.setPrivate(id, { ...paymentIntents.privateOf(id), payer_action: null });
  return fundIntent(paymentIntents.save(actionRequired({ ...intent, payment_method }, next_action)), amount);
}

/**
 * Saves an intent that was updated. One whose payer was to act, and of which the amount, or anything else that this was for, has
 * changed gives back what was transferred for it, and waits for nobody until it is confirmed again.
 */
export async function saveUpdated(before: PaymentIntent, updated: PaymentIntent): Promise<PaymentIntent> {
  if (before.status !== 'requires_action' || !waitsAnew(before, updated)) return paymentIntents.save(updated);
  await forgetPayer(before);
  const released = await releaseFunds(before);
  const saved = paymentIntents.save(withoutInstructions(updated));
  await reapplyFunds(before, released);
  return saved;
}

/** Gives back what was applied to an intent, which this unit has loaded and which is not complete; answers how much it was. */
export async function releaseFunds({ id, currency, customer }: PaymentIntent): Promise<number> {
  const applied = appliedTo(id);
  if (applied === 0) return 0;
  setApplied(id, 0);
  const unapplied_from_payment = { payment_intent: id };
  await move(customer!, {
    type: 'unapplied_from_payment',
    unapplied_from_payment,
    currency,
    net_amount: applied,
  });
  return applied;
}

/** What was given back goes to other payments that wait. */
export async function reapplyFunds({ currency, customer }: PaymentIntent, released: number): Promise<void> {
  if (released > 0) await reconcileFunds(customer!, currency, { received: released, reference: null });
}

/** The payment method of an intent that is paid from a cash balance: nobody else ever sees it. */
export async function cashBalanceMethod(intent: PaymentIntent): Promise<PaymentMethod> {
  const chosen = intent.payment_method === null ? null : await paymentMethods.peek(intent.payment_method);
  if (chosen?.type === CUSTOMER_BALANCE) return chosen;
  const method = insertPaymentMethod(createOfType({}, CUSTOMER_BALANCE, {}, paymentMethods.identity()), {
    vault: null,
  });
  paymentMethods.setPrivate(method.id, { vault: null, used_by: intent.id });
  return method;
}

async function fundIntent(intent: PaymentIntent, amount: number): Promise<PaymentIntent> {
  await apply(intent, amount);
  if (remaining(intent) > 0) {
    return paymentIntents.save(fundPartially(intent, amount), 'payment_intent.partially_funded');
  }
  return complete(intent, (await paymentMethods.peek(intent.payment_method!))!);
}

async function apply({ id, currency, customer }: PaymentIntent, amount: number): Promise<void> {
  setApplied(id, appliedTo(id) + amount);
  const applied_to_payment = { payment_intent: id };
  await move(customer!, { type: 'applied_to_payment', applied_to_payment, currency, net_amount: -amount });
}

/** All of the money is there. */
async function complete(intent: PaymentIntent, payment_method: PaymentMethod): Promise<PaymentIntent> {
  setApplied(intent.id, 0);
  const details = chargeDetails(intent, paymentIntents.privateOf(intent.id)?.radar_options);
  const paid = { kind: 'paid' as const, details: {}, dispute: null };
  const identity = charges.identity(newId('py'));
  const charge = charges.insert(withReceipt(ofProvider(details, payment_method, paid, true, identity)));
  charges.setPrivate(charge.id, { vault: null });
  await bookBankTransfer(charge);
  return paymentIntents.save(authorized(intent, charge), 'payment_intent.succeeded');
}

/** How much of the intent, which this unit holds, is missing. */
function remaining({ id, amount }: PaymentIntent): number {
  return amount - appliedTo(id);
}

/** How much of an intent, which this unit holds, has come by transfers, while it is not complete. */
function appliedTo(id: string): number {
  return paymentIntents.privateOf(id)?.applied ?? 0;
}

function setApplied(id: string, applied: number): void {
  paymentIntents.setPrivate(id, { ...paymentIntents.privateOf(id), applied });
}

/** The customer's intents that wait for transfers, oldest first; those that this unit has changed as they are now. */
async function findAwaiting(customer: string, currency: string): Promise<PaymentIntent[]> {
  const { context, runtime } = scope();
  const rows = await runtime.database.query<{ id: string }>({
    name: 'payment_intents_awaiting_transfers',
    text:
      'select id from payment_intents where account = $1 and livemode = $2 and customer = $3 ' +
      "and document->'next_action'->>'type' = 'display_bank_transfer_instructions' " +
      'order by created, sort_id limit $4',
    values: [context.account, context.livemode, customer, AWAITING_MAX],
  });
  const found: PaymentIntent[] = [];
  for (const { id } of rows) {
    const intent = await paymentIntents.load(id);
    if (intent.currency === currency && awaited(intent) !== null) found.push(intent);
  }
  return found;
}
