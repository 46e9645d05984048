import type { JsonObject } from '@pinstripe/kernel';
import { isDeleted } from '../deleted-customers/deleted-customers.ts';
import { makeMandate, type Permission } from '../mandates/mandates.ts';
import { present } from '../mandates/mandates.network.ts';
import type { Checks, PaymentMethod } from '../payment-methods/payment-method.ts';
import { keepSetUp } from '../payment-methods/payment-methods.use.ts';
import { isOutboundOnly, type SetupIntent } from './setup-intent.ts';
import { setupIntents } from './setup-intent.entity.ts';

/** Keeps what a setup has set up: for its customer, for the account itself, or for whoever comes later. */
export async function keep(intent: SetupIntent, payment_method: PaymentMethod, checks: Checks | null) {
  await keepSetUp({ ...intent, outbound_only: isOutboundOnly(intent) }, payment_method, checks);
}

/**
 * The mandates that a setup which succeeds shows: what its payer has permitted is written down now, unless it was before, and presented
 * to the network that has answered. A customer who was deleted meanwhile permits nothing more.
 */
export async function mandatesOf(
  { id, customer }: SetupIntent,
  permission: Permission | null,
  payment_method: PaymentMethod,
  options: JsonObject,
  answer: object,
): Promise<Pick<SetupIntent, 'mandate' | 'single_use_mandate'>> {
  const none = { mandate: null, single_use_mandate: null };
  if (permission === null) return none;
  if ('mandate' in permission) return { ...none, mandate: permission.mandate };
  if (await isDeleted(customer)) return none;
  const { single_use } = setupIntents.privateOf(id) ?? {};
  const made = makeMandate(payment_method, permission.accepted, single_use ?? 'multi_use', options);
  await present(made, answer);
  return { ...none, [single_use === undefined ? 'mandate' : 'single_use_mandate']: made.id };
}
