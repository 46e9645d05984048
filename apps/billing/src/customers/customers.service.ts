import { Injectable } from '@nestjs/common';
import { sendCommand } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { errors, StripeError } from '@pinstripe/kernel';
import { type Beginning, emit, foreign, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { endDiscount, redeem, requireRedeemable } from '../discounts/discounts.ts';
import {
  create,
  type Customer,
  update,
  withDefaultPaymentMethod,
  withDefaultSource,
  withDiscount,
} from './customer.ts';
import { customers } from './customer.entity.ts';

type Attached = Commands['attach_to_customer']['outcome'];
type Kind = Commands['attach_to_customer']['payload']['kind'];

/** A customer as it will be once payments has attached what the request brought. */
interface Attaching {
  customer: Customer;
  coupon: string | null;
  kind: Kind;
  /** `default_payment_method` was asked to be the very payment method that is being attached. */
  is_default: boolean;
}

@Injectable()
export class CustomersService {
  private readonly creating: Beginning<Attaching, Stripe.Customer>;
  private readonly updating: Beginning<Attaching, Stripe.Customer>;

  constructor(steps: Steps) {
    this.creating = steps.define('create_customer', {
      onOutcome: (attaching: Attaching, outcome: Attached) => {
        const customer = attached(attaching, outcome);
        return insert(customer, attaching.coupon);
      },
    });
    this.updating = steps.define('update_customer', {
      onOutcome: async (attaching: Attaching, outcome: Attached) => {
        const customer = attached(attaching, outcome);
        await customers.load(customer.id);
        return save(customer, attaching.coupon ?? undefined);
      },
    });
  }

  /** With a `source` or a `payment_method` the customer exists only once payments has accepted it. */
  async create(params: Stripe.CustomerCreateParams) {
    const { source, payment_method, coupon } = params;
    if (source !== undefined && payment_method !== undefined) {
      throw errors.parametersExclusive('source', 'payment_method');
    }
    await requireFreePrefix(params.invoice_prefix);
    if (coupon !== undefined) await requireRedeemable(coupon);
    const customer = create(params, customers.identity());
    const { default_payment_method } = customer.invoice_settings;
    if (default_payment_method !== null && default_payment_method !== payment_method) {
      throw notAttached(default_payment_method);
    }
    const attaching = { customer, coupon: coupon ?? null, is_default: default_payment_method !== null };
    const id = source ?? payment_method;
    if (id === undefined) return insert(customer, attaching.coupon);
    const kind = source === undefined ? 'payment_method' : 'source';
    const outside = this.creating.begin(null, { ...attaching, kind });
    sendAttach(outside.attempt_id, { customer: customer.id, kind, id, replaces: null });
    return outside;
  }

  retrieve(id: string) {
    return customers.retrieve(id);
  }

  async update(id: string, params: Stripe.CustomerUpdateParams) {
    const customer = await customers.load(id);
    if (params.invoice_prefix !== customer.invoice_prefix) await requireFreePrefix(params.invoice_prefix);
    const updated = update(withSource(customer, params), params);
    requireAttached(updated, params);
    if (params.coupon !== undefined && params.coupon !== '') await requireRedeemable(params.coupon);
    if (params.source === undefined) return save(updated, params.coupon);
    const outside = this.updating.begin(
      { resource: customers, id },
      { customer: updated, coupon: params.coupon ?? null, kind: 'source', is_default: false },
    );
    const replaces = customer.default_source;
    sendAttach(outside.attempt_id, { customer: id, kind: 'source', id: params.source, replaces });
    return outside;
  }

  list(params: Stripe.CustomerListParams) {
    if (params.test_clock !== undefined) throw errors.parameterNotBuilt('test_clock');
    return customers.list(params, { email: params.email });
  }

  search(params: Stripe.CustomerSearchParams) {
    return customers.search(params);
  }

  async del(id: string) {
    const customer = await customers.load(id);
    return customers.delete(customer, 'customer.deleted');
  }

  async deleteDiscount(id: string) {
    const customer = await customers.load(id);
    if (customer.discount === null || customer.discount === undefined) {
      throw errors.invalid(`No active discount for customer: ${id}`, { code: 'resource_missing' }, 404);
    }
    return endDiscount(customer, customer.discount);
  }
}

async function insert(customer: Customer, coupon: string | null): Promise<Customer> {
  if (coupon === null) return customers.insert(customer, 'customer.created');
  const discount = await redeem(coupon, customer.id);
  const discounted = customers.insert(withDiscount(customer, discount), 'customer.created');
  emit('customer.discount.created', discount, null);
  return discounted;
}

/** Saves the customer; `coupon` becomes its discount, `''` ends the one it has. */
async function save(customer: Customer, coupon: string | undefined): Promise<Customer> {
  const before = customer.discount ?? null;
  if (coupon === undefined) return customers.save(customer, 'customer.updated');
  if (coupon === '') {
    if (before === null) return customers.save(customer, 'customer.updated');
    await endDiscount(customer, before);
    return withDiscount(customer, null);
  }
  const discount = await redeem(coupon, customer.id);
  const discounted = customers.save(withDiscount(customer, discount), 'customer.updated');
  emit(before === null ? 'customer.discount.created' : 'customer.discount.updated', discount, before);
  return discounted;
}

/** The customer with what payments attached; a refusal is the answer to the request. */
function attached({ customer, kind, is_default }: Attaching, outcome: Attached): Customer {
  if ('refused' in outcome) refuse(new StripeError(outcome.refused.status, outcome.refused.error));
  const { id } = outcome.attached;
  if (kind === 'source') return withDefaultSource(customer, id);
  return is_default ? withDefaultPaymentMethod(customer, id) : customer;
}

function sendAttach(id: string, payload: Commands['attach_to_customer']['payload']): void {
  sendCommand({ to: 'payments', name: 'attach_to_customer', id, key: payload.customer, payload });
}

function withSource(customer: Customer, { default_source }: Stripe.CustomerUpdateParams): Customer {
  if (default_source === undefined) return customer;
  const source = foreign('card', default_source, 'default_source');
  if (source.customer !== customer.id)
    throw errors.resourceMissing('source', default_source, 'default_source');
  return withDefaultSource(customer, source.id);
}

function requireAttached({ id }: Customer, { invoice_settings }: Stripe.CustomerUpdateParams): void {
  const payment_method = invoice_settings?.default_payment_method;
  if (payment_method === undefined || payment_method === '') return;
  const found = foreign('payment_method', payment_method, 'invoice_settings[default_payment_method]');
  if (found.customer !== id) throw notAttached(payment_method);
}

function notAttached(payment_method: string) {
  return errors.invalid(
    `The customer does not have a payment method with the ID ${payment_method}. ` +
      'The payment method must be attached to the customer.',
    { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
  );
}

async function requireFreePrefix(invoice_prefix: string | undefined): Promise<void> {
  if (invoice_prefix === undefined) return;
  const { data } = await customers.list({ limit: 1 }, { invoice_prefix });
  if (data.length > 0) {
    throw errors.invalid(`Another customer already has the invoice prefix ${invoice_prefix}`, {
      param: 'invoice_prefix',
    });
  }
}
