import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope } from './context.ts';
import { isTombstone } from './resource.ts';

/** The service cannot decide without these objects of other services; the gateway brings them and calls again. */
export class NeedsObjects extends Error {
  constructor(readonly ids: readonly string[]) {
    super(`needs ${ids.join(', ')}`);
  }
}

/** The kinds of objects that are asked for across services. */
interface ForeignTypes {
  account: Stripe.Account;
  bank_account: Stripe.BankAccount;
  card: Stripe.Card;
  customer: Stripe.Customer;
  payment_method: Stripe.PaymentMethod;
  source: Stripe.Source;
}

/**
 * An object that another service owns, as the gateway sent it along. `param` names the parameter that referred to it;
 * without one the path did.
 * @throws resource_missing when its owner does not know it, or knows it as deleted.
 */
export function foreign<K extends keyof ForeignTypes>(
  object: K,
  id: string,
  param?: string,
): Document<ForeignTypes[K]> {
  const found = scope().objects[id];
  if (found === undefined) throw new NeedsObjects([id]);
  if (found === null || found['object'] !== object || isTombstone(found)) {
    throw errors.resourceMissing(object, id, param ?? object, param === undefined ? 404 : 400);
  }
  return found as unknown as Document<ForeignTypes[K]>;
}
