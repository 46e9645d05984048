import { context, scope } from '@pinstripe/service';
import type { AuthorizationAnswer, CardNetwork } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { removeBankAccount } from '../bank-accounts/bank-accounts.ts';
import { removeCard } from '../cards/cards.ts';
import { endMandatesOf } from '../mandates/mandates.ts';
import { sources } from '../sources/source.entity.ts';
import { attachSource, detachSource } from '../sources/sources.ts';
import type { CardholderAddress, KnownCard } from '../vault/vaulted-cards.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import { attach, type CardDetails, type Checks, detach, type PaymentMethod } from './payment-method.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { requireAttachable, requireDetachable, requireRoom } from './payment-method.use.ts';

/** What a bank is asked of before a card becomes a customer's; the number is for the vault to say. */
export interface Verification {
  vault: string;
  address: CardholderAddress;
  cvc_provided: boolean;
}

/** A payment method on its way to a customer, while its bank is asked. */
export interface Attaching {
  payment_method: string;
  customer: string;
  verification: Verification;
}

export function verificationOf({ vault, details }: KnownCard, address: CardholderAddress): Verification {
  return { vault, ...cardholderOf(details, address) };
}

/** What a bank is told of the cardholder: it sees the security code once, when the card is new. */
export function cardholderOf({ checks }: CardDetails, address: CardholderAddress) {
  const { line1 = null, postal_code = null } = address ?? {};
  return { address: { line1, postal_code }, cvc_provided: checks?.cvc_check === 'unchecked' };
}

/** Asks the card's bank whether the card is good; for the `call` of a step. */
export async function verify(
  network: CardNetwork,
  { vault, ...cardholder }: Verification,
  attempt_id: string,
): Promise<AuthorizationAnswer> {
  return network.verify({
    ...cardholder,
    attempt_id,
    authentication_id: null,
    imported_authentication: null,
    moto: false,
    card: await openVault(vault),
    purpose: 'attach',
    request_three_d_secure: 'automatic',
  });
}

/** What the bank has checked. @throws card_error when it declines the card */
export function requireGood(answer: AuthorizationAnswer): Checks | null {
  if (answer.kind === 'declined') throw declineError(answer.decline);
  return answer.kind === 'approved' ? answer.card.checks : null;
}

/** What is needed to attach a payment method that this unit holds. @throws when it may not be attached */
export async function prepareAttachment(method: PaymentMethod, customer: string): Promise<Attaching> {
  const hidden = paymentMethods.privateOf(method.id)!;
  requireAttachable(method, hidden);
  requireRoom(customer, await countAttached(customer));
  const { address } = method.billing_details;
  const known = { vault: hidden.vault!, details: method.card! };
  return { payment_method: method.id, customer, verification: verificationOf(known, address) };
}

/** Attaches what nobody needs to be asked of: an account, or a wallet. @throws when it may not be attached */
export async function attachUnasked(method: PaymentMethod, customer: string): Promise<PaymentMethod> {
  requireAttachable(method, paymentMethods.privateOf(method.id)!);
  requireRoom(customer, await countAttached(customer));
  return attachKnown(method, customer, null);
}

/** @throws card_error when the bank declined the card */
export async function attachVerified(
  { payment_method, customer }: Attaching,
  answer: AuthorizationAnswer,
): Promise<PaymentMethod> {
  const checks = requireGood(answer);
  return attachKnown(await paymentMethods.load(payment_method), customer, checks);
}

/** A source becomes the customer's with the payment method that it is. */
async function attachKnown(
  method: PaymentMethod,
  customer: string,
  checks: Checks | null,
): Promise<PaymentMethod> {
  if (method.id.startsWith('src_')) {
    await attachSource(await sources.load(method.id), customer, checks);
    return paymentMethods.load(method.id);
  }
  return paymentMethods.save(attach(method, customer, checks), 'payment_method.attached');
}

/** Takes a payment method that this unit has loaded away from its customer, for good; a card is gone then. */
export async function detachPaymentMethod(method: PaymentMethod): Promise<PaymentMethod> {
  requireDetachable(method);
  if (method.id.startsWith('card_')) return removeCard(method.id);
  if (method.id.startsWith('ba_')) {
    const detached = paymentMethods.save(detach(method), 'payment_method.detached');
    await removeBankAccount(method.id);
    return detached;
  }
  if (method.id.startsWith('src_')) {
    await detachSource(method.id);
    return paymentMethods.load(method.id);
  }
  const hidden = paymentMethods.privateOf(method.id)!;
  paymentMethods.setPrivate(method.id, { ...hidden, used_by: method.customer! });
  const detached = paymentMethods.save(detach(method), 'payment_method.detached');
  await endMandatesOf(detached);
  return detached;
}

/** How many payment methods a customer has, cards among them. */
export async function countAttached(customer: string): Promise<number> {
  const { account, livemode } = context();
  const rows = await scope().runtime.database.query<{ attached: number }>({
    name: 'count_attached_payment_methods',
    text: 'select count(*) as attached from payment_methods where account = $1 and livemode = $2 and customer = $3',
    values: [account, livemode, customer],
  });
  return rows[0]!.attached;
}
