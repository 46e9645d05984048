import { Injectable } from '@nestjs/common';
import { DAY } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { approve, block, blockByRule, decline, refuse } from './answers.ts';
import { brandOf, type Brand } from './card.ts';
import type {
  AmountRequest,
  AuthorizationAnswer,
  AuthorizationRequest,
  CardNetwork,
  DisputeAnswer,
  DisputeVerdict,
  EvidenceRequest,
  RefundAnswer,
  RefundFailed,
  VerificationRequest,
} from './card-network.ts';
import type { DeclineCode } from './decline-codes.ts';
import { drawDigits } from '../draws.ts';
import { test_cards, type TestCard } from './test-cards.ts';
import { authenticate } from './three-d-secure.ts';

/**
 * The card network of the sandbox: what every bank answers is written in `test-cards.ts`.
 *
 * It is a pure function of the request. What a bank would choose (authorization codes, risk scores) is drawn from the
 * attempt's id, so that an attempt is answered the same by every replica and at any time, without memory. It does not sum
 * up what was authorized, captured and refunded: the caller must. It lets no card expire that was good when it was
 * stored, since a test clock would then end every long simulation.
 */
@Injectable()
export class SandboxNetwork implements CardNetwork {
  authorize(request: AuthorizationRequest): Promise<AuthorizationAnswer> {
    return Promise.resolve(authorize(request));
  }

  verify(request: VerificationRequest): Promise<AuthorizationAnswer> {
    return Promise.resolve(verify(request));
  }

  increment(): Promise<{ kind: 'approved' }> {
    return Promise.resolve({ kind: 'approved' });
  }

  capture(): Promise<{ kind: 'captured' }> {
    return Promise.resolve({ kind: 'captured' });
  }

  reverse(): Promise<{ kind: 'reversed' }> {
    return Promise.resolve({ kind: 'reversed' });
  }

  refund(request: AmountRequest): Promise<RefundAnswer> {
    return Promise.resolve(refund(request));
  }

  contest(request: EvidenceRequest): Promise<DisputeAnswer> {
    return Promise.resolve(contest(request));
  }

  concede(): Promise<{ kind: 'conceded' }> {
    return Promise.resolve({ kind: 'conceded' });
  }
}

/** How long a bank thinks about a refund. The documentation says "some time". */
const REFUND_DECIDED_AFTER_S = 5;

/** How long a refund's reference takes to come back from the banks: up to seven business days ("Refunds", "Trace a refund"). */
const REFUND_TRACED_AFTER_S = 7 * DAY;

/** How long a bank thinks about evidence that says itself what is to come of it ("Testing", "Disputes"). */
const DISPUTE_DECIDED_AFTER_S = 5;

const verdicts: Record<'chargeback' | 'inquiry', Readonly<Record<string, DisputeVerdict>>> = {
  chargeback: { losing_evidence: 'lost', winning_evidence: 'won' },
  inquiry: {
    escalate_inquiry_evidence: 'escalated',
    losing_evidence: 'closed',
    winning_evidence: 'closed',
  },
};

/** American Express cannot be charged in these ("Supported currencies"). */
const currencies_without_amex = new Set(
  'afn aoa ars bob brl clp cop crc cve djf fkp gnf gtq hnl lak mur nio pab pen pyg shp srd std uyu xof xpf'.split(
    ' ',
  ),
);

const currencies_with_unionpay = new Set(['cad', 'usd']);

function authorize(request: AuthorizationRequest): AuthorizationAnswer {
  const card = test_cards.get(request.card.number);
  if (card === undefined) return refuse(request);
  const { ruling } = request;
  if (ruling?.action === 'block') return blockByRule(request, card, ruling);
  if (!takesCurrency(brandOf(request.card.number), request.currency)) {
    return decline(request, card, 'currency_not_supported', null);
  }
  if (card.risk === 'blocked' || (card.risk === 'highest' && ruling === null)) return block(request, card);
  return askBank(request, card, declineCodeOf(card, request));
}

function verify(request: VerificationRequest): AuthorizationAnswer {
  const card = test_cards.get(request.card.number);
  if (card === undefined) return refuse(request);
  if (card.risk === 'blocked') return block(request, card);
  return askBank(request, card, card.attaches === true ? null : declineCodeOf(card, request));
}

/** First who is paying, then the money: no bank declines what it still wants to see authenticated. */
function askBank(
  request: AuthorizationRequest | VerificationRequest,
  card: TestCard,
  decline_code: DeclineCode | null,
): AuthorizationAnswer {
  const step = authenticate(card, request);
  if (step.kind === 'challenge') {
    return { kind: 'requires_action', authentication_id: step.authentication_id };
  }
  if (step.kind === 'declined') return decline(request, card, step.decline_code, step.three_d_secure);
  if (decline_code !== null) return decline(request, card, decline_code, step.three_d_secure);
  return approve(request, card, step.three_d_secure);
}

/** A security code that was not given cannot be incorrect. */
function declineCodeOf(card: TestCard, request: { cvc_provided: boolean }): DeclineCode | null {
  if (card.declines === 'incorrect_cvc' && !request.cvc_provided) return null;
  return card.declines ?? null;
}

function takesCurrency(brand: Brand, currency: string): boolean {
  if (brand === 'unionpay') return currencies_with_unionpay.has(currency);
  return brand !== 'amex' || !currencies_without_amex.has(currency);
}

function refund(request: AmountRequest): RefundAnswer {
  const after_s = REFUND_DECIDED_AFTER_S;
  const refunded = traced(request);
  switch (test_cards.get(request.card.number)?.refunds) {
    case 'pending_first':
      return {
        kind: 'pending',
        destination_details: onCard({ reference_status: 'pending', type: 'pending' }),
        later: { after_s, answer: refunded },
      };
    case 'fail_later':
      return { ...refunded, later: { after_s, answer: RETURNED } };
    case undefined:
      return refunded;
  }
}

/** A refund that has succeeded, and can be traced in some days. */
function traced({ attempt_id }: AmountRequest): RefundAnswer {
  const untraced: RefundAnswer = {
    kind: 'succeeded',
    destination_details: onCard({ reference_status: 'pending', type: 'refund' }),
    later: null,
  };
  // Such numbers have 23 digits, of which the first says what kind of number it is.
  const reference = `7${drawDigits(attempt_id, 'refund_a', 11)}${drawDigits(attempt_id, 'refund_b', 11)}`;
  const destination_details = onCard({ reference, reference_status: 'available', type: 'refund' });
  return {
    ...untraced,
    later: { after_s: REFUND_TRACED_AFTER_S, answer: { ...untraced, destination_details } },
  };
}

const RETURNED: RefundFailed = {
  kind: 'failed',
  failure_reason: 'expired_or_canceled_card',
  destination_details: onCard({ reference_status: 'unavailable', type: 'refund' }),
};

function onCard(card: Stripe.Refund.DestinationDetails.Card): Stripe.Refund.DestinationDetails {
  return { card: { ...card, reference_type: 'acquirer_reference_number' }, type: 'card' };
}

/** Whatever else the evidence says stays under review, and so does all that Klarna gets ("Create test disputes"). */
function contest({ is_inquiry, type, uncategorized_text }: EvidenceRequest): DisputeAnswer {
  if (type === 'klarna') return { kind: 'received', later: null };
  const kind = verdicts[is_inquiry ? 'inquiry' : 'chargeback'][uncategorized_text ?? ''];
  const later = kind === undefined ? null : { kind, after_s: DISPUTE_DECIDED_AFTER_S };
  return { kind: 'received', later };
}
