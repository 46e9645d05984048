import { errors, requireEmail } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { ReadAccount } from '../payment-method-types/payment-method-type.ts';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';
import { blank, type PaymentMethod } from './payment-method.ts';

type CreateParams = Stripe.PaymentMethodCreateParams;
type Hash = Readonly<Record<string, string>>;

/** What a payment method of any type but a card is made of. */
export interface TypeDetails {
  type: string;
  /** The fields of its own hash. */
  fields: Readonly<Record<string, unknown>>;
  /** The account that it debits, for the vault to keep. */
  account: ReadAccount | null;
}

const BUILT = new Set([
  'allow_redisplay',
  'billing_details',
  'ip',
  'metadata',
  'radar_options',
  'referrer',
  'type',
  'user_agent',
]);

/**
 * The type that `params` are for; `parent` is where they stand.
 * @throws for parameters that it does not have
 */
export function requireType(params: CreateParams, parent?: string): string {
  const { customer, payment_method, type } = params;
  if (payment_method !== undefined) {
    throw errors.invalid(
      'A PaymentMethod can only be shared with another account: the request must be made on its behalf, using the ' +
        'Stripe-Account header.',
      { param: within(parent, 'payment_method') },
    );
  }
  if (customer !== undefined) {
    throw errors.invalid(
      'You cannot attach a PaymentMethod to a Customer during PaymentMethod creation. Please instead create the ' +
        'PaymentMethod and then attach it using the attachment method of the PaymentMethods API.',
    );
  }
  if (type === undefined) throw errors.parameterMissing(within(parent, 'type'));
  const unknown = Object.keys(params).find((param) => !BUILT.has(param) && param !== type);
  if (unknown !== undefined) throw errors.parameterUnknown(within(parent, unknown));
  requireEmail(params.billing_details?.email, within(parent, 'billing_details[email]'));
  return type;
}

/** What `params` say of a payment method of `type`, which has passed `requireType`. @throws parameter_missing, and what the account throws */
export function typeDetails(type: string, params: CreateParams, parent?: string): TypeDetails {
  const { account: read, check_hash, fields = [], required_fields = [], shown } = PAYMENT_METHOD_TYPES[type]!;
  const param = within(parent, type);
  const given = ((params as unknown as Record<string, unknown>)[type] ?? {}) as Hash;
  const missing = required_fields.find((field) => given[field] === undefined || given[field] === '');
  if (missing !== undefined) throw errors.parameterMissing(`${param}[${missing}]`);
  check_hash?.(given, param);
  const told = Object.fromEntries(fields.map((field) => [field, given[field] ?? null]));
  return {
    type,
    fields: { ...told, ...shown?.(given, params.billing_details ?? {}) },
    account: read === undefined ? null : read(given, param),
  };
}

/** A payment method of `type`, and of nobody yet. */
export function createOfType(
  params: Pick<CreateParams, 'allow_redisplay' | 'billing_details' | 'metadata' | 'radar_options'>,
  type: string,
  hash: Readonly<Record<string, unknown>>,
  identity: Identity,
): PaymentMethod {
  return { ...blank(params, identity), [type]: hash, type } as PaymentMethod;
}

function within(parent: string | undefined, param: string): string {
  if (parent === undefined) return param;
  const [name, ...rest] = param.split(/(?=\[)/);
  return `${parent}[${name}]${rest.join('')}`;
}
