import type { Document } from '@pinstripe/contract';
import { addressOf, given, mergeMetadata, type Timestamp } from '@pinstripe/kernel';
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
type UpdateParams = Omit<
  Stripe.CustomerUpdateSourceParams,
  'account_holder_name' | 'account_holder_type' | 'exp_month' | 'exp_year' | 'owner'
>;

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

/** When the month begins that is the card's last. */
export function expiresFrom({ exp_month, exp_year }: Card): Timestamp {
  return Date.UTC(exp_year, exp_month - 1) / 1000;
}

/** The customer's from now on, with what the bank said when it was asked. */
export function attach(card: Card, { checks }: CardDetails, customer: string): Card {
  return { ...card, ...checksOf(checks), customer };
}

/** What is told anew of a card has not been checked yet. */
export function update(card: Card, params: UpdateParams): Card {
  const updated = {
    ...card,
    address_city: given(params.address_city, card.address_city),
    address_country: given(params.address_country, card.address_country),
    address_line1: given(params.address_line1, card.address_line1),
    address_line2: given(params.address_line2, card.address_line2),
    address_state: given(params.address_state, card.address_state),
    address_zip: given(params.address_zip, card.address_zip),
    metadata: mergeMetadata(card.metadata ?? {}, params.metadata),
    name: given(params.name, card.name),
  };
  return {
    ...updated,
    address_line1_check: checkAfter(card.address_line1, updated.address_line1, card.address_line1_check),
    address_zip_check: checkAfter(card.address_zip, updated.address_zip, card.address_zip_check),
  };
}

/** The payment method that a card is at the same time, as the card has become. */
export function followCard(method: PaymentMethod, card: Card): PaymentMethod {
  const { exp_month, exp_year, metadata } = card;
  const checks = {
    address_line1_check: card.address_line1_check,
    address_postal_code_check: card.address_zip_check,
    cvc_check: card.cvc_check,
  };
  return {
    ...method,
    billing_details: { ...method.billing_details, ...cardholderOf(card) },
    card: { ...method.card!, checks, exp_month, exp_year },
    metadata,
  };
}

/** The card that a payment method is at the same time, as the payment method has become. */
export function followPaymentMethod(card: Card, method: PaymentMethod): Card {
  const { city, country, line1, line2, postal_code, state } = addressOf(method.billing_details.address ?? {});
  const { exp_month, exp_year, networks } = method.card!;
  const params = {
    address_city: city ?? '',
    address_country: country ?? '',
    address_line1: line1 ?? '',
    address_line2: line2 ?? '',
    address_state: state ?? '',
    address_zip: postal_code ?? '',
    name: method.billing_details.name ?? '',
  };
  return {
    ...update(card, params),
    exp_month,
    exp_year,
    metadata: method.metadata,
    networks: { preferred: networks!.preferred },
  };
}

/** The payment method that a card is at the same time, under the card's id. */
export function asPaymentMethod(card: Card, details: CardDetails, identity: Identity): PaymentMethod {
  const method = create({}, details, identity);
  return {
    ...method,
    billing_details: { ...method.billing_details, ...cardholderOf(card) },
    customer: card.customer ?? null,
    metadata: card.metadata,
  };
}

function cardholderOf(card: Card) {
  const { address_city: city, address_country: country, address_line1: line1, address_line2: line2 } = card;
  const { address_state: state, address_zip: postal_code, name } = card;
  return { address: { city, country, line1, line2, postal_code, state }, name };
}

function checkAfter(before: string | null, after: string | null, check: string | null): string | null {
  if (after === before) return check;
  return after === null ? null : 'unchecked';
}

function checksOf(checks: Checks | null) {
  return {
    address_line1_check: checks?.address_line1_check ?? null,
    address_zip_check: checks?.address_postal_code_check ?? null,
    cvc_check: checks?.cvc_check ?? null,
  };
}
