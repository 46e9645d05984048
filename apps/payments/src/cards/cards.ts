import type Stripe from 'stripe';
import { detach, type PaymentMethod, preferNetwork } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { type KnownCard, takeCard, takeRenewedCard } from '../vault/vaulted-cards.ts';
import { asPaymentMethod, card, type Card, followCard, followPaymentMethod, update } from './card.ts';
import { cards } from './card.entity.ts';
import { clearExpiry, watchExpiry } from './cards.worker.ts';

/** Takes in a card that nobody has yet. @throws card_error when it cannot be a card, or has expired */
export function takeNewCard(params: Stripe.TokenCreateParams.Card): KnownCard & { card: Card } {
  const { address_line1: line1 = null, address_zip: postal_code = null, networks } = params;
  const { vault, details } = takeCard(params, { line1, postal_code });
  const preferring = preferNetwork(details, networks?.preferred);
  return { card: card(cards.identity().id, params, preferring), details: preferring, vault };
}

/** Adds a card to its customer's sources, and to the payment methods. */
export async function addCard(card: Card, { vault, details }: KnownCard): Promise<void> {
  const method = asPaymentMethod(card, details, paymentMethods.identity(card.id));
  cards.insert(card, 'customer.source.created');
  paymentMethods.insert(method, 'payment_method.attached');
  paymentMethods.setPrivate(card.id, { vault });
  await watchExpiry(card);
}

/** Changes a card of a customer's, and the payment method with it. @throws card_error when its date is none, or over */
export async function updateCard(id: string, params: Stripe.CustomerUpdateSourceParams): Promise<Card> {
  const card = await cards.load(id);
  const method = await paymentMethods.load(id);
  const updated = { ...update(card, params), ...(await changeDate(card, params)) };
  paymentMethods.save(followCard(method, updated), 'payment_method.updated');
  await watchExpiry(updated);
  return cards.save(updated, 'customer.source.updated');
}

/** Changes the card that a payment method, which this unit has changed, is at the same time: most are none. */
export async function changeCardWith(method: PaymentMethod): Promise<void> {
  if (!method.id.startsWith('card_')) return;
  const card = followPaymentMethod(await cards.load(method.id), method);
  cards.save(card, 'customer.source.updated');
  await watchExpiry(card);
}

/** Removes a card from its customer's sources and from the payment methods; answers the payment method as it leaves. */
export async function removeCard(id: string): Promise<PaymentMethod> {
  const card = await cards.load(id);
  const method = await paymentMethods.load(id);
  const detached = paymentMethods.save(detach(method), 'payment_method.detached');
  paymentMethods.delete(detached);
  cards.delete(card, 'customer.source.deleted');
  await clearExpiry(id);
  return detached;
}

/** The date that `params` give a card of a customer's, whose payment method this unit has loaded; it is then in the vault. */
async function changeDate(card: Card, params: Stripe.CustomerUpdateSourceParams) {
  if (params.exp_month === undefined && params.exp_year === undefined) return {};
  const { exp_month = card.exp_month, exp_year = card.exp_year } = params;
  const hidden = paymentMethods.privateOf(card.id)!;
  const { vault, ...date } = await takeRenewedCard(hidden.vault!, { exp_month, exp_year });
  paymentMethods.setPrivate(card.id, { ...hidden, vault });
  return date;
}
