import type Stripe from 'stripe';
import { brandOf } from './card.ts';
import type { AuthorizationRequest, VerificationRequest } from './card-network.ts';
import type { DeclineCode } from './decline-codes.ts';
import { drawUuid } from './draws.ts';
import type { Authentication } from './test-cards.ts';

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

/** Decides what 3-D Secure makes of a request for a card whose bank wants `authentication`. */
export function authenticate(
  authentication: Authentication,
  request: AuthorizationRequest | VerificationRequest,
): Step {
  const { authentication_id } = request;
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

/** Attaching is no occasion: there is no flow in which the cardholder could be asked. */
function occasionOf(request: AuthorizationRequest | VerificationRequest): Occasion | null {
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

/** Mastercard counts from 00, everybody else from 05. */
function indicatorOf(number: string, result: Result): ThreeDSecure['electronic_commerce_indicator'] {
  const mastercard = brandOf(number) === 'mastercard';
  if (result === 'authenticated') return mastercard ? '02' : '05';
  if (result === 'attempt_acknowledged') return mastercard ? '01' : '06';
  return null;
}
