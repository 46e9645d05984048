import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';

export type PaymentMethodConfiguration = Document<Stripe.PaymentMethodConfiguration>;
type CreateParams = Stripe.PaymentMethodConfigurationCreateParams;
type UpdateParams = Stripe.PaymentMethodConfigurationUpdateParams;

/** What a configuration says of one payment method. */
type Setting = NonNullable<PaymentMethodConfiguration['card']>;
type Preference = Setting['display_preference']['preference'];
type Value = Setting['display_preference']['value'];

/** The payment methods that a configuration knows. */
export type Method = {
  [K in keyof PaymentMethodConfiguration]-?: NonNullable<PaymentMethodConfiguration[K]> extends Setting
    ? K
    : never;
}[keyof PaymentMethodConfiguration];

/** What holds of each payment method where nobody has a preference. */
const DEFAULTS: Readonly<Record<Method, Value>> = {
  acss_debit: 'off',
  affirm: 'off',
  afterpay_clearpay: 'off',
  alipay: 'off',
  alma: 'off',
  amazon_pay: 'off',
  apple_pay: 'on',
  au_becs_debit: 'off',
  bacs_debit: 'off',
  bancontact: 'off',
  blik: 'off',
  boleto: 'off',
  card: 'on',
  cartes_bancaires: 'off',
  cashapp: 'off',
  customer_balance: 'off',
  eps: 'off',
  fpx: 'off',
  giropay: 'off',
  google_pay: 'off',
  grabpay: 'off',
  ideal: 'off',
  jcb: 'off',
  klarna: 'off',
  konbini: 'off',
  link: 'on',
  mobilepay: 'off',
  multibanco: 'off',
  oxxo: 'off',
  p24: 'off',
  pay_by_bank: 'off',
  paynow: 'off',
  paypal: 'off',
  promptpay: 'off',
  revolut_pay: 'off',
  sepa_debit: 'off',
  sofort: 'off',
  swish: 'off',
  twint: 'off',
  us_bank_account: 'off',
  wechat_pay: 'off',
  zip: 'off',
};
const METHODS = Object.keys(DEFAULTS) as Method[];

/** What is turned on in the default configuration until somebody changes it. */
export const ON_BY_DEFAULT: readonly string[] = METHODS.filter((method) => DEFAULTS[method] === 'on');

/** The methods that are ways to pay by card, and work wherever cards do. */
const BY_CARD: ReadonlySet<Method> = new Set(['apple_pay', 'cartes_bancaires', 'google_pay', 'jcb']);

/** The configuration that an account has from the start, and uses whenever none is named. */
export function createDefault(identity: Identity): PaymentMethodConfiguration {
  return configuration(identity, 'Default', true, (method) => DEFAULTS[method]);
}

/** Another one. Every method is off in it until it is turned on (guide "Payment method configurations"). */
export function create(params: CreateParams, identity: Identity): PaymentMethodConfiguration {
  // A parent would be a Connect platform's, and there is none.
  if (params.parent !== undefined) {
    throw errors.resourceMissing('payment_method_configuration', params.parent, 'parent');
  }
  const { name = 'Payment method configuration' } = params;
  return configuration(identity, name, false, (method) => preferenceIn(params, method) ?? 'off');
}

export function update(
  current: PaymentMethodConfiguration,
  params: UpdateParams,
): PaymentMethodConfiguration {
  const { active = current.active, name = current.name } = params;
  if (!active && current.is_default) {
    throw errors.invalid('The default payment method configuration cannot be deactivated.', {
      param: 'active',
    });
  }
  const preferenceOf = (method: Method) =>
    preferenceIn(params, method) ?? current[method]!.display_preference.preference;
  return { ...current, active, name, ...settings(preferenceOf) };
}

/** Whether each method may be offered: it is on, and its type is built. The latter changes with the platform. */
export function withAvailability(current: PaymentMethodConfiguration): PaymentMethodConfiguration {
  return { ...current, ...settings((method) => current[method]!.display_preference.preference) };
}

/** The payment methods that are turned on. */
export function turnedOn(current: PaymentMethodConfiguration): ReadonlySet<string> {
  return new Set(METHODS.filter((method) => current[method]!.display_preference.value === 'on'));
}

/** @throws when the configuration may not be used for new payments */
export function requireActive({ id, active }: PaymentMethodConfiguration): void {
  if (active) return;
  throw errors.invalid(`The payment method configuration ${id} is not active.`, {
    param: 'payment_method_configuration',
  });
}

function configuration(
  { id, livemode }: Identity,
  name: string,
  is_default: boolean,
  preferenceOf: (method: Method) => Preference,
): PaymentMethodConfiguration {
  return {
    id,
    object: 'payment_method_configuration',
    active: true,
    application: null,
    is_default,
    livemode,
    name,
    parent: null,
    ...settings(preferenceOf),
  };
}

function settings(preferenceOf: (method: Method) => Preference): Record<Method, Setting> {
  const entries = METHODS.map((method) => [method, setting(method, preferenceOf(method))] as const);
  return Object.fromEntries(entries) as Record<Method, Setting>;
}

/** `overridable` is about the parent's say, and so null without one. */
function setting(method: Method, preference: Preference): Setting {
  const value = preference === 'none' ? DEFAULTS[method] : preference;
  const type = BY_CARD.has(method) ? 'card' : method;
  const available = value === 'on' && type in PAYMENT_METHOD_TYPES;
  return { available, display_preference: { overridable: null, preference, value } };
}

function preferenceIn(params: CreateParams | UpdateParams, method: Method): Preference | undefined {
  return params[method]?.display_preference?.preference;
}
