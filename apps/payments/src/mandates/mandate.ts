import type { Document } from '@pinstripe/contract';
import { allows, errors, type StatusTable } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';

export type Mandate = Document<Stripe.Mandate>;
type Action = 'end' | 'pay';

/**
 * What a mandate allows in each status: nothing makes one active again that has ended. While the network of the payer's bank has one
 * that is `pending`, debits are ordered that go there after it.
 */
export const STATUSES: StatusTable<Mandate['status'], Action> = {
  pending: ['end', 'pay'],
  active: ['end', 'pay'],
  inactive: [],
};

/** What a mandate is about: every payment by a payment method that is kept, or this one alone. */
export type Scope = 'multi_use' | { amount: number; currency: string };

/** The payer's permission, in force from now on unless a network has to accept it first. `details` are what it shows in the hash of its type. */
export function create(
  { id, type }: { id: string; type: string },
  customer_acceptance: Mandate['customer_acceptance'],
  scope: Scope,
  details: object,
  identity: Identity,
): Mandate {
  const { network_status } = details as { network_status?: string };
  return {
    id: identity.id,
    object: 'mandate',
    customer_acceptance,
    livemode: identity.livemode,
    ...(scope === 'multi_use' ? { multi_use: {} } : { single_use: scope }),
    payment_method: id,
    payment_method_details: { [type]: details, type },
    status: network_status === 'pending' ? 'pending' : 'active',
    type: scope === 'multi_use' ? 'multi_use' : 'single_use',
  } as Mandate;
}

/** Used up, or taken back; `changes` are to what it shows in the hash of its type. */
export function end(mandate: Mandate, changes: object = {}): Mandate {
  return { ...withDetails(mandate, changes), status: 'inactive' };
}

/** Whether the network of the payer's bank has yet to accept it. */
export function isUndecided({ payment_method_details }: Mandate): boolean {
  return payment_method_details.bacs_debit?.network_status === 'pending';
}

/** The network has spoken. What was used up, or taken back, meanwhile stays so. */
export function decide(mandate: Mandate, network_status: 'accepted' | 'refused'): Mandate {
  const decided = withDetails(mandate, { network_status });
  if (mandate.status !== 'pending') return decided;
  return { ...decided, status: network_status === 'accepted' ? 'active' : 'inactive' };
}

function withDetails(mandate: Mandate, changes: object): Mandate {
  const { type } = mandate.payment_method_details;
  const details = { ...mandate.payment_method_details[type as 'bacs_debit'], ...changes };
  return { ...mandate, payment_method_details: { ...mandate.payment_method_details, [type]: details } };
}

interface Payment {
  amount: number;
  currency: string;
  payment_method: string;
}

/** @throws payment_intent_mandate_invalid when the payer has not permitted this payment by the mandate that is named for it */
export function requirePermits(mandate: Mandate, payment: Payment): void {
  const { payment_method, single_use, status } = mandate;
  const of_this =
    single_use === undefined ||
    (single_use.amount === payment.amount && single_use.currency === payment.currency);
  if (allows(STATUSES, status, 'pay') && payment_method === payment.payment_method && of_this) return;
  throw mandateInvalid(
    status === 'active'
      ? `The mandate ${mandate.id} is for another payment method or another payment.`
      : `The mandate ${mandate.id} is ${status}, and no payment can be made under it.`,
  );
}

/** There is no permission for a payment ("Error codes"). */
export function mandateInvalid(message: string) {
  return errors.invalid(message, { code: 'payment_intent_mandate_invalid', param: 'mandate' });
}

/** For what a bank refuses a debit, and will refuse every other one. */
const ENDING = new Set(['account_closed', 'debit_not_authorized', 'no_account']);

/** Whether a mandate ends with a debit that failed for this reason. */
export function endsWith(failure_code: string): boolean {
  return ENDING.has(failure_code);
}
