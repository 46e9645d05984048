import {
  errors,
  given,
  mergeMetadata,
  requireChargeAmount,
  requireEmail,
  type Timestamp,
} from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { AuthorizationRequest, AuthorizedCard, Ruling } from '../card-network/card-network.ts';
import type { Card } from '../cards/card.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Source } from '../sources/source.ts';
import type { Charge, ChargeDetails } from './charge.ts';
import { shippingOf } from './shipping.ts';
import { requireStatementDescriptors } from './statement-descriptor.ts';

type CreateParams = Stripe.ChargeCreateParams;

/** What the parameters of a charge that is made without a PaymentIntent say of it. */
export function chargeDetails(params: CreateParams): ChargeDetails {
  const { amount, currency } = params;
  if (amount === undefined) throw errors.parameterMissing('amount');
  if (currency === undefined) throw errors.parameterMissing('currency');
  requireChargeAmount(amount, currency.toLowerCase());
  requireEmail(params.receipt_email, 'receipt_email');
  requireStatementDescriptors(params);
  return {
    amount,
    currency: currency.toLowerCase(),
    customer: params.customer ?? null,
    description: given(params.description, null),
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: null,
    radar_options: params.radar_options ?? {},
    receipt_email: given(params.receipt_email, null),
    shipping: shippingOf(params.shipping),
    statement_descriptor: given(params.statement_descriptor, null),
    statement_descriptor_suffix: given(params.statement_descriptor_suffix, null),
    transfer_group: given(params.transfer_group, null),
  };
}

/** @throws when `source` is not one of the customer's, or belongs to one who was not named. */
export function requireOwnSource(
  source: string,
  card: { readonly customer?: Card['customer'] },
  customer: string | null,
): void {
  const owner = card.customer ?? null;
  if (owner === customer) return;
  if (customer === null) {
    throw errors.invalid(
      `The source ${source} belongs to a customer. Please include it in the customer parameter.`,
      {
        code: 'parameter_missing',
        param: 'customer',
      },
    );
  }
  throw errors.invalid(`Customer ${customer} does not have a linked source with ID ${source}.`, {
    code: 'missing',
    param: 'source',
  });
}

export function noActiveCard() {
  return errors.card('Cannot charge a customer that has no active card', { code: 'missing', param: 'card' });
}

/** What the card's bank is asked. Nothing in the Charges API can ask the cardholder for more. */
export function authorization(
  details: ChargeDetails,
  payment_method: PaymentMethod,
  capture: boolean,
  set_up: boolean,
  requested_at: Timestamp,
  ruling: Ruling | null,
  authentication: { authentication_id: string | null; asks_three_d_secure: boolean },
): Omit<AuthorizationRequest, 'attempt_id' | 'card' | 'off_session'> {
  const { line1, postal_code } = payment_method.billing_details.address ?? { line1: null, postal_code: null };
  return {
    address: { line1, postal_code },
    amount: details.amount,
    authentication_id: authentication.authentication_id,
    capture_method: capture ? 'automatic' : 'manual',
    currency: details.currency,
    cvc_provided: (payment_method.card?.checks?.cvc_check ?? null) !== null,
    imported_authentication: null,
    installments: null,
    moto: false,
    network: null,
    request_extended_authorization: false,
    request_incremental_authorization: false,
    request_multicapture: false,
    request_overcapture: false,
    request_three_d_secure: authentication.asks_three_d_secure ? 'any' : 'automatic',
    requested_at,
    ruling,
    set_up,
  };
}

/** The charge with the card that it was made with, as it was then. */
export function withSource(charge: Charge, source: Card | Source, { checks }: AuthorizedCard): Charge {
  const { address_line1_check, address_postal_code_check: address_zip_check, cvc_check } = checks;
  const checked = { address_line1_check, address_zip_check, cvc_check };
  if (source.object === 'card') return { ...charge, source: { ...source, ...checked } };
  const hash = source.three_d_secure === undefined ? 'card' : 'three_d_secure';
  return { ...charge, source: { ...source, [hash]: { ...source[hash], ...checked } } };
}
