import type Stripe from 'stripe';
import { brandOf } from './card.ts';
import type { AuthorizationRequest, ImportedAuthentication, VerificationRequest } from './card-network.ts';
import type { DeclineCode } from './decline-codes.ts';
import { drawUuid } from '../draws.ts';
import type { Authentication, TestCard } from './test-cards.ts';

export type ThreeDSecure = Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure;
type Result = Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure.Result;

/** Where a request stands with 3-D Secure, before the bank decides about the money. */
export type Step =
  | { kind: 'passed'; three_d_secure: ThreeDSecure | null }
  | { kind: 'challenge'; authentication_id: string }
  | { kind: 'declined'; decline_code: DeclineCode; three_d_secure: ThreeDSecure | null };

type Occasion = 'off_session' | 'off_session_set_up' | 'on_session' | 'setup';

/**
 * `challenge`: the cardholder must authenticate. `decline`: must, and is not there. `error`: must, and the attempt fails.
 * `if_asked`: need not, so that it is for `request_three_d_secure` to say.
 */
type Demand = 'challenge' | 'decline' | 'error' | 'if_asked' | 'nothing';

const optional: Record<Occasion, Demand> = {
  on_session: 'if_asked',
  off_session: 'nothing',
  off_session_set_up: 'nothing',
  setup: 'if_asked',
};

/** "Testing", "3D Secure authentication": what the bank of which card wants, and when. */
const demands: Record<Authentication, Record<Occasion, Demand>> = {
  required: {
    on_session: 'challenge',
    off_session: 'decline',
    off_session_set_up: 'nothing',
    setup: 'challenge',
  },
  always: {
    on_session: 'challenge',
    off_session: 'decline',
    off_session_set_up: 'decline',
    setup: 'challenge',
  },
  already_set_up: {
    on_session: 'challenge',
    off_session: 'nothing',
    off_session_set_up: 'nothing',
    setup: 'nothing',
  },
  one_time: {
    on_session: 'challenge',
    off_session: 'nothing',
    off_session_set_up: 'nothing',
    setup: 'challenge',
  },
  required_error: {
    on_session: 'error',
    off_session: 'error',
    off_session_set_up: 'error',
    setup: 'error',
  },
  optional,
  optional_error: optional,
  unenrolled: optional,
  not_supported: optional,
};

/** Decides what 3-D Secure makes of a request for `card`. */
export function authenticate(
  card: Pick<TestCard, 'authentication' | 'never_exempted'>,
  request: AuthorizationRequest | VerificationRequest,
): Step {
  const { authentication = 'unenrolled' } = card;
  const { authentication_id, imported_authentication } = request;
  // A request that an earlier version has stored does not have it.
  if (imported_authentication) {
    return { kind: 'passed', three_d_secure: imported(imported_authentication, card) };
  }
  if (authentication_id !== null) return passed(request, 'authenticated', authentication_id);

  const occasion = occasionOf(request);
  const demand = occasion === null ? 'nothing' : demands[authentication][occasion];
  const asked = demand === 'if_asked' && request.request_three_d_secure !== 'automatic';
  if (demand === 'challenge' || (asked && authentication === 'optional')) {
    return { kind: 'challenge', authentication_id: drawUuid(request.attempt_id, 'authentication_id') };
  }
  if (demand === 'decline') {
    return { kind: 'declined', decline_code: 'authentication_required', three_d_secure: null };
  }
  if (demand === 'error') {
    const { three_d_secure } = passed(request, 'processing_error', null);
    return { kind: 'declined', decline_code: 'generic_decline', three_d_secure };
  }
  if (!asked) return { kind: 'passed', three_d_secure: null };
  if (authentication === 'optional_error') return passed(request, 'processing_error', null);
  if (authentication === 'not_supported') return passed(request, 'not_supported', null);
  return passed(request, 'attempt_acknowledged', drawUuid(request.attempt_id, 'authentication_id'));
}

/** Attaching is no occasion, and neither is an order by mail or telephone: the cardholder could not be asked. */
function occasionOf(request: AuthorizationRequest | VerificationRequest): Occasion | null {
  if (request.moto) return null;
  if ('purpose' in request) return request.purpose === 'setup' ? 'setup' : null;
  if (!request.off_session) return 'on_session';
  return request.set_up ? 'off_session_set_up' : 'off_session';
}

function passed(
  request: AuthorizationRequest | VerificationRequest,
  result: Result,
  transaction_id: string | null,
): { kind: 'passed'; three_d_secure: ThreeDSecure } {
  const three_d_secure: ThreeDSecure = {
    authentication_flow: result === 'authenticated' ? 'challenge' : null,
    electronic_commerce_indicator: indicatorOf(request.card.number, result),
    exemption_indicator: null,
    result,
    result_reason: result === 'not_supported' ? 'network_not_supported' : null,
    transaction_id,
    version: result === 'not_supported' ? null : '2.2.0',
  };
  return { kind: 'passed', three_d_secure };
}

/** What the indicator of another provider's authentication says of its result; the bank's `transStatus` where there is none. */
const results_by_indicator: Record<string, Result> = {
  '01': 'attempt_acknowledged',
  '02': 'authenticated',
  '05': 'authenticated',
  '06': 'attempt_acknowledged',
  '07': 'failed',
};

const results_by_status: Record<string, Result> = {
  A: 'attempt_acknowledged',
  N: 'failed',
  R: 'failed',
  U: 'processing_error',
};

/** Whatever another provider's authentication has come to, the sandbox takes it. */
function imported(
  authentication: ImportedAuthentication,
  { never_exempted }: Pick<TestCard, 'never_exempted'>,
): ThreeDSecure {
  const { ares_trans_status, electronic_commerce_indicator, exemption_indicator } = authentication;
  const exempted = exemption_indicator === 'low_risk';
  const result =
    results_by_indicator[electronic_commerce_indicator ?? ''] ??
    results_by_status[ares_trans_status ?? ''] ??
    'authenticated';
  return {
    authentication_flow: null,
    electronic_commerce_indicator,
    exemption_indicator,
    ...(exemption_indicator === null
      ? {}
      : { exemption_indicator_applied: !(exempted && never_exempted === true) }),
    result: exempted ? 'exempted' : result,
    result_reason: null,
    transaction_id: authentication.transaction_id,
    version: authentication.version,
  };
}

/** Mastercard counts from 00, everybody else from 05. */
function indicatorOf(number: string, result: Result): ThreeDSecure['electronic_commerce_indicator'] {
  const mastercard = brandOf(number) === 'mastercard';
  if (result === 'authenticated') return mastercard ? '02' : '05';
  if (result === 'attempt_acknowledged') return mastercard ? '01' : '06';
  return null;
}
