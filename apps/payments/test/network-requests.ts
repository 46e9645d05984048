import type {
  AuthorizationAnswer,
  AuthorizationRequest,
  VerificationRequest,
} from '../src/card-network/card-network.ts';
import { SandboxNetwork } from '../src/card-network/sandbox-network.ts';

export const network = new SandboxNetwork();
export const REQUESTED_AT = 1_741_000_000;
export const AUTHENTICATION_ID = '0f7c2d9e-51a4-4c4e-8a52-7f2d3d5e9b10';

export function payment(number: string, over: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    attempt_id: 'att_1',
    card: { number },
    amount: 2000,
    currency: 'usd',
    requested_at: REQUESTED_AT,
    capture_method: 'automatic',
    cvc_provided: true,
    address: null,
    off_session: false,
    set_up: false,
    network: null,
    request_three_d_secure: 'automatic',
    authentication_id: null,
    imported_authentication: null,
    installments: null,
    moto: false,
    request_extended_authorization: false,
    request_incremental_authorization: false,
    request_multicapture: false,
    request_overcapture: false,
    ruling: null,
    ...over,
  };
}

export function verification(number: string, over: Partial<VerificationRequest> = {}): VerificationRequest {
  return {
    attempt_id: 'att_1',
    card: { number },
    cvc_provided: true,
    address: null,
    purpose: 'attach',
    request_three_d_secure: 'automatic',
    authentication_id: null,
    imported_authentication: null,
    moto: false,
    ...over,
  };
}

/** An answer in a word: `approved`, `requires_action`, or the decline code. */
export function word(answer: AuthorizationAnswer): string {
  return answer.kind === 'declined' ? answer.decline.decline_code : answer.kind;
}

export const paying = async (number: string, over?: Partial<AuthorizationRequest>) =>
  word(await network.authorize(payment(number, over)));
export const verifying = async (number: string, over?: Partial<VerificationRequest>) =>
  word(await network.verify(verification(number, over)));
