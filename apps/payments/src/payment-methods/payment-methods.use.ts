import { errors } from '@pinstripe/kernel';
import { now } from '@pinstripe/service';
import { asPaymentMethod, type Card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { isDeleted } from '../deleted-customers/deleted-customers.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { describeCard, takeCard } from '../vault/vaulted-cards.ts';
import { attach, type Checks, create, type PaymentMethod } from './payment-method.ts';
import { createOfType, typeDetails } from './payment-method.create.ts';
import { paymentMethods } from './payment-method.entity.ts';
import {
  type FutureUsage,
  futureUsage,
  type PaymentMethodPrivate,
  requireUsable,
} from './payment-method.use.ts';
import { describeDetails, takeDetails } from './payment-methods.details.ts';
import { testBankDebit } from './test-bank-debits.ts';

/** What uses a payment method: a PaymentIntent, or a charge that was made without one. */
export interface Payment extends FutureUsage {
  id: string;
  /** As the client named it. */
  payment_method: string | null;
}

/** What sets a payment method up: a SetupIntent. */
interface Setup {
  id: string;
  payment_method: string | null;
  customer: string | null;
  attach_to_self?: boolean;
}

/** Adds a payment method, of a card or an account that the vault has. It has no event: events begin with a customer. */
export function insertPaymentMethod(
  method: PaymentMethod,
  { vault }: Pick<PaymentMethodPrivate, 'vault'>,
): PaymentMethod {
  paymentMethods.insert(method);
  paymentMethods.setPrivate(method.id, { vault });
  return method;
}

/**
 * The payment method with this id, a customer's `card_…` among them, loaded by the unit; each use of a documented
 * `pm_card_…`, or its like of bank accounts, makes a payment method of its own.
 * @throws resource_missing
 */
export async function resolvePaymentMethod(id: string, param?: string): Promise<PaymentMethod> {
  const card = id.startsWith('pm_card_') ? testCard(id, now()) : undefined;
  if (card === undefined) return useTestDebit(id) ?? paymentMethods.load(id, param);
  const known = takeCard(card, null);
  return insertPaymentMethod(create({}, known.details, paymentMethods.identity()), known);
}

function useTestDebit(id: string): PaymentMethod | undefined {
  const test = testBankDebit(id);
  if (test === undefined) return undefined;
  const { params, type, verified } = test;
  const { hash, vault } = takeDetails(typeDetails(type, params));
  const method = insertPaymentMethod(createOfType(params, type, hash, paymentMethods.identity()), { vault });
  if (verified) paymentMethods.setPrivate(method.id, { vault, verified });
  return method;
}

/** The payment method with this id; a documented `pm_card_…`, or its like, as what it stands for. @throws resource_missing */
export async function showPaymentMethod(id: string, param?: string): Promise<PaymentMethod> {
  const card = id.startsWith('pm_card_') ? testCard(id, now()) : undefined;
  if (card !== undefined) return create({}, describeCard(card, null), paymentMethods.identity(id));
  const test = testBankDebit(id);
  if (test !== undefined) {
    const { params, type } = test;
    const hash = describeDetails(typeDetails(type, params));
    return createOfType(params, type, hash, paymentMethods.identity(id));
  }
  const method = await paymentMethods.peek(id);
  if (method === null) throw paymentMethods.missing(id, param);
  return method;
}

/**
 * What a charge's `source` stands for: a customer's card, or a card token, which this redeems and which is a payment
 * method by the id of its card.
 * @throws resource_missing, token_already_used
 */
export async function resolveSource(
  id: string,
  param: string,
): Promise<{ card: Card; payment_method: PaymentMethod }> {
  if (id.startsWith('card_')) {
    return { card: await cards.load(id, param), payment_method: await paymentMethods.load(id, param) };
  }
  const redeemed = await redeemToken(id);
  if (redeemed?.kind !== 'card') throw errors.resourceMissing('token', id, param);
  const identity = paymentMethods.identity(redeemed.card.id);
  const payment_method = insertPaymentMethod(
    asPaymentMethod(redeemed.card, redeemed.details, identity),
    redeemed,
  );
  return { card: redeemed.card, payment_method };
}

/**
 * The payment method of a payment about to be made. Without a customer to keep it, it is for this payment from now on,
 * and the payment may come back to it: when its cardholder has authenticated, or after a decline.
 * @throws resource_missing, and what `requireUsable` throws
 */
export async function usePaymentMethod(payment: Payment): Promise<PaymentMethod> {
  const method = await resolvePaymentMethod(payment.payment_method!, 'payment_method');
  const hidden = paymentMethods.privateOf(method.id)!;
  requireUsable(method, hidden, payment);
  const is_kept = futureUsage(payment, method.type) !== null && typeOf(method).saved_as === undefined;
  if (method.customer === null && !is_kept) useUp(method, payment.id);
  return method;
}

/**
 * The payment method of a setup about to be made. Without a customer it stays nobody's, and may become somebody's later; one that is kept
 * as another is for this setup from now on.
 * @throws resource_missing, and what `requireUsable` throws
 */
export async function usePaymentMethodToKeep(setup: Setup): Promise<PaymentMethod> {
  const method = await resolvePaymentMethod(setup.payment_method!, 'payment_method');
  requireUsable(method, paymentMethods.privateOf(method.id)!, setup, 'SetupIntent');
  if (typeOf(method).saved_as !== undefined) useUp(method, setup.id);
  return method;
}

/** From now on it is for this payment or setup, as it may have been before, and for nothing else. */
function useUp({ id }: PaymentMethod, used_by: string): void {
  const hidden = paymentMethods.privateOf(id)!;
  if (hidden.used_by === undefined) paymentMethods.setPrivate(id, { ...hidden, used_by });
}

/** After a payment that was approved, and was to set its payment method up for future ones: it becomes the customer's. */
export async function attachAfterPayment(
  payment: FutureUsage & { id: string },
  method: PaymentMethod,
  checks: Checks | null = null,
): Promise<void> {
  const usage = futureUsage(payment, method.type);
  if (usage !== null) await keepSetUp({ ...payment, usage }, method, checks);
}

/** For what a payment method is kept. */
interface Keeping {
  /** What keeps it. */
  id: string;
  customer: string | null;
  usage: string;
  /** For the account's own money, and nobody else's. */
  attach_to_self?: boolean;
  /** Money is never taken by it, only sent. */
  outbound_only?: boolean;
}

/**
 * Keeps a payment method that its bank has approved for future payments, with what the bank has checked: for the customer, if
 * there is one, unless it has become something else meanwhile. One that is kept as another is used up, and so is one whose customer was
 * deleted meanwhile: as if it had been detached with all that the customer had.
 */
export async function keepSetUp(
  { customer, id: used_by, usage, attach_to_self = false, outbound_only = false }: Keeping,
  { id }: PaymentMethod,
  checks: Checks | null,
): Promise<void> {
  const method = await paymentMethods.load(id);
  if (typeOf(method).saved_as !== undefined) return useUp(method, used_by);
  const hidden = paymentMethods.privateOf(id)!;
  const is_nobodys = method.customer === null && hidden.used_by === undefined;
  if (is_nobodys && customer !== null && (await isDeleted(customer))) {
    return paymentMethods.setPrivate(id, { ...hidden, used_by: customer });
  }
  const agreed = usage === 'off_session' && !outbound_only ? { set_up: true } : {};
  const owned = attach_to_self ? { attached_to_self: true } : {};
  paymentMethods.setPrivate(id, { ...hidden, ...agreed, ...owned });
  if (customer === null || !is_nobodys) return;
  paymentMethods.save(attach(method, customer, checks), 'payment_method.attached');
}
