import { Injectable } from '@nestjs/common';
import { sendCommand } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { errors, randomText, requireBuilt, StripeError } from '@pinstripe/kernel';
import { type Beginning, foreign, isTombstone, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { endDiscount, giveBack, redeem, tellDiscount } from '../discounts/discounts.ts';
import {
  create,
  type Customer,
  requireDeletable,
  update,
  withDefaultPaymentMethod,
  withDefaultSource,
  withDiscount,
  withInvoicePrefix,
} from './customer.ts';
import { customers } from './customer.entity.ts';
import { leavePrefix, takePrefix } from './invoice-prefix.entity.ts';

type Attached = Commands['attach_to_customer']['outcome'];
type Kind = Commands['attach_to_customer']['payload']['kind'];
type Mode = Commands['set_reconciliation_mode']['payload']['reconciliation_mode'];

/** A customer as it will be once payments has attached what the request brought. */
interface Attaching {
  customer: Customer;
  kind: Kind;
  /** `default_payment_method` was asked to be the very payment method that is being attached. */
  is_default: boolean;
  /** How the customer's cash balance is to be used; payments is told once it has agreed to the rest. */
  mode: Mode | undefined;
}

/**
 * Payments is asked last: whatever can refuse a customer, or is wanted by others too, is decided and taken in the unit
 * that asks. So what payments has attached always finds its customer, and a refusal gives back what was taken.
 */
@Injectable()
export class CustomersService {
  private readonly creating: Beginning<Attaching, Stripe.Customer>;
  private readonly updating: Beginning<Attaching, Stripe.Customer>;
  private readonly creatingWithMode: Beginning<{ customer: Customer }, Stripe.Customer>;
  private readonly updatingWithMode: Beginning<{ customer: Customer }, Stripe.Customer>;

  constructor(steps: Steps) {
    this.creating = steps.define('create_customer', {
      onOutcome: async (attaching: Attaching, outcome: Attached) => {
        return insert(await attached(null, attaching, outcome));
      },
    });
    this.updating = steps.define('update_customer', {
      onOutcome: async (attaching: Attaching, outcome: Attached) => {
        const before = await customers.load(attaching.customer.id);
        return save(before, await attached(before, attaching, outcome));
      },
    });
    this.creatingWithMode = steps.define('create_customer_with_reconciliation_mode', {
      onOutcome: ({ customer }: { customer: Customer }) => insert(customer),
    });
    this.updatingWithMode = steps.define('update_customer_with_reconciliation_mode', {
      onOutcome: async ({ customer }: { customer: Customer }) =>
        save(await customers.load(customer.id), customer),
    });
  }

  /** With a `source` or a `payment_method` the customer exists only once payments has accepted it. */
  async create(params: Stripe.CustomerCreateParams) {
    const { source, payment_method } = params;
    if (source !== undefined && payment_method !== undefined) {
      throw errors.parametersExclusive('source', 'payment_method');
    }
    const created = create(params, customers.identity());
    const { default_payment_method } = created.invoice_settings;
    if (default_payment_method !== null && default_payment_method !== payment_method) {
      throw notAttached(default_payment_method);
    }
    const customer = await take(null, created, params.coupon);
    const id = source ?? payment_method;
    const mode = modeOf(params);
    if (id === undefined) {
      if (mode === undefined) return insert(customer);
      const outside = this.creatingWithMode.begin(null, { customer });
      sendMode(outside.attempt_id, customer.id, mode);
      return outside;
    }
    const kind = source === undefined ? 'payment_method' : 'source';
    const outside = this.creating.begin(null, {
      customer,
      kind,
      is_default: default_payment_method !== null,
      mode,
    });
    sendAttach(outside.attempt_id, { customer: customer.id, kind, id, replaces: null });
    return outside;
  }

  async update(id: string, params: Stripe.CustomerUpdateParams) {
    const before = await customers.load(id);
    const updated = update(withSource(before, params), params);
    requireAttached(updated, params);
    const customer = await take(before, updated, params.coupon);
    const mode = modeOf(params);
    if (params.source === undefined) {
      if (mode === undefined) return save(before, customer);
      const outside = this.updatingWithMode.begin({ resource: customers, id }, { customer });
      sendMode(outside.attempt_id, id, mode);
      return outside;
    }
    const outside = this.updating.begin(
      { resource: customers, id },
      { customer, kind: 'source', is_default: false, mode },
    );
    const replaces = before.default_source;
    sendAttach(outside.attempt_id, { customer: id, kind: 'source', id: params.source, replaces });
    return outside;
  }

  list(params: Stripe.CustomerListParams) {
    requireBuilt(params, ['test_clock']);
    return customers.list(params, { email: params.email });
  }

  async del(id: string) {
    const customer = await customers.load(id);
    requireDeletable(customer, customers.privateOf(id));
    if (customer.invoice_prefix != null) await leavePrefix(customer.invoice_prefix);
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

const MINTED_PREFIX_LENGTH = 8;

/** A prefix that no client chose is minted by the very unit that inserts: should it be taken, that mints another. */
async function insert(customer: Customer): Promise<Customer> {
  const named =
    customer.invoice_prefix == null
      ? withInvoicePrefix(customer, randomText(MINTED_PREFIX_LENGTH, 36))
      : customer;
  const inserted = customers.insert(named, 'customer.created');
  await tellDiscount(customer.id, null, customer.discount ?? null);
  return inserted;
}

async function save(before: Customer, customer: Customer): Promise<Customer> {
  if (before.invoice_prefix != null && before.invoice_prefix !== customer.invoice_prefix)
    await leavePrefix(before.invoice_prefix);
  const saved = customers.save(customer, 'customer.updated');
  await tellDiscount(customer.id, before.discount ?? null, customer.discount ?? null);
  return saved;
}

/** Takes the prefix and the coupon, whose discount the customer then has; `''` for a coupon ends the one it had. */
async function take(
  before: Customer | null,
  customer: Customer,
  coupon: string | undefined,
): Promise<Customer> {
  const { invoice_prefix } = customer;
  if (invoice_prefix != null && invoice_prefix !== before?.invoice_prefix)
    await takePrefix(invoice_prefix, customer.id);
  if (coupon === undefined) return customer;
  return withDiscount(customer, coupon === '' ? null : await redeem(coupon, customer.id));
}

/** Gives back what `take` took. */
async function untake(before: Customer | null, { invoice_prefix, discount }: Customer): Promise<void> {
  if (invoice_prefix != null && invoice_prefix !== before?.invoice_prefix) await leavePrefix(invoice_prefix);
  if (discount != null && discount.id !== before?.discount?.id) await giveBack(discount);
}

/** The customer with what payments attached; a refusal is the answer to the request. */
async function attached(
  before: Customer | null,
  { customer, kind, is_default, mode }: Attaching,
  outcome: Attached,
): Promise<Customer> {
  if ('refused' in outcome) {
    await untake(before, customer);
    refuse(new StripeError(outcome.refused.status, outcome.refused.error));
  }
  const { id } = outcome.attached;
  if (mode !== undefined) sendMode(`mode_${id}_${customer.id}`, customer.id, mode);
  if (kind === 'source') return withDefaultSource(customer, id);
  return is_default ? withDefaultPaymentMethod(customer, id) : customer;
}

function sendAttach(id: string, payload: Commands['attach_to_customer']['payload']): void {
  sendCommand({ to: 'payments', name: 'attach_to_customer', id, key: payload.customer, payload });
}

function modeOf({
  cash_balance,
}: Stripe.CustomerCreateParams | Stripe.CustomerUpdateParams): Mode | undefined {
  return cash_balance?.settings?.reconciliation_mode;
}

function sendMode(id: string, customer: string, reconciliation_mode: Mode): void {
  const payload = { customer, reconciliation_mode };
  sendCommand({ to: 'payments', name: 'set_reconciliation_mode', id, key: customer, payload });
}

/** Sees to it that the customer is not deleted any more; answers whether it was there. */
export async function keepCustomer(id: string): Promise<boolean> {
  const customer = await customers.find(id);
  if (customer === null || isTombstone(customer)) return false;
  customers.setPrivate(id, { ...customers.privateOf(id), has_cash_balance: true });
  return true;
}

/** Sets the default source if it is still `source`; answers what it is then. */
export async function replaceDefaultSource(
  id: string,
  source: string | null,
  by: string | null,
): Promise<string | null> {
  const customer = await customers.find(id);
  if (customer === null || isTombstone(customer)) return null;
  if (customer.default_source !== source) return customer.default_source;
  return customers.save(withDefaultSource(customer, by), 'customer.updated').default_source;
}

function withSource(customer: Customer, { default_source }: Stripe.CustomerUpdateParams): Customer {
  if (default_source === undefined) return customer;
  const source = foreign(kindOf(default_source), default_source, 'default_source');
  if (source.customer !== customer.id)
    throw errors.resourceMissing('source', default_source, 'default_source');
  return withDefaultSource(customer, source.id);
}

function kindOf(source: string): 'bank_account' | 'card' | 'source' {
  if (source.startsWith('src_')) return 'source';
  return source.startsWith('ba_') ? 'bank_account' : 'card';
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
