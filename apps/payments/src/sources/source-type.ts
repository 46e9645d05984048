import type Stripe from 'stripe';
import type { PagePath } from '../payer-actions/page-url.ts';
import type { PaymentMethodType } from '../payment-method-types/payment-method-type.ts';

export type Flow = Stripe.SourceCreateParams.Flow;
export type Hash = Readonly<Record<string, string>>;

/** What is documented of one type of source, as a row of the table that everything about sources reads. */
export interface SourceType {
  /** How a payer acts: the first, where the client does not choose. */
  flows: readonly Flow[];
  usage: 'reusable' | 'single_use';
  /** What it can be in, where no payment method of the same type says so; null is any currency. */
  currencies?: readonly string[] | null;
  amount_min?: number;
  /** What must be known of its owner. */
  owner?: readonly ('email' | 'name')[];
  /** In which countries an account's owner must say where they live. */
  owner_address_in?: ReadonlySet<string>;
  /** What must be in the hash of its type. */
  required_fields?: readonly string[];
  /** @throws when what its hash says cannot be */
  check_hash?: (hash: Hash, param: string, currency: string | null) => void;
  /** How the account is read that its hash brings, for a type that debits one. @throws when that cannot be an account */
  account?: PaymentMethodType['account'];
  /** The code of what `account` throws, where the Sources API has its own. */
  account_code?: string;
  /** How long what the payer's bank shows may be, for a type where the source says it and not the charge. */
  descriptor_max?: number;
  /** For how many seconds it waits for the payer, and then for a charge; without an end where it does not say. */
  pending_for?: number;
  chargeable_for?: number;
  /** Its chargeable time ends before this second of the day (UTC), too. */
  chargeable_until_s?: number;
  /** Where the payer acts, for a type that leads them to a page. */
  page?: PagePath;
  /** By what a charge of it is made, where that has another name. */
  charged_as?: string;
  /** Whether it is a payment method by the same id. */
  is_payment_method?: true;
  /** How the money comes that the payer sends. */
  transfer?: TransferTerms;
  /** What its hash shows from the beginning. */
  hash: (facts: Facts) => object;
  /** What it shows besides once the payer has authorized it. */
  authorized?: (id: string) => object;
  /** The payer's bank then says who they are. */
  tells_name?: true;
}

export interface TransferTerms {
  /** How long the payer's bank takes, in the sandbox. */
  arrives_after_s: number;
  /** How long the money is on its way once it is known of; null where it is there at once. */
  clears_after_s: number | null;
  /** What must be known to give it back. */
  refund_fields: readonly string[];
}

/** What the hash of a new source is made of. */
export interface Facts {
  id: string;
  given: Hash;
  /** The page on which the payer acts; empty where there is none. */
  page_url: string;
  mandate_url: string;
  statement_descriptor: string | null;
  /** What is shown of the account that its hash brings; empty where it brings none. */
  account: Readonly<Record<string, unknown>>;
}
