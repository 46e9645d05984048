import type { SourceCreateParams, SourceUpdateParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { attach as attachPaymentMethod, type Checks, detach } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { keepInVault } from '../vault/vaulted-card.entity.ts';
import { takeRenewedCard } from '../vault/vaulted-cards.ts';
import { consume, requireVerifiable, type Source, verify } from './source.ts';
import { asPaymentMethod, attach } from './source.card.ts';
import { sourceSubject } from './source.create.ts';
import { sources } from './source.entity.ts';
import { giveBack } from './source.receiver.ts';
import { refundAttributes, refundNumber, update } from './source.update.ts';
import { createAuthenticated, createOfCard } from './sources.cards.ts';
import { insertSource } from './sources.insert.ts';
import { watchSource } from './sources.watch.ts';

/** Makes a source of any type; what its payer has to do is then waited for. */
export async function createSource(params: SourceCreateParams): Promise<Source> {
  const subject = sourceSubject(params);
  if (subject.type === 'card') return createOfCard(subject, params);
  if (subject.type === 'three_d_secure') return createAuthenticated(subject, params);
  const { mandate } = params;
  return insertSource(subject, params, mandate === undefined ? {} : { mandate });
}

/** Changes a source that its payment method follows; `told` where it is a customer's. */
export async function updateSource(source: Source, params: SourceUpdateParams): Promise<Source> {
  const changed = giveBack(update(source, params));
  const is_customers = source.customer !== undefined;
  const hidden = sources.privateOf(source.id) ?? {};
  const number = refundNumber(refundAttributes(source, params));
  if (params.mandate !== undefined || number !== undefined) {
    const { mandate } = params;
    sources.setPrivate(source.id, {
      ...hidden,
      ...(mandate === undefined ? {} : { mandate: { ...hidden.mandate, ...mandate } }),
      ...(number === undefined
        ? {}
        : { refund_vault: keepInVault({ account_number: number, routing_number: null }) }),
    });
  }
  const method = await paymentMethods.find(source.id);
  const updated = method === null ? changed : await withDate(changed, params);
  if (method !== null) {
    paymentMethods.save(
      asPaymentMethod(method, updated),
      ...(is_customers ? ['payment_method.updated' as const] : []),
    );
  }
  return sources.save(updated, ...(is_customers ? ['customer.source.updated' as const] : []));
}

/** A card with another date is another card to the vault. @throws card_error when the date is none, or is over */
async function withDate(source: Source, { card: date }: SourceUpdateParams): Promise<Source> {
  const { card, id } = source;
  if (card === undefined || (date?.exp_month === undefined && date?.exp_year === undefined)) return source;
  const { exp_month = String(card.exp_month), exp_year = String(card.exp_year) } = date;
  const hidden = paymentMethods.privateOf(id)!;
  const { vault, ...renewed } = await takeRenewedCard(hidden.vault!, { exp_month, exp_year });
  paymentMethods.setPrivate(id, { ...hidden, vault });
  return { ...source, card: { ...card, ...renewed } };
}

/** The code of the two deposits to an account, in the sandbox (guide "ACH Direct Debit with Charges"). */
const RIGHT_VALUES = ['32', '45'];

/** Takes the codes that a payer has read; wrong ones are counted. */
export async function verifySource(id: string, values: readonly string[]): Promise<Source> {
  const source = await sources.load(id);
  requireVerifiable(source);
  if (values.length === 0) throw errors.parameterMissing('values');
  const is_right =
    values.length === RIGHT_VALUES.length && RIGHT_VALUES.every((value) => values.includes(value));
  const verified = verify(source, is_right);
  await watchSource(verified);
  if (verified.status === 'pending') return sources.save(verified);
  return sources.save(verified, verified.status === 'failed' ? 'source.failed' : 'source.chargeable');
}

/** Makes a source that this unit has loaded a customer's, with what its bank has checked. */
export async function attachSource(source: Source, customer: string, checks: Checks | null): Promise<Source> {
  const method = await paymentMethods.find(source.id);
  if (method !== null) {
    paymentMethods.save(attachPaymentMethod(method, customer, checks), 'payment_method.attached');
  }
  return sources.save(attach(source, customer, checks), 'customer.source.created');
}

/** Takes a source away from its customer, for good. */
export async function detachSource(id: string): Promise<Source> {
  const source = await sources.load(id);
  const method = await paymentMethods.find(id);
  if (method !== null) {
    paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, used_by: method.customer! });
    paymentMethods.save(detach(method), 'payment_method.detached');
  }
  // Whose it was stands in the event, and nowhere else.
  sources.save({ ...source, status: 'consumed' }, 'customer.source.deleted');
  const consumed = sources.save(consume(source));
  await watchSource(consumed);
  return consumed;
}
