import type { Document } from '@pinstripe/contract';
import type { JsonObject, Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { RefundAnswer, Ruling } from '../card-network/card-network.ts';
import type { DisputeCause } from '../disputes/dispute.causes.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { BankAccountSecret } from '../vault/vault.ts';

/**
 * The port to whoever stands behind a payment method that is no card: the banks that debit and transfer, wallets, lenders,
 * shops that take cash.
 *
 * What holds of `CardNetwork` holds here: an attempt is an operation that happens once, and asked twice the provider says the same;
 * it keeps nothing of accounts, intents or charges, and throws only when it could not be reached. But it seldom has the
 * last word at once: the payer acts first, or a bank thinks for days.
 */
export interface PaymentProvider {
  /** Asks for a payment; asked again once the payer has acted, with what came of that. */
  pay(request: PaymentRequest): Promise<PaymentAnswer>;
  /** Asks that a payment method may be used from now on. */
  setUp(request: SetupRequest): Promise<SetupAnswer>;
  /** Takes all or part of what was authorized. */
  capture(request: ProviderOrder): Promise<{ kind: 'captured' }>;
  /** Releases what was authorized and not captured. */
  reverse(request: ProviderOrder): Promise<{ kind: 'reversed' }>;
  /** Gives back what was paid. */
  refund(request: ProviderOrder): Promise<RefundAnswer>;
}

/** The provider token of the `PaymentProvider`. */
export const PAYMENT_PROVIDER = Symbol('PaymentProvider');

interface ProviderRequest {
  attempt_id: string;
  /** The type of the payment method, as the charge names it. */
  type: string;
  /** What the vault opened for this call, for a type that debits an account: it goes nowhere else. */
  account: BankAccountSecret | null;
  requested_at: Timestamp;
  /** Who pays; null where the provider learns nothing of them, and cannot ask them for anything. */
  payer: Payer | null;
}

/** What a provider is told of the payer, and where it can ask them to act. */
export interface Payer {
  billing_details: PaymentMethod['billing_details'];
  /** What the API shows of the payment method, in the hash of its type. */
  hash: JsonObject;
  /** What the intent, or whoever confirms it, says of this type in `payment_method_options`. */
  options: JsonObject;
  /** Names what the payer is asked to do: what they are shown is drawn from it, and still holds once they have acted. */
  payer_action: string;
  /** Where the sandbox's providers show what to do. */
  page_url: string;
  return_url: string | null;
  /** Whether the payer has agreed before to payments like this one, and need not act. */
  has_agreed: boolean;
  /** Whether the payer has done what the provider wanted. */
  has_acted: boolean;
  /** Whether the payer did not want to. */
  has_refused?: boolean;
}

export interface PaymentRequest extends ProviderRequest {
  amount: number;
  currency: string;
  /** Whether the money is only to be held, for a capture. */
  manual: boolean;
  /** Whether the payer permits that the account they pay from is debited later: the answer then says which it is. */
  keeps_account: boolean;
  /** What the account's own lists say of the payment, of types that Radar looks at. */
  ruling: Ruling | null;
}

export type SetupRequest = ProviderRequest & { payer: Payer };

/** Beside an answer that is recorded at once: nothing that a timer keeps says it. */
export interface KnownAccount {
  /** The account behind a payment method that is kept as that. It goes into the vault. */
  payer_account?: BankAccountSecret;
}

/** An operation on a payment that was made. */
export interface ProviderOrder {
  attempt_id: string;
  amount: number;
  currency: string;
  /** The type of payment method that it was paid by, as the charge names it. */
  type: string;
  /** The payer's address for mail, where one is known. */
  email: string | null;
  account: BankAccountSecret | null;
}

/** The money is there, or held. */
export interface Paid {
  kind: 'paid';
  /** What the charge shows of the payment, in the hash of its type. */
  details: JsonObject;
  /** What the payer's bank raises at once. */
  dispute: DisputeCause | null;
}

/** The money is on its way. */
export interface Processing {
  kind: 'processing';
  details: JsonObject;
  later: Later<Paid | Failed> | null;
  /** When the account is debited, if that was put off (`target_date`). */
  debited_at?: Timestamp | undefined;
  /** Whether the money is available as soon as its type can have it. */
  fastest?: boolean | undefined;
  /** What comes of the mandate, if it is new, where the payer's bank has to accept it. */
  mandate?: MandateVerdict;
}

/** What the network of the payer's bank says in `after_s` seconds of a mandate that is new to it. */
export interface MandateVerdict {
  network_status: 'accepted' | 'refused';
  after_s: number;
}

/** The merchant has taken the order back, before anybody was debited. */
export interface CalledBack {
  kind: 'called_back';
}

/** There will be no money. */
export interface Failed {
  kind: 'failed';
  failure: Failure;
  details: JsonObject;
  /** What the charge says of a payment that was blocked before anybody was asked for it. */
  outcome?: Document<Stripe.Charge.Outcome>;
}

export interface Failure {
  /** As the charge shows it. */
  code: string;
  /** As the intent's error does, whose codes are not all that banks have. */
  error_code?: string;
  decline_code?: string;
  message: string;
}

/** The payer acts next. */
export interface ActionRequired<After> {
  kind: 'requires_action';
  next_action: NextAction;
  /** What comes by itself, when the payer acts elsewhere or not at all. */
  later: Later<After> | null;
}

/** What the provider is going to say in `after_s` seconds. */
export interface Later<Answer> {
  after_s: number;
  answer: Answer;
}

export type PaymentAnswer =
  ActionRequired<Failed | Paid | Processing> | Failed | (Paid & KnownAccount) | (Processing & KnownAccount);

/** It may be used. */
export interface SetUp {
  kind: 'set_up';
  /** What the attempt shows of it, in the hash of its type. */
  details: JsonObject;
  /** What comes of the mandate, where the payer's bank has to accept it. */
  mandate?: MandateVerdict;
}

export type SetupAnswer = ActionRequired<Failed | SetUp> | Failed | (SetUp & KnownAccount);

export type NextAction = NonNullable<Document<Stripe.PaymentIntent>['next_action']>;
