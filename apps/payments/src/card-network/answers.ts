import type { Document } from '@pinstripe/contract';
import { DAY, HOUR, percentage } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { brandOf } from './card.ts';
import type {
  Approved,
  AuthorizationRequest,
  AuthorizedCard,
  Declined,
  Ruling,
  VerificationRequest,
} from './card-network.ts';
import { declineOf, type DeclineCode } from './decline-codes.ts';
import { drawBetween, drawDigits } from '../draws.ts';
import type { TestCard } from './test-cards.ts';
import type { ThreeDSecure } from './three-d-secure.ts';

type Request = AuthorizationRequest | VerificationRequest;
type Outcome = Document<Stripe.Charge.Outcome>;

export function approve(request: Request, card: TestCard, three_d_secure: ThreeDSecure | null): Approved {
  return {
    kind: 'approved',
    outcome: approvedOutcome(request, card),
    card: {
      ...answeredCard(request, card, three_d_secure),
      ...('amount' in request ? authorizedFeatures(request) : {}),
    },
    available_at_once: card.available_at_once === true,
    dispute: disputeOf(card, three_d_secure),
  };
}

/** Who has authenticated cannot say afterwards that it was somebody else ("Testing", "Disputes"). */
function disputeOf({ dispute }: TestCard, three_d_secure: ThreeDSecure | null): Approved['dispute'] {
  const is_protected = dispute === 'fraudulent' && three_d_secure?.result === 'authenticated';
  return is_protected ? null : (dispute ?? null);
}

/** The bank said no. */
export function decline(
  request: Request,
  card: TestCard,
  decline_code: DeclineCode,
  three_d_secure: ThreeDSecure | null,
): Declined {
  const decline = declineOf(decline_code);
  const outcome: Outcome = {
    advice_code: decline.advice_code,
    network_advice_code: null,
    network_decline_code: decline.network_decline_code,
    network_status: 'declined_by_network',
    reason: decline_code,
    risk_level: 'normal',
    risk_score: drawBetween(request.attempt_id, 'risk_score', 0, 64),
    seller_message:
      decline_code === 'generic_decline'
        ? 'The bank did not return any further details with this decline.'
        : `The bank returned the decline code \`${decline_code}\`.`,
    type: 'issuer_declined',
  };
  return { kind: 'declined', decline, outcome, card: answeredCard(request, card, three_d_secure) };
}

/** Radar said no, and the bank was not asked ("Fraud prevention"). */
export function block(request: Request, card: TestCard): Declined {
  const always = card.risk === 'blocked';
  const outcome: Outcome = {
    advice_code: 'do_not_try_again',
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'not_sent_to_network',
    reason: always ? 'merchant_blacklist' : 'highest_risk_level',
    risk_level: 'highest',
    risk_score: drawBetween(request.attempt_id, 'risk_score', 75, 99),
    ...(always ? {} : { rule: 'block_if_high_risk' }),
    seller_message: always ? 'Stripe blocked this payment.' : 'Stripe blocked this charge as too risky.',
    type: 'blocked',
  };
  return {
    kind: 'declined',
    decline: { ...declineOf('fraudulent'), network_decline_code: null },
    outcome,
    card: unsentCard(request, card),
  };
}

/** A list of the account's own said no ("Decline codes": `merchant_blacklist`), and the bank was not asked. */
export function blockByRule(request: Request, card: TestCard, { rule }: Ruling): Declined {
  const outcome: Outcome = {
    advice_code: 'do_not_try_again',
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'not_sent_to_network',
    reason: 'rule',
    ...riskOf(request, card),
    rule,
    seller_message: 'Stripe blocked this payment.',
    type: 'blocked',
  };
  return {
    kind: 'declined',
    decline: declineOf('merchant_blacklist'),
    outcome,
    card: unsentCard(request, card),
  };
}

/** The card is none that a sandbox may charge. */
export function refuse(request: Request): Declined {
  const outcome: Outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'not_sent_to_network',
    reason: null,
    seller_message: null,
    type: 'invalid',
  };
  return {
    kind: 'declined',
    decline: declineOf('test_mode_live_card'),
    outcome,
    card: { ...unsentCard(request, {}), checks: checksOf(request, null) },
  };
}

/** What a rule allows is not looked at again. */
function approvedOutcome(request: Request, card: TestCard): Outcome {
  const ruling = 'ruling' in request ? request.ruling : null;
  if (ruling !== null) {
    return { ...authorizedOutcome(request), reason: 'rule', ...riskOf(request, card), rule: ruling.rule };
  }
  return card.risk === 'elevated' ? reviewOutcome(request) : authorizedOutcome(request);
}

/** What Radar would think of the card. */
function riskOf({ attempt_id }: Request, { risk }: TestCard): Pick<Outcome, 'risk_level' | 'risk_score'> {
  const [risk_level, least, most] =
    risk === undefined ? ['normal', 0, 64] : risk === 'elevated' ? [risk, 65, 74] : ['highest', 75, 99];
  return { risk_level, risk_score: drawBetween(attempt_id, 'risk_score', least, most) };
}

function authorizedOutcome(request: Request): Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: null,
    risk_level: 'normal',
    risk_score: drawBetween(request.attempt_id, 'risk_score', 0, 64),
    seller_message: 'Payment complete.',
    type: 'authorized',
  };
}

function reviewOutcome(request: Request): Outcome {
  return {
    ...authorizedOutcome(request),
    reason: 'elevated_risk_level',
    risk_level: 'elevated',
    risk_score: drawBetween(request.attempt_id, 'risk_score', 65, 74),
    rule: 'manual_review_if_elevated_risk',
    seller_message:
      'Stripe evaluated this charge as having elevated risk, and placed it in your manual review queue.',
    type: 'manual_review',
  };
}

/** What a bank's answer carries, be it yes or no. */
function answeredCard(request: Request, card: TestCard, three_d_secure: ThreeDSecure | null): AuthorizedCard {
  return {
    ...unsentCard(request, card),
    authorization_code: drawDigits(request.attempt_id, 'authorization_code', 6),
    network_transaction_id: drawDigits(request.attempt_id, 'network_transaction_id', 15),
    three_d_secure,
  };
}

function unsentCard(request: Request, card: TestCard): AuthorizedCard {
  const chosen = 'network' in request ? request.network : null;
  return {
    amount_authorized: null,
    authorization_code: null,
    checks: checksOf(request, card),
    extended_authorization: { status: 'disabled' },
    incremental_authorization: { status: 'unavailable' },
    installments: 'installments' in request && request.installments ? { plan: request.installments } : null,
    ...(request.moto ? { moto: true } : {}),
    multicapture: { status: 'unavailable' },
    network: chosen ?? brandOf(request.card.number),
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: {
      maximum_amount_capturable: 'amount' in request ? request.amount : 0,
      status: 'unavailable',
    },
    three_d_secure: null,
  };
}

/** Only what the cardholder gave is checked; nothing is by a bank that was not found (`card` null). */
function checksOf(request: Request, card: TestCard | null): AuthorizedCard['checks'] {
  const { address, cvc_provided } = request;
  if (card === null) return { address_line1_check: null, address_postal_code_check: null, cvc_check: null };
  const cvc_default = card.declines === 'incorrect_cvc' ? 'fail' : 'pass';
  const { cvc = cvc_default, line1 = 'pass', postal_code = 'pass' } = card.checks ?? {};
  return {
    address_line1_check: address?.line1 ? line1 : null,
    address_postal_code_check: address?.postal_code ? postal_code : null,
    cvc_check: cvc_provided ? cvc : null,
  };
}

/** What a network offers beyond the plain authorization ("Place a hold", and the pages on each of these). */
interface Capabilities {
  valid_s: number;
  valid_off_session_s: number;
  /** 0 where the network does not extend authorizations. */
  valid_extended_s: number;
  increments: boolean;
  captures_in_parts: boolean;
  overcapture_percent: number;
}

const plain: Capabilities = {
  valid_s: 7 * DAY,
  valid_off_session_s: 7 * DAY,
  valid_extended_s: 0,
  increments: false,
  captures_in_parts: false,
  overcapture_percent: 0,
};

/** Where a page distinguishes by the merchant's trade, the sandbox takes the widest that any trade gets. */
const capabilities: Readonly<Record<string, Capabilities>> = {
  amex: { ...plain, valid_extended_s: 30 * DAY, captures_in_parts: true, overcapture_percent: 30 },
  cartes_bancaires: { ...plain, captures_in_parts: true },
  discover: {
    ...plain,
    valid_extended_s: 30 * DAY,
    increments: true,
    captures_in_parts: true,
    overcapture_percent: 20,
  },
  mastercard: {
    ...plain,
    valid_extended_s: 30 * DAY,
    increments: true,
    captures_in_parts: true,
    overcapture_percent: 30,
  },
  visa: {
    valid_s: 7 * DAY,
    valid_off_session_s: 4 * DAY + 18 * HOUR,
    valid_extended_s: 29 * DAY + 18 * HOUR,
    increments: true,
    captures_in_parts: true,
    overcapture_percent: 20,
  },
};

function authorizedFeatures(request: AuthorizationRequest) {
  const { amount, capture_method, off_session, requested_at } = request;
  const can = capabilities[request.network ?? brandOf(request.card.number)] ?? plain;
  const held = capture_method === 'manual';
  const extended = held && request.request_extended_authorization && can.valid_extended_s > 0;
  const overcaptured = held && request.request_overcapture && can.overcapture_percent > 0;
  const valid_s = off_session ? can.valid_off_session_s : can.valid_s;
  return {
    amount_authorized: amount,
    ...(held ? { capture_before: requested_at + (extended ? can.valid_extended_s : valid_s) } : {}),
    extended_authorization: { status: extended ? 'enabled' : 'disabled' },
    incremental_authorization: {
      status: availability(held && request.request_incremental_authorization && can.increments),
    },
    multicapture: {
      status: availability(held && request.request_multicapture && can.captures_in_parts),
    },
    overcapture: {
      maximum_amount_capturable: amount + (overcaptured ? percentage(amount, can.overcapture_percent) : 0),
      status: availability(overcaptured),
    },
  } satisfies Partial<AuthorizedCard>;
}

function availability(is: boolean): 'available' | 'unavailable' {
  return is ? 'available' : 'unavailable';
}
