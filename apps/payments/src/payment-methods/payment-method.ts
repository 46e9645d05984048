import type { Document } from '@pinstripe/contract';
import {
  addressOf,
  type Emptyable,
  errors,
  given,
  type JsonObject,
  mergeMetadata,
  requireEmail,
} from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { type CardParams, type CheckedCard, checksBeforeUse, factsOf } from '../card-network/card.ts';

export type PaymentMethod = Document<Stripe.PaymentMethod>;
export type CardDetails = NonNullable<PaymentMethod['card']>;
export type Checks = Stripe.PaymentMethod.Card.Checks;
type CreateParams = Stripe.PaymentMethodCreateParams;
type UpdateParams = Stripe.PaymentMethodUpdateParams;
type BillingDetails = PaymentMethod['billing_details'];

/** What may be shown of a card that no bank has seen yet. */
export function cardDetails(
  { number, exp_month, exp_year, cvc_provided }: CheckedCard,
  fingerprint: string,
  address: Pick<Stripe.Address, 'line1' | 'postal_code'> | null,
): CardDetails {
  return {
    ...factsOf(number),
    checks: checksBeforeUse(cvc_provided, address),
    exp_month,
    exp_year,
    fingerprint,
    generated_from: null,
    wallet: null,
  };
}

/** The card or the token that `params` bring; `param` is where they stand. @throws when they bring none */
export function cardParams(
  { card }: CreateParams,
  param = 'card',
): (CardParams & { token?: never }) | { token: string } {
  if (card === undefined) throw errors.parameterMissing(param);
  const { number, exp_month, exp_year, cvc, token } = card;
  if (token !== undefined) {
    if (number !== undefined) throw errors.parametersExclusive(`${param}[token]`, `${param}[number]`);
    return { token };
  }
  if (number === undefined) throw errors.parameterMissing(`${param}[number]`);
  if (exp_month === undefined) throw errors.parameterMissing(`${param}[exp_month]`);
  if (exp_year === undefined) throw errors.parameterMissing(`${param}[exp_year]`);
  return { number, exp_month, exp_year, ...(cvc === undefined ? {} : { cvc }) };
}

/** A payment method of a card, and of nobody yet. */
export function create(
  params: Pick<CreateParams, 'allow_redisplay' | 'billing_details' | 'card' | 'metadata' | 'radar_options'>,
  card: CardDetails,
  identity: Identity,
): PaymentMethod {
  return {
    ...blank(params, identity),
    card: preferNetwork(card, params.card?.networks?.preferred),
    type: 'card',
  };
}

/** What payment methods of all types have in common. */
export function blank(
  params: Pick<CreateParams, 'allow_redisplay' | 'billing_details' | 'metadata' | 'radar_options'>,
  identity: Identity,
): Omit<PaymentMethod, 'type'> {
  const { allow_redisplay = 'unspecified', metadata, radar_options } = params;
  const nobody: BillingDetails = { address: addressOf({}), email: null, name: null, phone: null };
  return {
    ...identity,
    object: 'payment_method',
    allow_redisplay,
    billing_details: billingDetails(nobody, params.billing_details),
    customer: null,
    metadata: mergeMetadata({}, metadata),
    ...(radar_options === undefined ? {} : { radar_options }),
  };
}

/** `params` bring a date that `checkCard` has found good. */
export function update(method: PaymentMethod, params: UpdateParams): PaymentMethod {
  const unknown = Object.keys(params).find((param) => !UPDATABLE.has(param) && param !== method.type);
  if (unknown !== undefined) throw errors.parameterUnknown(unknown);
  requireEmail(params.billing_details?.email, 'billing_details[email]');
  return {
    ...method,
    allow_redisplay: params.allow_redisplay ?? method.allow_redisplay ?? 'unspecified',
    billing_details: billingDetails(method.billing_details, params.billing_details),
    metadata: mergeMetadata(method.metadata ?? {}, params.metadata),
    ...updatedHash(method, params),
  };
}

const UPDATABLE = new Set(['allow_redisplay', 'billing_details', 'metadata', 'radar_options']);

/** A card's date and network may change, and of another type what `params` name. */
function updatedHash(method: PaymentMethod, params: UpdateParams): object {
  const { card, type } = method;
  if (card === undefined) {
    const hash = params[type as 'us_bank_account'];
    return hash === undefined ? {} : { [type]: { ...method[type as 'us_bank_account']!, ...hash } };
  }
  const { exp_month = card.exp_month, exp_year = card.exp_year, networks } = params.card ?? {};
  return { card: { ...preferNetwork(card, networks?.preferred), exp_month, exp_year } };
}

/** The customer's from now on, with what the bank said when it was asked. */
export function attach(method: PaymentMethod, customer: string, checks: Checks | null): PaymentMethod {
  const { card } = method;
  return { ...method, ...(card === undefined ? {} : { card: withChecks(card, checks) }), customer };
}

export function detach(method: PaymentMethod): PaymentMethod {
  return { ...method, customer: null };
}

/** The results of the checks that were made; what was not checked stands as it did. */
export function withChecks(card: CardDetails, checks: Checks | null): CardDetails {
  if (checks === null) return card;
  const before = card.checks;
  return {
    ...card,
    checks: {
      address_line1_check: checks.address_line1_check ?? before?.address_line1_check ?? null,
      address_postal_code_check:
        checks.address_postal_code_check ?? before?.address_postal_code_check ?? null,
      cvc_check: checks.cvc_check ?? before?.cvc_check ?? null,
    },
  };
}

/**
 * The network that a co-branded card is to be charged on, and shown as: its brand, or `cartes_bancaires`. One that the card
 * does not have is remembered as an invalid preference; `''` leaves the choice to the brand.
 */
export function preferNetwork(card: CardDetails, network: Emptyable<string>): CardDetails {
  if (network === undefined) return card;
  const { available } = card.networks!;
  const fits = network !== null && available.includes(network);
  const preferred = fits ? network : network ? 'invalid_preference' : null;
  const shown = available.length === 1 ? card.display_brand : fits ? network : card.brand;
  return { ...card, display_brand: shown, networks: { available, preferred } };
}

/** What only its type has. */
export function hashOf(method: PaymentMethod): JsonObject {
  return method[method.type as 'affirm'] ?? {};
}

function billingDetails(
  current: BillingDetails,
  params: Stripe.PaymentMethodCreateParams.BillingDetails = {},
): BillingDetails {
  const { address, email, name, phone } = params;
  return {
    address: addressOf(address === '' || address === null ? {} : { ...current.address, ...address }),
    email: given(email, current.email),
    name: given(name, current.name),
    phone: given(phone, current.phone),
  };
}
