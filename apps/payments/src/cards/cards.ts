import { detach, type PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import type { KnownCard } from '../vault/vaulted-cards.ts';
import { asPaymentMethod, type Card } from './card.ts';
import { cards } from './card.entity.ts';

/** Adds a card to its customer's sources, and to the payment methods. */
export function addCard(card: Card, { vault, details }: KnownCard): void {
  const method = asPaymentMethod(card, details, paymentMethods.identity(card.id));
  cards.insert(card, 'customer.source.created');
  paymentMethods.insert(method, 'payment_method.attached');
  paymentMethods.setPrivate(card.id, { vault });
}

/** Removes a card from its customer's sources and from the payment methods; answers the payment method as it leaves. */
export async function removeCard(id: string): Promise<PaymentMethod> {
  const card = await cards.load(id);
  const method = await paymentMethods.load(id);
  const detached = paymentMethods.save(detach(method), 'payment_method.detached');
  paymentMethods.delete(detached);
  cards.delete(card, 'customer.source.deleted');
  return detached;
}
