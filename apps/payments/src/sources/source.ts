import type { Document, SourceCreateParams } from '@pinstripe/contract';
import { addressOf, allows, errors, given, mergeMetadata, type StatusTable } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Flow, Hash } from './source-type.ts';
import { orderOf } from './source.order.ts';
import { sourceType } from './source-types.ts';

/** A source as the Sources API has it (deprecated): one way of one payer to pay, once or again and again. */
export type Source = Document<Stripe.Source>;
export type Owner = NonNullable<Source['owner']>;
type Status = 'canceled' | 'chargeable' | 'consumed' | 'failed' | 'pending';
type Action = 'authorize' | 'cancel' | 'charge' | 'decline' | 'receive';

/**
 * What can become of a source in each status. While it is `pending` the payer acts next, while it is `chargeable` the merchant does.
 * A charge consumes one that nobody keeps, and so does whoever takes it away from its customer; a receiver that is
 * kept waits for its next transfer.
 */
export const STATUSES: StatusTable<Status, Action> = {
  pending: ['authorize', 'cancel', 'decline', 'receive'],
  chargeable: ['cancel', 'charge', 'receive'],
  consumed: [],
  failed: [],
  canceled: [],
};

export function isAllowed({ status }: Source, action: Action): boolean {
  return allows(STATUSES, status as Status, action);
}

/** What a new source is made of, beside its parameters. */
export interface Beginnings {
  identity: Identity;
  client_secret: string;
  hash: object;
  /** The page on which its payer acts. */
  page_url: string;
  return_url: string | null;
}

/** How often a code may be wrong. */
const CODES_MAX = 3;

/** A source; it is chargeable at once where its payer has nothing to do. */
export function create(
  subject: Pick<Source, 'amount' | 'currency' | 'statement_descriptor'> & {
    flow: Flow;
    type: string;
    usage: string;
    /** The payer need not act, although others of the type have to. */
    not_required?: true;
  },
  params: Pick<SourceCreateParams, 'metadata' | 'owner' | 'receiver' | 'source_order'>,
  { client_secret, hash, identity, page_url, return_url }: Beginnings,
): Source {
  const { amount, currency, flow, not_required = false, statement_descriptor, type, usage } = subject;
  const acts = !not_required && (flow !== 'none' || sourceType(subject).pending_for !== undefined);
  const redirect = { failure_reason: null, status: acts ? 'pending' : 'not_required', url: page_url };
  const source: Source = {
    ...identity,
    object: 'source',
    allow_redisplay: 'unspecified',
    amount,
    client_secret,
    currency,
    flow,
    metadata: mergeMetadata({}, params.metadata),
    owner: ownerAfter(nobody, params.owner),
    ...(return_url === null ? {} : { redirect: { ...redirect, return_url } }),
    ...(flow === 'code_verification'
      ? { code_verification: { attempts_remaining: CODES_MAX, status: 'pending' } }
      : {}),
    statement_descriptor,
    status: acts ? 'pending' : 'chargeable',
    type: type as Source['type'],
    usage,
    [type]: hash,
  };
  const ordered = params.source_order === undefined ? {} : { source_order: orderOf(source, params) };
  return { ...source, ...ordered, ...(flow === 'receiver' ? { receiver: receiverOf(source, params) } : {}) };
}

/** The payer has done what was to be done. */
export function authorize(source: Source): Source {
  const { authorized, tells_name = false } = sourceType(source);
  const { id, owner, redirect, type } = source;
  const learnt = authorized?.(id) ?? {};
  return {
    ...source,
    [type]: { ...(source as unknown as Record<string, object>)[type], ...learnt },
    ...(redirect === undefined ? {} : { redirect: { ...redirect, status: 'succeeded' } }),
    owner: tells_name ? { ...owner!, verified_name: owner!.name } : owner,
    status: 'chargeable',
  };
}

/** The payer does not want to. */
export function decline(source: Source): Source {
  return { ...failRedirect(source, 'declined'), status: 'failed' };
}

/** Nobody came in time, or nobody charged it. */
export function cancel(source: Source): Source {
  return { ...failRedirect(source, 'user_abort'), status: 'canceled' };
}

function failRedirect(source: Source, failure_reason: string): Source {
  const { redirect } = source;
  if (redirect?.status !== 'pending') return source;
  return { ...source, redirect: { ...redirect, failure_reason, status: 'failed' } };
}

/** One more code has been told; a right one is as good as an authorization. @throws when it has no code to tell */
export function verify(source: Source, is_right: boolean): Source {
  const { attempts_remaining } = source.code_verification!;
  if (is_right) {
    return { ...authorize(source), code_verification: { attempts_remaining, status: 'succeeded' } };
  }
  const left = attempts_remaining - 1;
  const is_over = left === 0;
  return {
    ...source,
    code_verification: { attempts_remaining: left, status: is_over ? 'failed' : 'pending' },
    status: is_over ? 'failed' : source.status,
  };
}

/** @throws when it is not by a code that it is verified, or not any more */
export function requireVerifiable({ code_verification, flow, id, status }: Source): void {
  if (code_verification === undefined) {
    throw errors.invalid(`A source with the flow ${flow} cannot be verified by a code.`);
  }
  if (status !== 'pending') throw errors.invalid(`The source ${id} is ${status}, and has no code to verify.`);
}

/** It was charged: used up where nobody keeps it, and else there for the next time. */
export function charge(source: Source, amount: number): Source {
  const { receiver } = source;
  const charged: Source =
    receiver === undefined
      ? source
      : { ...source, receiver: { ...receiver, amount_charged: receiver.amount_charged + amount } };
  if (source.customer === undefined) return { ...charged, status: 'consumed' };
  return receiver === undefined || chargeableAmount(charged) > 0
    ? charged
    : { ...charged, status: 'pending' };
}

/** What there is to charge of what a receiver has got. */
export function chargeableAmount({ receiver }: Source): number {
  const { amount_charged, amount_received, amount_returned } = receiver!;
  return amount_received - amount_charged - amount_returned;
}

/** It cannot be used any more. */
export function consume(source: Source): Source {
  const { customer: _, ...nobodys } = source;
  return { ...nobodys, status: 'consumed' };
}

/** @throws invalid_source_usage when it is good for one payment only, was used up, or is a customer's already */
export function requireAttachable(source: Source): void {
  if (source.receiver === undefined || source.status !== 'pending') requireChargeable(source);
  if (source.usage === 'single_use' || source.customer !== undefined) {
    throw unusable(
      `The source ${source.id} cannot be attached: it is ` +
        (source.customer === undefined ? 'good for one payment only.' : 'attached to a customer already.'),
    );
  }
}

/** @throws invalid_source_usage unless it can be charged */
export function requireChargeable(source: Source): void {
  const { id, status } = source;
  if (!isAllowed(source, 'charge')) {
    throw unusable(`The source ${id} cannot be used, since its status is ${status} and not chargeable.`);
  }
}

/** @throws invalid_source_usage when a charge is not for what the source is good for */
export function requireCovers(source: Source, payment: { amount: number; currency: string }): void {
  const { amount, currency, id, receiver, type, usage } = source;
  if (type === 'card' && usage === 'reusable') return;
  if (currency !== null && currency !== payment.currency) {
    throw errors.invalid(
      `The source ${id} is in ${currency}, and cannot be charged in ${payment.currency}.`,
      {
        code: 'invalid_source_usage',
        param: 'currency',
      },
    );
  }
  const most = receiver === undefined ? amount : chargeableAmount(source);
  if (most === null || payment.amount <= most) return;
  throw errors.invalid(`The source ${id} is good for ${most}, and cannot be charged ${payment.amount}.`, {
    code: 'invalid_source_usage',
    param: 'amount',
  });
}

/** Whether a payment uses it up. */
export function isUsedUp({ customer }: Source): boolean {
  return customer === undefined;
}

export const nobody: Owner = {
  address: null,
  email: null,
  name: null,
  phone: null,
  verified_address: null,
  verified_email: null,
  verified_name: null,
  verified_phone: null,
};

export function ownerAfter(owner: Owner, params: Stripe.SourceCreateParams.Owner = {}): Owner {
  const { address, email, name, phone } = params;
  return {
    ...owner,
    address: address === undefined ? owner.address : addressOf({ ...owner.address, ...address }),
    email: given(email, owner.email),
    name: given(name, owner.name),
    phone: given(phone, owner.phone),
  };
}

function receiverOf(source: Source, { receiver }: Pick<SourceCreateParams, 'receiver'>) {
  return {
    address: addressOfReceiver(source[source.type as 'multibanco'] as Hash),
    amount_charged: 0,
    amount_received: 0,
    amount_returned: 0,
    refund_attributes_method: receiver?.refund_attributes_method ?? 'email',
    refund_attributes_status: 'missing',
  };
}

/** To where its payer sends the money. */
function addressOfReceiver({ account_number, entity, iban, reference, routing_number }: Hash): string {
  if (iban !== undefined) return iban;
  return entity === undefined ? `${routing_number}-${account_number}` : `${entity}-${reference}`;
}

export function unusable(message: string) {
  return errors.invalid(message, { code: 'invalid_source_usage', param: 'source' });
}
