import type { Document } from '@pinstripe/contract';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { brandName, type Brand } from '../card-network/card.ts';
import {
  type CardDetails,
  type Checks,
  create,
  type PaymentMethod,
} from '../payment-methods/payment-method.ts';

/** A card as the API showed it before there were payment methods: in a token, and among a customer's sources. */
export type Card = Document<Stripe.Card>;
type Params = Partial<Stripe.TokenCreateParams.Card>;

/** A card that nobody has yet. */
export function card(id: string, params: Params, details: CardDetails): Card {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4, networks } = details;
  return {
    id,
    object: 'card',
    address_city: params.address_city ?? null,
    address_country: params.address_country ?? null,
    address_line1: params.address_line1 ?? null,
    address_line2: params.address_line2 ?? null,
    address_state: params.address_state ?? null,
    address_zip: params.address_zip ?? null,
    ...checksOf(details.checks),
    brand: brandName(brand as Brand),
    country,
    ...(params.currency === undefined ? {} : { currency: params.currency.toLowerCase() }),
    dynamic_last4: null,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    last4,
    metadata: {},
    name: params.name ?? null,
    networks: { preferred: networks!.preferred },
    regulated_status: details.regulated_status,
    tokenization_method: null,
  };
}

/** The customer's from now on, with what the bank said when it was asked. */
export function attach(card: Card, { checks }: CardDetails, customer: string): Card {
  return { ...card, ...checksOf(checks), customer };
}

/** The payment method that a card is at the same time, under the card's id. */
export function asPaymentMethod(card: Card, details: CardDetails, identity: Identity): PaymentMethod {
  const { address_city: city, address_country: country, address_line1: line1, address_line2: line2 } = card;
  const { address_state: state, address_zip: postal_code, name } = card;
  const method = create({}, details, identity);
  const address = { city, country, line1, line2, postal_code, state };
  return {
    ...method,
    billing_details: { ...method.billing_details, address, name },
    customer: card.customer ?? null,
  };
}

function checksOf(checks: Checks | null) {
  return {
    address_line1_check: checks?.address_line1_check ?? null,
    address_zip_check: checks?.address_postal_code_check ?? null,
    cvc_check: checks?.cvc_check ?? null,
  };
}
