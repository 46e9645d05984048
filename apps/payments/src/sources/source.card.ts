import { addressOf } from '@pinstripe/kernel';
import type { Card } from '../cards/card.ts';
import type { Checks, PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Source } from './source.ts';

/** What a source shows of its card. */
export function cardHash(card: Card, supports_three_d_secure: boolean): NonNullable<Source['card']> {
  return {
    address_line1_check: card.address_line1_check,
    address_zip_check: card.address_zip_check,
    brand: card.brand,
    country: card.country,
    cvc_check: card.cvc_check,
    dynamic_last4: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    ...(card.fingerprint == null ? {} : { fingerprint: card.fingerprint }),
    funding: card.funding,
    last4: card.last4,
    name: card.name,
    three_d_secure: supports_three_d_secure ? 'optional' : 'not_supported',
    tokenization_method: card.tokenization_method,
  };
}

/** The same of the card that is to be authenticated, and which source or card of a customer's it is. */
export function authenticatedCard(
  source: Pick<Source, 'card' | 'id'>,
  customer: string | null,
): NonNullable<Source['three_d_secure']> {
  return { ...source.card!, authenticated: false, card: source.id, customer };
}

/** What is known of the cardholder by the card. */
export function cardholder(card: Card) {
  const address = {
    city: card.address_city,
    country: card.address_country,
    line1: card.address_line1,
    line2: card.address_line2,
    postal_code: card.address_zip,
    state: card.address_state,
  };
  return { address: Object.values(address).some(Boolean) ? address : null, name: card.name };
}

/** The customer's from now on, with what the bank has checked. */
export function attach(source: Source, customer: string, checks: Checks | null): Source {
  if (source.card === undefined || checks === null) return { ...source, customer };
  return {
    ...source,
    card: {
      ...source.card,
      address_line1_check: checks.address_line1_check,
      address_zip_check: checks.address_postal_code_check,
      cvc_check: checks.cvc_check,
    },
    customer,
  };
}

/** The payment method that a source is at the same time. */
export function asPaymentMethod(method: PaymentMethod, { card, owner }: Source): PaymentMethod {
  const { address, email, name, phone } = owner!;
  const dated =
    card === undefined
      ? {}
      : { card: { ...method.card!, exp_month: card.exp_month!, exp_year: card.exp_year! } };
  return { ...method, billing_details: { address: addressOf(address ?? {}), email, name, phone }, ...dated };
}

/** What a provider is told of whoever pays by a source, as a payment method has it. */
export function payerOf({ owner }: Source): PaymentMethod['billing_details'] {
  const { address, email, name, phone } = owner!;
  return { address: addressOf(address ?? {}), email, name, phone };
}
