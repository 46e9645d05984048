import { errors, randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import {
  attach as attachPaymentMethod,
  type Checks,
  create as createPaymentMethod,
  detach,
  type PaymentMethod,
} from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireUsable } from '../payment-methods/payment-method.use.ts';
import { redeemToken } from '../tokens/tokens.ts';
import {
  asPaymentMethod,
  attach,
  consume,
  create,
  requireChargeable,
  type Source,
  tokenParam,
  update,
} from './source.ts';
import { sources } from './source.entity.ts';

/** Makes a source of the card of a token, and a payment method by the same id. */
export async function createSource(params: Stripe.SourceCreateParams): Promise<Source> {
  const token = tokenParam(params);
  const redeemed = await redeemToken(token);
  if (redeemed?.kind !== 'card') throw errors.resourceMissing('token', token, 'token');
  const source = create(params, redeemed.card, sources.identity(), randomText(24));
  sources.insert(source, 'source.chargeable');
  const method = createPaymentMethod({}, redeemed.details, paymentMethods.identity(source.id));
  paymentMethods.insert(asPaymentMethod(method, source));
  paymentMethods.setPrivate(source.id, { vault: redeemed.vault });
  return source;
}

/** Changes a source that its payment method follows; `told` where it is a customer's. */
export async function updateSource(source: Source, params: Stripe.SourceUpdateParams): Promise<Source> {
  const updated = update(source, params);
  const method = await paymentMethods.load(source.id);
  const is_customers = source.customer !== undefined;
  paymentMethods.save(
    asPaymentMethod(method, updated),
    ...(is_customers ? ['payment_method.updated' as const] : []),
  );
  return sources.save(updated, ...(is_customers ? ['customer.source.updated' as const] : []));
}

/** Makes a source that this unit has loaded a customer's, with what its bank has checked. */
export async function attachSource(source: Source, customer: string, checks: Checks | null): Promise<Source> {
  const method = await paymentMethods.load(source.id);
  paymentMethods.save(attachPaymentMethod(method, customer, checks), 'payment_method.attached');
  return sources.save(attach(source, customer, checks), 'customer.source.created');
}

/** Takes a source away from its customer, for good. */
export async function detachSource(id: string): Promise<Source> {
  const source = await sources.load(id);
  const method = await paymentMethods.load(id);
  paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, used_by: method.customer! });
  paymentMethods.save(detach(method), 'payment_method.detached');
  // Whose it was stands in the event, and nowhere else.
  sources.save({ ...source, status: 'consumed' }, 'customer.source.deleted');
  return sources.save(consume(source));
}

/** The payment method of a source that is to be charged. @throws when it cannot be, or is another customer's */
export function requireUsableSource(
  source: Source,
  method: PaymentMethod,
  payment: { id: string; customer: string | null },
): PaymentMethod {
  requireChargeable(source);
  requireUsable(method, paymentMethods.privateOf(source.id)!, payment);
  return method;
}

/** A source that nobody keeps was charged. */
export async function useUp(id: string): Promise<Source> {
  await paymentMethods.load(id);
  paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, used_by: id });
  return sources.save(consume(await sources.load(id)));
}
