import type { AuthorizationRequest } from '../src/card-network/card-network.ts';
import { SandboxNetwork } from '../src/card-network/sandbox-network.ts';
import { approved, type Charge, declined } from '../src/charges/charge.ts';
import { cardDetails, create } from '../src/payment-methods/payment-method.ts';

export const NOW = 1_740_000_000;

const identity = { id: 'ch_1', created: NOW, livemode: false };

interface Charged {
  amount?: number;
  currency?: string;
  number?: string;
  capture?: boolean;
  payment_intent?: string;
  description?: string;
  request_multicapture?: boolean;
  request_overcapture?: boolean;
}

/** A charge as the sandbox's network lets it be made; the rules under test change it from there. */
export async function chargeOf(charged: Charged = {}): Promise<Charge> {
  const { amount = 1000, currency = 'usd', number = '4242424242424242', capture = true } = charged;
  const answer = await authorize({ ...charged, amount, currency, number, capture });
  const card = { number, exp_month: 12, exp_year: 2030, cvc_provided: true };
  const payment_method = create({}, cardDetails(card, 'fingerprint', null), { ...identity, id: 'pm_1' });
  const details = {
    amount,
    currency,
    customer: null,
    description: charged.description ?? null,
    metadata: {},
    payment_intent: charged.payment_intent ?? null,
    receipt_email: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_group: null,
  };
  if (answer.kind === 'requires_action') throw new Error('no bank is to ask for the cardholder here');
  if (answer.kind === 'declined') return declined(details, payment_method, answer, identity);
  return approved(details, payment_method, answer, capture, identity);
}

function authorize(charged: Charged & { number: string; amount: number; currency: string }) {
  const request: AuthorizationRequest = {
    address: null,
    amount: charged.amount,
    attempt_id: 'att_1',
    authentication_id: null,
    capture_method: charged.capture === true ? 'automatic' : 'manual',
    card: { number: charged.number },
    currency: charged.currency,
    cvc_provided: true,
    imported_authentication: null,
    installments: null,
    moto: false,
    network: null,
    off_session: false,
    request_extended_authorization: false,
    request_incremental_authorization: false,
    request_multicapture: charged.request_multicapture ?? false,
    request_overcapture: charged.request_overcapture ?? false,
    request_three_d_secure: 'automatic',
    requested_at: NOW,
    ruling: null,
    set_up: false,
  };
  return new SandboxNetwork().authorize(request);
}
