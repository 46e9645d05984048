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
import type { Discount } from '../discounts/discount.ts';

export type Customer = Document<Stripe.Customer>;
type InvoiceSettings = Customer['invoice_settings'];
type CreateParams = Stripe.CustomerCreateParams;
type UpdateParams = Stripe.CustomerUpdateParams;

/**
 * A customer without an invoice prefix unless `params` choose one. `payment_method` becomes the customer's only once
 * payments has attached it; the same goes for `source`.
 */
export function create(params: CreateParams, identity: Identity): Customer {
  const blank: Customer = {
    ...identity,
    object: 'customer',
    address: null,
    balance: 0,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  return update(blank, params);
}

export function update(customer: Customer, params: CreateParams | UpdateParams): Customer {
  requireBuilt(params, NOT_BUILT);
  requireValid(params);
  return {
    ...customer,
    address: params.address === undefined ? (customer.address ?? null) : address(params.address),
    balance: params.balance ?? customer.balance,
    description: given(params.description, customer.description),
    email: given(params.email, customer.email),
    invoice_prefix: params.invoice_prefix ?? customer.invoice_prefix ?? null,
    invoice_settings: invoiceSettings(customer.invoice_settings, params.invoice_settings),
    metadata: mergeMetadata(customer.metadata, params.metadata),
    name: given(params.name, customer.name ?? null),
    next_invoice_sequence: params.next_invoice_sequence ?? customer.next_invoice_sequence ?? 1,
    phone: given(params.phone, customer.phone ?? null),
    preferred_locales: params.preferred_locales ?? customer.preferred_locales ?? [],
    shipping: params.shipping === undefined ? customer.shipping : shipping(params.shipping),
    tax_exempt: given(params.tax_exempt, customer.tax_exempt ?? null) ?? 'none',
  };
}

export function withDiscount(customer: Customer, discount: Discount | null): Customer {
  return { ...customer, discount };
}

/** `default_source` as payments attached it. */
export function withDefaultSource(customer: Customer, default_source: string | null): Customer {
  return { ...customer, default_source };
}

export function withDefaultPaymentMethod(
  customer: Customer,
  default_payment_method: string | null,
): Customer {
  return { ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method } };
}

/** Invoice numbers of a customer begin with it. */
export function withInvoicePrefix(customer: Customer, invoice_prefix: string): Customer {
  return { ...customer, invoice_prefix };
}

/** The customer without this source or payment method as a default; the same customer where it was none. */
export function withoutDefault(customer: Customer, id: string): Customer {
  const sourced = customer.default_source === id ? withDefaultSource(customer, null) : customer;
  const { default_payment_method } = customer.invoice_settings;
  return default_payment_method === id ? withDefaultPaymentMethod(sourced, null) : sourced;
}

/** @throws when there is money of the customer's, or an account to transfer it to (API reference, "The Cash balance object") */
export function requireDeletable({ id }: Customer, hidden: { has_cash_balance?: true } | null): void {
  if (hidden?.has_cash_balance === undefined) return;
  throw errors.invalid(`Customer ${id} cannot be deleted because it has a cash balance.`);
}

const NOT_BUILT = ['promotion_code', 'tax', 'tax_id_data', 'test_clock'] as const;

const INVOICE_PREFIX = /^[A-Z0-9]{3,12}$/;

function requireValid({ email, invoice_prefix, next_invoice_sequence }: CreateParams | UpdateParams): void {
  requireEmail(email, 'email');
  if (invoice_prefix !== undefined && !INVOICE_PREFIX.test(invoice_prefix)) {
    throw errors.invalid('Invoice prefixes must be 3 to 12 uppercase letters or numbers', {
      param: 'invoice_prefix',
    });
  }
  if (next_invoice_sequence !== undefined && next_invoice_sequence < 1) {
    throw errors.invalid('next_invoice_sequence must be at least 1', { param: 'next_invoice_sequence' });
  }
}

function address(param: Emptyable<Stripe.AddressParam>): Customer['address'] & (object | null) {
  return param === '' || param === null || param === undefined ? null : addressOf(param);
}

function shipping(param: Emptyable<Stripe.CustomerCreateParams.Shipping>): Customer['shipping'] {
  if (param === '' || param === null || param === undefined) return null;
  return { address: addressOf(param.address), name: param.name, phone: param.phone ?? null };
}

function invoiceSettings(
  settings: InvoiceSettings,
  params: Stripe.CustomerCreateParams.InvoiceSettings = {},
): InvoiceSettings {
  return {
    custom_fields: given(params.custom_fields, settings.custom_fields),
    default_payment_method: given(params.default_payment_method, settings.default_payment_method),
    footer: given(params.footer, settings.footer),
    rendering_options:
      params.rendering_options === undefined
        ? settings.rendering_options
        : renderingOptions(params.rendering_options),
  };
}

function renderingOptions(
  param: Emptyable<Stripe.CustomerCreateParams.InvoiceSettings.RenderingOptions>,
): InvoiceSettings['rendering_options'] {
  if (param === '' || param === null || param === undefined) return null;
  return { amount_tax_display: given(param.amount_tax_display, null), template: param.template ?? null };
}
