import type { Document } from '@pinstripe/contract';
import { errors, type JsonObject } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { chargeType } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Source } from '../sources/source.ts';
import { payerOf } from '../sources/source.card.ts';
import { sourceType } from '../sources/source-types.ts';
import type { ChargeDetails } from './charge.ts';

/** What a charge is made with that a source is charged by, and no card: it has the form of a payment method. */
export function chargedMethod(source: Source): PaymentMethod {
  const { charged_as = source.type } = sourceType(source);
  const hash = hashOf(source);
  return {
    id: source.id,
    billing_details: payerOf(source),
    type: charged_as,
    [charged_as]: hash,
  } as unknown as PaymentMethod;
}

/** What the payer's bank shows was said with the source, where its type has it said there. */
export function describedBy(source: Source, details: ChargeDetails): ChargeDetails {
  if (sourceType(source).descriptor_max === undefined) return details;
  return { ...details, statement_descriptor: source.statement_descriptor };
}

/** @throws when the money is to wait for a capture, which only cards let it */
export function requireCaptured({ type }: Source, capture: boolean): void {
  if (capture) return;
  throw errors.invalid(`A charge of a source of the type ${type} is captured as it is made.`, {
    param: 'capture',
  });
}

/** What a charge shows besides what its provider says. */
export function shownBeside({ type }: { type: string }): JsonObject {
  if (type === 'sepa_debit') return { mandate: null };
  // A source keeps nothing for later debits.
  return chargeType(type).saved_as === undefined
    ? {}
    : { generated_sepa_debit: null, generated_sepa_debit_mandate: null };
}

/** That an account is about to be debited, for whoever tells its owner (guide "SEPA Direct Debit payments with Sources"). */
export function mandateNotification(
  source: Source,
  { amount, statement_descriptor }: ChargeDetails,
  identity: Identity,
): Document<Stripe.SourceMandateNotification> {
  const { acss_debit, sepa_debit, type } = source;
  return {
    ...identity,
    object: 'source_mandate_notification',
    ...(acss_debit === undefined
      ? {}
      : { acss_debit: statement_descriptor === null ? {} : { statement_descriptor } }),
    amount,
    reason: 'debit_initiated',
    ...(sepa_debit === undefined ? {} : { sepa_debit: debitedBy(sepa_debit) }),
    source,
    status: 'submitted',
    type,
  };
}

/** By which accounts are debited here. */
const CREDITOR_IDENTIFIER = 'DE98ZZZ09999999999';

function debitedBy({ last4, mandate_reference }: NonNullable<Source['sepa_debit']>) {
  return {
    creditor_identifier: CREDITOR_IDENTIFIER,
    ...(last4 == null ? {} : { last4 }),
    ...(mandate_reference == null ? {} : { mandate_reference }),
  };
}

/** Of an account in Canada a charge shows apart what the source shows as one number. */
function hashOf(source: Source): object {
  const { acss_debit, type } = source;
  const hash = source[type as 'sepa_debit'] ?? {};
  if (acss_debit === undefined) return hash;
  const routing = acss_debit.routing_number ?? '';
  return { ...hash, institution_number: routing.slice(1, 4), transit_number: routing.slice(4) };
}
