import type { Document } from '@pinstripe/contract';
import type { Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Decline } from './decline-codes.ts';

/**
 * The one port to card networks and to the banks behind them.
 *
 * An implementation guarantees that `attempt_id` names an operation: asked twice under one id it acts once and says the
 * same, so that an attempt which a crash left behind can be asked again. It does not know accounts, intents or charges,
 * keeps no state of theirs, and throws only when it could not be reached; what a bank says is an answer.
 */
export interface CardNetwork {
  /** Asks the card's bank for a payment. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationAnswer>;
  /** Asks the card's bank whether the card is good, without a payment: when it is attached or set up. */
  verify(request: VerificationRequest): Promise<AuthorizationAnswer>;
  /** Raises what was authorized to `amount`, the new total. */
  increment(request: AmountRequest): Promise<{ kind: 'approved' } | Declined>;
  /** Takes all or part of what was authorized. */
  capture(request: AmountRequest): Promise<{ kind: 'captured' }>;
  /** Releases what was authorized and not captured. */
  reverse(request: CardRequest): Promise<{ kind: 'reversed' }>;
  /** Gives back what was captured. */
  refund(request: AmountRequest): Promise<RefundAnswer>;
  /** Shows the merchant's evidence to the bank that disputes a payment. */
  contest(request: EvidenceRequest): Promise<DisputeAnswer>;
  /** Tells that bank that the merchant gives in. */
  concede(request: DisputeRequest): Promise<{ kind: 'conceded' }>;
}

/** The provider token of the `CardNetwork`. */
export const CARD_NETWORK = Symbol('CardNetwork');

export interface CardRequest {
  attempt_id: string;
  /** What the vault opened for this call. It is not part of the attempt, and goes nowhere else. */
  card: { number: string };
}

export interface AmountRequest extends CardRequest {
  amount: number;
  currency: string;
}

/** What a bank is told of who is paying. */
interface CardholderRequest extends CardRequest {
  cvc_provided: boolean;
  address: Pick<Stripe.Address, 'line1' | 'postal_code'> | null;
  /** `request_three_d_secure`: anything but `automatic` asks for authentication where the card supports it. */
  request_three_d_secure: 'any' | 'automatic' | 'challenge';
  /** The id of the 3-D Secure authentication that the cardholder passed for this payment; null when there was none. */
  authentication_id: string | null;
  /** What came of an authentication elsewhere, which stands for one of ours. */
  imported_authentication: ImportedAuthentication | null;
  /** Ordered by mail or by telephone, where nobody can authenticate and nobody has to. */
  moto: boolean;
}

/** What the client says of a 3-D Secure authentication that another provider has made (guide "Import 3D Secure results"). */
export interface ImportedAuthentication extends Pick<ThreeDSecure, 'transaction_id' | 'version'> {
  /** The `transStatus` of the bank's answer. */
  ares_trans_status: Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card.ThreeDSecure.AresTransStatus | null;
  electronic_commerce_indicator: ThreeDSecure['electronic_commerce_indicator'];
  exemption_indicator: ThreeDSecure['exemption_indicator'];
}

type ThreeDSecure = Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure;

/** What the account's own rules say of a payment, whatever its risk: the rule's id says which. */
export interface Ruling {
  action: 'allow' | 'block';
  rule: string;
}

export interface AuthorizationRequest extends CardholderRequest {
  amount: number;
  currency: string;
  /** When the attempt was made; authorizations expire counting from it. */
  requested_at: Timestamp;
  capture_method: 'automatic' | 'automatic_async' | 'manual';
  off_session: boolean;
  /** Whether the card has been set up for payments off session. */
  set_up: boolean;
  /** Over how many months the cardholder pays it back; null for at once. */
  installments: Stripe.Charge.PaymentMethodDetails.Card.Installments.Plan | null;
  /** The network chosen of a co-branded card's; null leaves it to the card's brand. */
  network: string | null;
  request_extended_authorization: boolean;
  request_incremental_authorization: boolean;
  request_multicapture: boolean;
  request_overcapture: boolean;
  /** What is blocked is declined without asking the bank; what is allowed is not held up for its risk. */
  ruling: Ruling | null;
}

export interface VerificationRequest extends CardholderRequest {
  /** `attach` cannot ask the cardholder for anything; `setup` is a SetupIntent, which can. */
  purpose: 'attach' | 'setup';
}

/** What an authorization adds to a charge's `payment_method_details.card`. */
export type AuthorizedCard = Pick<
  Stripe.Charge.PaymentMethodDetails.Card,
  | 'amount_authorized'
  | 'authorization_code'
  | 'capture_before'
  | 'extended_authorization'
  | 'incremental_authorization'
  | 'installments'
  | 'moto'
  | 'multicapture'
  | 'network'
  | 'network_token'
  | 'network_transaction_id'
  | 'overcapture'
  | 'three_d_secure'
> & { checks: Stripe.Charge.PaymentMethodDetails.Card.Checks };

export interface Approved {
  kind: 'approved';
  outcome: Document<Stripe.Charge.Outcome>;
  card: AuthorizedCard;
  /** Whether the money is available as soon as it is captured, instead of after the usual days. */
  available_at_once: boolean;
  /** What the cardholder's bank is going to raise once the payment is captured. */
  dispute: ForeseenDispute | null;
}

export interface Declined {
  kind: 'declined';
  decline: Decline;
  outcome: Document<Stripe.Charge.Outcome>;
  card: AuthorizedCard;
}

/** The cardholder must authenticate; the same request is then made anew, with `authentication_id`. */
export interface RequiresAction {
  kind: 'requires_action';
  authentication_id: string;
}

export type AuthorizationAnswer = Approved | Declined | RequiresAction;

/** The disputes that the documentation's test cards cause ("Testing", "Disputes"). */
export type ForeseenDispute =
  | 'compliance'
  | 'early_fraud_warning'
  | 'fraudulent'
  | 'inquiry'
  | 'multiple'
  | 'product_not_received'
  | 'visa_compelling_evidence_3';

export interface DisputeRequest {
  attempt_id: string;
  dispute: string;
}

export interface EvidenceRequest extends DisputeRequest {
  /** Whether nothing has been taken back yet. */
  is_inquiry: boolean;
  /** The type of payment method that was paid by, where that is known: its bank, or its lender, decides. */
  type?: string | undefined;
  uncategorized_text: string | null;
}

/** What a bank makes of a dispute; an inquiry is closed, or becomes a chargeback. */
export type DisputeVerdict = 'closed' | 'escalated' | 'lost' | 'won';

export interface DisputeAnswer {
  kind: 'received';
  /** What the bank is going to say in `after_s` seconds; null when nobody knows when it will say something. */
  later: { kind: DisputeVerdict; after_s: number } | null;
}

/** How giving money back goes, by a card's network or by a provider. */
export interface RefundAnswer {
  /** In `requires_action` it is the customer who has to say where the money goes. */
  kind: 'pending' | 'requires_action' | 'succeeded';
  /** Null where there is nothing to tell of where it goes. */
  destination_details: Stripe.Refund.DestinationDetails | null;
  /** What the bank is going to say in `after_s` seconds, of a refund that has succeeded how to trace it; null when this is final. */
  later: { after_s: number; answer: RefundAnswer | RefundFailed } | null;
}

/** The money has not arrived, or has been sent back. */
export interface RefundFailed {
  kind: 'failed';
  failure_reason: string;
  destination_details: Stripe.Refund.DestinationDetails | null;
}
