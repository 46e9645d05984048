import type { Document } from '@pinstripe/contract';
import { addressOf, errors, given, mergeMetadata, requireBuilt, requireEmail } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Card } from '../cards/card.ts';
import type { Checks, PaymentMethod } from '../payment-methods/payment-method.ts';

/**
 * A source as the Sources API has it (deprecated): of a card, which is `chargeable` from the beginning, and `consumed` once it
 * is charged without a customer, is detached, or was good for one use only.
 */
export type Source = Document<Stripe.Source>;
type Owner = NonNullable<Source['owner']>;

const NOT_BUILT = [
  'flow',
  'mandate',
  'original_source',
  'receiver',
  'redirect',
  'source_order',
  'statement_descriptor',
] as const;

/** The token of the card that `params` bring. @throws when they bring none, or ask for what is not built */
export function tokenParam(params: Stripe.SourceCreateParams): string {
  requireBuilt(params, NOT_BUILT);
  if (params.type === undefined) throw errors.parameterMissing('type');
  if (params.type !== 'card') {
    throw errors.invalid(
      `Pinstripe does not support sources of the type ${params.type} yet. Nothing was changed.`,
      { param: 'type' },
      501,
    );
  }
  if (params.usage === 'single_use' && params.amount === undefined) throw errors.parameterMissing('amount');
  requireEmail(params.owner?.email, 'owner[email]');
  if (params.token === undefined) throw errors.parameterMissing('token');
  return params.token;
}

export function create(
  params: Stripe.SourceCreateParams,
  card: Card,
  identity: Identity,
  secret: string,
): Source {
  const address = {
    city: card.address_city,
    country: card.address_country,
    line1: card.address_line1,
    line2: card.address_line2,
    postal_code: card.address_zip,
    state: card.address_state,
  };
  const holder = { address: Object.values(address).some(Boolean) ? address : null, name: card.name };
  return {
    ...identity,
    object: 'source',
    allow_redisplay: 'unspecified',
    amount: params.amount ?? null,
    card: {
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
      three_d_secure: 'optional',
      tokenization_method: card.tokenization_method,
    },
    client_secret: `src_client_secret_${secret}`,
    currency: params.currency?.toLowerCase() ?? null,
    flow: 'none',
    metadata: mergeMetadata({}, params.metadata),
    owner: ownerAfter({ ...nobody, ...holder }, params.owner),
    statement_descriptor: null,
    status: 'chargeable',
    type: 'card',
    usage: params.usage ?? 'reusable',
  };
}

export function update(source: Source, params: Stripe.SourceUpdateParams): Source {
  requireBuilt(params, ['amount', 'mandate', 'source_order']);
  requireEmail(params.owner?.email, 'owner[email]');
  return {
    ...source,
    metadata: mergeMetadata(source.metadata ?? {}, params.metadata),
    owner: ownerAfter(source.owner ?? nobody, params.owner),
  };
}

/** The customer's from now on, with what the bank has checked. */
export function attach(source: Source, customer: string, checks: Checks | null): Source {
  return {
    ...source,
    card: {
      ...source.card!,
      ...(checks === null
        ? {}
        : {
            address_line1_check: checks.address_line1_check,
            address_zip_check: checks.address_postal_code_check,
            cvc_check: checks.cvc_check,
          }),
    },
    customer,
  };
}

/** It cannot be used any more. */
export function consume(source: Source): Source {
  const { customer: _, ...nobodys } = source;
  return { ...nobodys, status: 'consumed' };
}

/** @throws invalid_source_usage when it is good for one payment only, was used up, or is a customer's already */
export function requireAttachable(source: Source): void {
  requireChargeable(source);
  if (source.usage === 'single_use' || source.customer !== undefined) {
    throw unusable(
      `The source ${source.id} cannot be attached: it is ` +
        (source.customer === undefined ? 'good for one payment only.' : 'attached to a customer already.'),
    );
  }
}

/** @throws invalid_source_usage unless it can be charged */
export function requireChargeable({ id, status }: Source): void {
  if (status !== 'chargeable') {
    throw unusable(`The source ${id} cannot be used, since its status is ${status} and not chargeable.`);
  }
}

/** Whether a payment uses it up. */
export function isUsedUp({ customer }: Source): boolean {
  return customer === undefined;
}

/** The payment method that the source of a card is at the same time. */
export function asPaymentMethod(method: PaymentMethod, { owner }: Source): PaymentMethod {
  const { address, email, name, phone } = owner!;
  return { ...method, billing_details: { address: addressOf(address ?? {}), email, name, phone } };
}

const nobody: Owner = {
  address: null,
  email: null,
  name: null,
  phone: null,
  verified_address: null,
  verified_email: null,
  verified_name: null,
  verified_phone: null,
};

function ownerAfter(owner: Owner, params: Stripe.SourceCreateParams.Owner = {}): Owner {
  const { address, email, name, phone } = params;
  return {
    ...owner,
    address: address === undefined ? owner.address : addressOf({ ...owner.address, ...address }),
    email: given(email, owner.email),
    name: given(name, owner.name),
    phone: given(phone, owner.phone),
  };
}

function unusable(message: string) {
  return errors.invalid(message, { code: 'invalid_source_usage', param: 'source' });
}
