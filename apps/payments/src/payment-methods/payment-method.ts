import type { Document } from '@pinstripe/contract';
import {
  addressOf,
  type Emptyable,
  errors,
  given,
  mergeMetadata,
  requireBuilt,
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

/** The card or the token that `params` bring. @throws when they bring none, or what is not built. */
export function cardParams(params: CreateParams): (CardParams & { token?: never }) | { token: string } {
  requireBuilt(params, ['payment_method']);
  requireCard(params);
  requireEmail(params.billing_details?.email, 'billing_details[email]');
  const { card } = params;
  if (card === undefined) throw errors.parameterMissing('card');
  const { number, exp_month, exp_year, cvc, token } = card;
  if (token !== undefined) {
    if (number !== undefined) throw errors.parametersExclusive('card[token]', 'card[number]');
    return { token };
  }
  if (number === undefined) throw errors.parameterMissing('card[number]');
  if (exp_month === undefined) throw errors.parameterMissing('card[exp_month]');
  if (exp_year === undefined) throw errors.parameterMissing('card[exp_year]');
  return { number, exp_month, exp_year, ...(cvc === undefined ? {} : { cvc }) };
}

const BUILT = new Set(['allow_redisplay', 'billing_details', 'card', 'metadata', 'radar_options', 'type']);

/** What a card cannot take is no parameter of it, whatever other types take. */
function requireCard(params: CreateParams): void {
  if (params.customer !== undefined) {
    throw errors.invalid(
      'You cannot attach a PaymentMethod to a Customer during PaymentMethod creation. Please instead create the ' +
        'PaymentMethod and then attach it using the attachment method of the PaymentMethods API.',
    );
  }
  if (params.type === undefined) throw errors.parameterMissing('type');
  if (params.type !== 'card') {
    throw errors.invalid(
      `Pinstripe does not support payment methods of the type ${params.type} yet. Nothing was changed.`,
      { param: 'type' },
      501,
    );
  }
  const unknown = Object.keys(params).find((param) => !BUILT.has(param));
  if (unknown !== undefined) throw errors.parameterUnknown(unknown);
}

/** A payment method of a card, and of nobody yet. */
export function create(
  params: Pick<CreateParams, 'allow_redisplay' | 'billing_details' | 'card' | 'metadata' | 'radar_options'>,
  card: CardDetails,
  identity: Identity,
): PaymentMethod {
  const { allow_redisplay = 'unspecified', metadata, radar_options } = params;
  const nobody: BillingDetails = { address: addressOf({}), email: null, name: null, phone: null };
  return {
    ...identity,
    object: 'payment_method',
    allow_redisplay,
    billing_details: billingDetails(nobody, params.billing_details),
    card: preferNetwork(card, params.card?.networks?.preferred),
    customer: null,
    metadata: mergeMetadata({}, metadata),
    ...(radar_options === undefined ? {} : { radar_options }),
    type: 'card',
  };
}

/** `params` bring a date that `checkCard` has found good. */
export function update(method: PaymentMethod, params: UpdateParams): PaymentMethod {
  const unknown = Object.keys(params).find((param) => !BUILT.has(param));
  if (unknown !== undefined) throw errors.parameterUnknown(unknown);
  requireEmail(params.billing_details?.email, 'billing_details[email]');
  const card = method.card!;
  const { exp_month = card.exp_month, exp_year = card.exp_year, networks } = params.card ?? {};
  return {
    ...method,
    allow_redisplay: params.allow_redisplay ?? method.allow_redisplay ?? 'unspecified',
    billing_details: billingDetails(method.billing_details, params.billing_details),
    card: { ...preferNetwork(card, networks?.preferred), exp_month, exp_year },
    metadata: mergeMetadata(method.metadata ?? {}, params.metadata),
  };
}

/** The customer's from now on, with what the bank said when it was asked. */
export function attach(method: PaymentMethod, customer: string, checks: Checks | null): PaymentMethod {
  return { ...method, card: withChecks(method.card!, checks), customer };
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
