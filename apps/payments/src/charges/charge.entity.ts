import type { Timestamp } from '@pinstripe/kernel';
import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { ForeseenDispute } from '../card-network/card-network.ts';
import type { DisputeCause } from '../disputes/dispute.causes.ts';

/** What the API does not show of a charge. */
export interface ChargePrivate extends Record<string, unknown> {
  /** The card or the account that was charged, as the vault knows it; null where there is no number to keep. */
  vault: string | null;
  /** Whether its money is available as soon as it is captured: the network said so of the authorization. */
  available_at_once?: boolean;
  /** When its account is debited, if that was put off. */
  debited_at?: Timestamp;
  /** How often its bank was asked to authorize more, whatever it said. */
  increments?: number;
  /** In how many parts it has been captured, as long as more may follow. */
  captures?: number;
  /** What its bank is going to raise once it is captured. */
  foreseen?: DisputeCause | ForeseenDispute;
  /** The disputes about it. */
  disputes?: readonly string[];
  /** Those of its refunds that were pending when they were made. */
  pending_refunds?: readonly string[];
  early_fraud_warning?: string;
}

/** The payment methods whose details can be searched for, and which of them (guide "Search", "Query fields for Charges"). */
const SEARCHED_DETAILS = ['card', 'card_present', 'interac_present'].flatMap((type) =>
  ['brand', 'exp_month', 'exp_year', 'fingerprint', 'last4'].map(
    (field) => `payment_method_details.${type}.${field}`,
  ),
);

/** Of what is not refunded at all a search says null, and of what is refunded in part false. */
const REFUNDED =
  "case when (document->>'refunded')::boolean then 'true' " +
  "when (document->>'amount_refunded')::bigint > 0 then 'false' end";

export const charges = new Resource<Stripe.Charge, ChargePrivate>({
  object: 'charge',
  table: 'charges',
  prefix: 'ch',
  url: '/v1/charges',
  param: 'charge',
  search: {
    amount: 'numeric',
    created: 'numeric',
    'billing_details.address.postal_code': 'token',
    currency: 'token',
    customer: 'token',
    disputed: 'boolean',
    metadata: 'metadata',
    ...Object.fromEntries(SEARCHED_DETAILS.map((field) => [field, 'token' as const])),
    refunded: { type: 'boolean', sql: REFUNDED },
    status: 'token',
  },
});
