import { allows, errors, type JsonObject } from '@pinstripe/kernel';
import { context, now, scope } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Charge } from '../charges/charge.ts';
import { isDeleted } from '../deleted-customers/deleted-customers.ts';
import { secretPageUrl } from '../payer-actions/page-url.ts';
import { isUnderWay } from '../payment-intents/payment-intent.ts';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { type FutureUsage, futureUsage } from '../payment-methods/payment-method.use.ts';
import { clientIp } from '../radar/rules.ts';
import { type Acceptance, acceptanceOf, acceptedOnline, type Browser, UNSEEN } from './acceptance.ts';
import {
  create,
  end,
  endsWith,
  type Mandate,
  mandateInvalid,
  requirePermits,
  type Scope,
  STATUSES,
} from './mandate.ts';
import { mandates } from './mandate.entity.ts';
import { present, presented } from './mandates.network.ts';
import { referenceOf } from './reference.ts';

/** What a payment rests on: a mandate that there is, or one that is made when the payment is recorded. */
export type Permission = { mandate: string } | { accepted: Acceptance };

interface Payment extends FutureUsage {
  id: string;
  amount: number;
  currency: string;
}

type Params = Pick<Stripe.PaymentIntentConfirmParams, 'mandate' | 'mandate_data' | 'off_session'>;

/**
 * The permission for a payment that is about to be made; null where its type needs none.
 * @throws payment_intent_mandate_invalid, resource_missing, or parameter_missing when the payer has not given it
 */
export async function permissionOf(
  payment: Payment,
  payment_method: PaymentMethod,
  { mandate: named, mandate_data, off_session }: Params,
): Promise<Permission | null> {
  const accepted = acceptanceOf(mandate_data, browser(), now());
  if (named !== undefined) {
    if (accepted !== null) throw errors.parametersExclusive('mandate', 'mandate_data');
    const mandate = await mandates.load(named, 'mandate');
    requirePermits(mandate, { ...payment, payment_method: payment_method.id });
    if (mandate.type === 'single_use') await claim(mandate, payment);
    return { mandate: named };
  }
  const { mandate: terms } = typeOf(payment_method);
  if (terms === undefined || (terms.needed === 'to_keep' && !isKept(payment, payment_method))) return null;
  if (accepted !== null) return { accepted };
  if (terms.needed === 'if_given') return null;
  const found = await findMultiUse(payment_method);
  if (found !== null) return { mandate: found };
  if (terms.needed === 'to_keep') return { accepted: acceptedOnline(UNSEEN, now()) };
  if (off_session === undefined || off_session === false) throw errors.parameterMissing('mandate_data');
  throw mandateInvalid(
    `There is no active mandate for the PaymentMethod ${payment_method.id}, and none can be given off session.`,
  );
}

/**
 * Keeps a mandate that is for one payment for this one, from the unit on that begins to pay: of two payments at once only one
 * rests on it. It is free again when that payment has ended without a debit.
 * @throws payment_intent_mandate_invalid while another payment has it
 */
async function claim({ id, payment_method }: Mandate, payment: Payment): Promise<void> {
  const hidden = mandates.privateOf(id);
  const { claimed_by = payment.id } = hidden ?? {};
  if (claimed_by !== payment.id) {
    const other = await paymentIntents.load(claimed_by);
    if (isUnderWay(other) && other.payment_method === payment_method) {
      throw mandateInvalid(`The mandate ${id} is for one payment, and ${claimed_by} is being paid under it.`);
    }
  }
  mandates.setPrivate(id, { ...hidden, claimed_by: payment.id });
}

/** What a payment method is kept for without a payment. */
interface Keeping {
  /** Money is never taken by it, only sent. */
  outbound_only: boolean;
  /** One payment is permitted, and no other. */
  single_use: boolean;
}

/**
 * The same for a payment method that is about to be kept without a payment.
 * @throws parameter_missing when the payer has not given it
 */
export async function permissionToKeep(
  payment_method: PaymentMethod,
  mandate_data: Params['mandate_data'],
  { outbound_only, single_use }: Keeping,
): Promise<Permission | null> {
  const { mandate: terms } = typeOf(payment_method);
  if (terms === undefined) return null;
  const accepted = acceptanceOf(mandate_data, browser(), now());
  if (accepted !== null) return { accepted };
  if (!single_use) {
    if (outbound_only || terms.needed === 'if_given') return null;
    const found = await findMultiUse(payment_method);
    if (found !== null) return { mandate: found };
  }
  if (terms.needed === 'to_keep') return { accepted: acceptedOnline(UNSEEN, now()) };
  throw errors.parameterMissing('mandate_data');
}

/** The mandate that a payment is made under, as it is recorded: the one that there is, or a new one. */
export async function grantMandate(
  permission: Permission,
  payment: Payment,
  payment_method: PaymentMethod,
  options: JsonObject,
  answer: object,
): Promise<Mandate> {
  if ('mandate' in permission) return mandates.load(permission.mandate);
  const { amount, currency } = payment;
  const is_theirs = payment_method.customer !== null || isKept(payment, payment_method);
  const lasts =
    typeOf(payment_method).mandate!.standing === true || (is_theirs && !(await isDeleted(payment.customer)));
  const about = lasts ? 'multi_use' : { amount, currency };
  const mandate = makeMandate(payment_method, permission.accepted, about, options);
  await present(mandate, answer);
  return mandate;
}

/** A mandate that the payer has given just now; `options` are those of the payment method's type. It has no event. */
export function makeMandate(
  payment_method: PaymentMethod,
  accepted: Acceptance,
  about: Scope,
  options: JsonObject,
): Mandate {
  const { details, reference } = typeOf(payment_method).mandate!;
  const identity = mandates.identity();
  const facts = {
    options,
    reference: reference === undefined ? '' : referenceOf(identity.id, reference, options),
    url: secretPageUrl('/mandates', 'mandate', identity.id),
  };
  return mandates.insert(create(payment_method, accepted, about, details(facts), identity));
}

/** The types whose charges show that there is none; those of the others leave it out. */
const SHOWN_IF_NONE: ReadonlySet<string> = new Set(['bacs_debit', 'sepa_debit']);

/** What a provider has said of a payment, with the mandate that its charge is to name. */
export function withMandate<Answer extends { details: JsonObject }>(
  answer: Answer,
  payment_method: PaymentMethod,
  mandate: Mandate | null,
): Answer {
  if (typeOf(payment_method).mandate?.needed !== 'always') return answer;
  if (mandate === null && !SHOWN_IF_NONE.has(payment_method.type)) return answer;
  return { ...answer, details: { ...answer.details, mandate: mandate?.id ?? null } };
}

/** A mandate that was for one payment is used up by it. */
export function spendMandate(mandate: Mandate | null): void {
  if (mandate?.type === 'single_use') mandates.save(end(mandate), 'mandate.updated');
}

/** The payment method is nobody's any more: what its payer has permitted is over. */
export async function endMandatesOf(payment_method: PaymentMethod): Promise<void> {
  for (const id of await openMandates(payment_method)) endMandate(await mandates.load(id));
}

/** The bank has refused a debit: for some reasons it will refuse all others under the same mandate. */
export async function endMandateAfter(charge: Charge, failure_code: string): Promise<void> {
  if (endsWith(failure_code)) await endMandateOf(charge, failure_code);
}

/** Ends the mandate that a charge was made under, if there is one; a bank may have refused it by `failure_code`. */
export async function endMandateOf(
  { payment_method_details }: Charge,
  failure_code: string | null = null,
): Promise<void> {
  const { type } = payment_method_details!;
  const { mandate = null } = payment_method_details![type as 'sepa_debit'] ?? {};
  if (mandate !== null) endMandate(await mandates.load(mandate), failure_code);
}

function endMandate(mandate: Mandate, failure_code: string | null = null): void {
  if (!allows(STATUSES, mandate.status, 'end')) return;
  const { ended } = typeOf(mandate.payment_method_details).mandate!;
  const known = presented(mandate);
  const is_open = allows(STATUSES, known.status, 'end');
  mandates.save(is_open ? end(known, ended?.(failure_code)) : known, 'mandate.updated');
}

function isKept(payment: Payment, { type }: PaymentMethod): boolean {
  return futureUsage(payment, type) !== null;
}

/** The payer's browser, if it is what confirms. */
function browser(): Browser | null {
  const { key_type, user_agent } = context();
  return key_type === 'publishable' ? { ip_address: clientIp(), user_agent } : null;
}

/** The mandate that a payment method which is kept has; the last one, of several. */
async function findMultiUse(payment_method: PaymentMethod): Promise<string | null> {
  for (const id of await openMandates(payment_method)) {
    const mandate = await mandates.load(id);
    if (mandate.type === 'multi_use' && allows(STATUSES, mandate.status, 'pay')) return id;
  }
  return null;
}

/** The mandates that have not ended, newest first: as they are stored. */
async function openMandates({ id }: PaymentMethod): Promise<string[]> {
  const { account, livemode } = context();
  const rows = await scope().runtime.database.query<{ id: string }>({
    name: 'open_mandates',
    text:
      'select id from mandates where account = $1 and livemode = $2 and payment_method = $3 ' +
      "and status <> 'inactive' order by sort_id desc",
    values: [account, livemode, id],
  });
  return rows.map((row) => row.id);
}
