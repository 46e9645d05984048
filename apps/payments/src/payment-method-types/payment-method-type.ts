import type { JsonObject, Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { BankAccountSecret } from '../vault/vault.ts';

/** What the API documents of one type of payment method, as a row of the table that every flow reads. */
export interface PaymentMethodType {
  /** What a payment by it can be in; null is any currency. */
  currencies: readonly string[] | null;
  /** Its own limits of one payment, in minor units by currency; the account's hold beside them. */
  amounts?: Readonly<Record<string, { min?: number; max?: number }>>;
  /** The fields of its hash, in the order in which they are shown; what was not given is null. */
  fields?: readonly string[];
  /** What its hash shows beside its fields: what follows from them, or from whom it is. */
  shown?: (hash: Readonly<Record<string, string>>, payer: Known) => object;
  /** What a SetupAttempt shows in the hash of its type; null until it is known. */
  attempt_fields?: readonly string[];
  /** Those that creating one takes. */
  required_fields?: readonly string[];
  /** How the account is read that its hash brings, for a type that debits one. @throws when that cannot be an account */
  account?: (hash: Readonly<Record<string, string>>, param: string) => ReadAccount;
  /** @throws when what its hash says cannot be */
  check_hash?: (hash: Readonly<Record<string, string>>, param: string) => void;
  /** What must be known of the payer before a payment by it is confirmed. */
  billing_details?: readonly BillingDetail[];
  /** @throws when what is known of the payer is not what it takes */
  check_payer?: (billing_details: PaymentMethod['billing_details']) => void;
  /** A PaymentIntent's options for it, as they are shown until somebody sets them. */
  options?: Readonly<Record<string, unknown>>;
  /** @throws when the options that are set, beside its own, cannot be */
  check_options?: (options: Readonly<Record<string, unknown>>, param: string, now: Timestamp) => void;
  /** A SetupIntent's, likewise. */
  setup_options?: Readonly<Record<string, unknown>>;
  /** @throws when a SetupIntent that is confirmed has not the options that it takes */
  check_setup_options?: (options: Readonly<Record<string, unknown>>, param: string) => void;
  /** Options that only a confirmation takes, and that no intent shows. */
  confirm_options?: readonly string[];
  /** Those without which nobody can be asked for a payment. */
  required_options?: readonly string[];
  /**
   * What the payer does once the payment is confirmed: leave the page for another and come back (`redirect`), act on what the
   * client displays (`display`), or nothing.
   */
  payer_action: 'display' | 'redirect' | null;
  /** The payer is given a number to pay by elsewhere: before that nothing is charged, and whoever does not pay leaves no charge. */
  voucher?: VoucherTerms;
  /** Before an account is debited for the first time, its payer says what small deposits to it were. */
  microdeposits?: MicrodepositTerms;
  /** Whether the money is there once the payer has acted, or on its way for days. */
  settles: 'at_once' | 'later';
  /** How long what was authorized waits to be captured, in seconds; null where it is captured at once. */
  capturable_for: number | null;
  /** Whether what was authorized can only be captured as a whole. */
  captures_all?: true;
  /** Whether Radar, and the lists of the merchant's own, look at payments by it before they are made. Of cards they always do. */
  assessed?: true;
  /** For which later payments it can be kept. */
  sets_up: readonly ('off_session' | 'on_session')[];
  /** As what it is kept, where that is not itself. */
  saved_as?: 'sepa_debit';
  /** What the payer permits by a mandate; nobody asks for one where it is not there. */
  mandate?: MandateTerms;
  /** Whether SetupIntents take it. */
  in_setup_intents: boolean;
  /** How money is given back; null where that cannot be. */
  refunds: RefundTerms | null;
  /** What payments by it count as in the balance. */
  source_type: 'bank_account' | 'card' | 'fpx';
  fee: FeeTerms;
  /** After how many business days the money is available. */
  settlement_business_days: number;
  /** The same for who prefers the fastest settlement, where that makes a difference. */
  fastest_business_days?: number;
  /** The same of a payment whose mandate the payer's bank has to accept first. */
  new_mandate_business_days?: number;
}

/** Who pays, as far as the client says. */
type Known = NonNullable<Stripe.PaymentMethodCreateParams['billing_details']>;

/** An account's numbers: what the vault keeps, and what is shown beside the fingerprint and the last four digits. */
export interface ReadAccount {
  secret: BankAccountSecret;
  shown: Readonly<Record<string, unknown>>;
}

export interface VoucherTerms {
  /** Whether the client can take it back before it expires. */
  cancelable: boolean;
}

export interface MicrodepositTerms {
  /** What is to be read in the bank's statement: the amounts of two deposits, or the code of one. */
  type: 'amounts' | 'descriptor_code';
  /** How often the payer may try, by what they say. */
  attempts: Readonly<Record<'amounts' | 'descriptor_code', number>>;
}

export interface MandateTerms {
  /**
   * Whether every payment rests on one (`always`), and its charge names it, only keeping the payment method does (`to_keep`), or nothing
   * does, and there is one where the client says how its payer has accepted it (`if_given`).
   */
  needed: 'always' | 'if_given' | 'to_keep';
  /** Banks know no permission for one payment: it lasts, whatever the payment method is kept for. */
  standing?: true;
  reference?: ReferenceTerms;
  /** @throws when the options say too little of what the payer is to accept */
  check_options?: (options: Readonly<Record<string, unknown>>, param: string) => void;
  /** What a mandate shows in the hash of its type. */
  details: (facts: { options: JsonObject; reference: string; url: string }) => object;
  /** What changes of that when the mandate ends: by what a debit failed, or null where nothing did. */
  ended?: (failure_code: string | null) => object;
}

/** How the payer's bank names a mandate. */
export interface ReferenceTerms {
  length: number;
  /** How a merchant cannot let it begin. */
  reserved: readonly string[];
}

export interface RefundTerms {
  /** How long after the payment; null is without an end. */
  within_days: number | null;
  partial: boolean;
  /** Nobody knows where the money came from: the customer is asked by e-mail where it is to go. */
  by_email?: true;
}

/** Percent of the amount, and a fixed part in hundredths of the currency's unit. */
export interface FeeTerms {
  percent: string;
  fixed?: number;
  max?: number;
}

export type BillingDetail =
  Exclude<keyof Stripe.PaymentMethod.BillingDetails, 'address'> | `address.${keyof Stripe.Address}`;
