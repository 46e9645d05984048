import type { Document } from '@pinstripe/contract';
import type { StripeError } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { AuthorizationAnswer } from '../card-network/card-network.ts';
import type { ThreeDSecure } from '../card-network/three-d-secure.ts';
import { type PaymentMethod, withChecks } from '../payment-methods/payment-method.ts';

export type SetupAttempt = Document<Stripe.SetupAttempt>;

type CardDetails = NonNullable<SetupAttempt['payment_method_details']['card']>;

/** What an attempt keeps of its SetupIntent as it was when confirmed. */
export type Attempted = Pick<
  Document<Stripe.SetupIntent>,
  | 'application'
  | 'attach_to_self'
  | 'customer'
  | 'flow_directions'
  | 'id'
  | 'on_behalf_of'
  | 'payment_method_options'
  | 'usage'
>;

const STATUSES = { approved: 'succeeded', declined: 'failed', requires_action: 'requires_action' };

/** One confirmation of a SetupIntent, and what the card's bank said to it. */
export function create(
  intent: Attempted,
  payment_method: PaymentMethod,
  answer: AuthorizationAnswer,
  setup_error: StripeError | null,
  identity: Identity,
): SetupAttempt {
  return {
    ...blankAttempt(intent, payment_method, setup_error, identity),
    payment_method_details: { card: cardOf(intent, payment_method, answer), type: 'card' },
    status: STATUSES[answer.kind],
  };
}

/** An attempt but for what came of it. */
export function blankAttempt(
  intent: Attempted,
  { id: payment_method, type }: PaymentMethod,
  setup_error: StripeError | null,
  identity: Identity,
): SetupAttempt {
  const { application, attach_to_self, customer, flow_directions, on_behalf_of, usage } = intent;
  return {
    ...identity,
    object: 'setup_attempt',
    application,
    ...(attach_to_self === undefined ? {} : { attach_to_self }),
    customer,
    flow_directions,
    on_behalf_of,
    payment_method,
    payment_method_details: { type },
    setup_error: (setup_error?.body ?? null) as SetupAttempt['setup_error'],
    setup_intent: intent.id,
    status: 'requires_action',
    usage,
  };
}

/** The cardholder did not authenticate. */
export function fail(attempt: SetupAttempt, error: StripeError): SetupAttempt {
  return { ...attempt, setup_error: error.body as SetupAttempt['setup_error'], status: 'failed' };
}

/** The cardholder was to authenticate, and will not any more: the client went another way. */
export function abandon(attempt: SetupAttempt): SetupAttempt {
  return { ...attempt, status: 'abandoned' };
}

/** A bank that waits for the cardholder has not said anything of the card yet. */
function cardOf(
  { payment_method_options }: Attempted,
  { card }: PaymentMethod,
  answer: AuthorizationAnswer,
): CardDetails {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4, checks, wallet } = withChecks(
    card!,
    answer.kind === 'requires_action' ? null : answer.card.checks,
  );
  const answered = answer.kind === 'requires_action' ? null : answer.card;
  return {
    brand,
    checks,
    country,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    last4,
    network: payment_method_options?.card?.network ?? answered?.network ?? null,
    three_d_secure: threeDSecureOf(answered?.three_d_secure ?? null),
    wallet: wallet as CardDetails['wallet'],
  };
}

/** Without what only money is exempted from. */
function threeDSecureOf(three_d_secure: ThreeDSecure | null) {
  if (three_d_secure === null) return null;
  const { exemption_indicator: _, exemption_indicator_applied: __, ...rest } = three_d_secure;
  return rest;
}
