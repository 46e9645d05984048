import type { SourceCreateParams } from '@pinstripe/contract';
import { randomText } from '@pinstripe/kernel';
import { publicUrl } from '@pinstripe/service';
import { pageUrl } from '../payer-actions/page-url.ts';
import { payerActions } from '../payer-actions/payer-action.entity.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import { type CardDetails, create as createPaymentMethod } from '../payment-methods/payment-method.ts';
import { createOfType } from '../payment-methods/payment-method.create.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { takeDetails } from '../payment-methods/payment-methods.details.ts';
import { create, type Source } from './source.ts';
import { asPaymentMethod } from './source.card.ts';
import type { SourceSubject } from './source.create.ts';
import { type SourcePrivate, sources } from './source.entity.ts';
import { sourceType } from './source-types.ts';
import { watchPayer, watchSource } from './sources.watch.ts';

/** Adds a source, with the account that it debits, and asks its payer to act. */
export async function insertSource(
  subject: SourceSubject,
  params: SourceCreateParams,
  hidden: SourcePrivate,
  shown?: object,
): Promise<Source> {
  const { account, flow, given, return_url, statement_descriptor, type } = subject;
  const facts = sourceType(subject);
  const identity = sources.identity();
  const { id } = identity;
  const client_secret = `src_client_secret_${randomText(24)}`;
  const payer_action = payerActions.identity().id;
  const { page } = facts;
  const page_url =
    page === undefined ? '' : pageUrl(page, { id, object: 'source', client_secret }, payer_action);
  const taken = takeDetails({ account, fields: {}, type });
  const mandate_url = new URL(`/mandates/${id}`, publicUrl()).href;
  const hash =
    shown ?? facts.hash({ account: taken.hash, given, id, mandate_url, page_url, statement_descriptor });
  const source = create(subject, params, { client_secret, hash, identity, page_url, return_url });
  const asks = source.status === 'pending' && page !== undefined && flow !== 'code_verification';
  sources.insert(source, ...(source.status === 'chargeable' ? ['source.chargeable' as const] : []));
  const { details, vault = taken.vault } = hidden;
  sources.setPrivate(id, { ...hidden, vault, ...(asks ? { payer_action } : {}) });
  if (asks) {
    const { amount, currency } = source;
    const payment_method = details === undefined ? { type } : { type: 'card', card: details };
    askPayer(
      { id, object: 'source', client_secret, status: source.status },
      { id: payer_action, amount, currency, payment_method, step: {}, return_url: return_url ?? undefined },
    );
  }
  if (facts.is_payment_method === true) insertPaymentMethodOf(source, { details, hash: taken.hash, vault });
  await watchSource(source);
  await watchPayer(source);
  return source;
}

/** Adds the payment method that a source is at the same time: of its card, or of the account that is debited. */
function insertPaymentMethodOf(
  source: Source,
  { details, hash, vault }: { details: CardDetails | undefined; hash: object; vault: string | null },
): void {
  const identity = paymentMethods.identity(source.id);
  const method =
    details === undefined
      ? createOfType({}, source.type, { ...hash }, identity)
      : createPaymentMethod({}, details, identity);
  paymentMethods.insert(asPaymentMethod(method, source));
  paymentMethods.setPrivate(source.id, { vault });
}
