import type Stripe from 'stripe';
import type { ObjectName, RouteId } from './contract.ts';

/**
 * Routes that do what one of the SDK's does, of an object that their path names and the SDK's parameters would, or at another path: where
 * the API reference has it, or SDKs of other languages and of other times.
 */
export interface NestedRoutes {
  'GET /v1/balance/history': {
    path: [];
    params: Stripe.BalanceTransactionListParams;
    result: Stripe.ApiList<Stripe.BalanceTransaction>;
  };
  'GET /v1/balance/history/{id}': {
    path: [id: string];
    params: Stripe.BalanceTransactionRetrieveParams;
    result: Stripe.BalanceTransaction;
  };
  'GET /v1/charges/{charge}/dispute': {
    path: [charge: string];
    params: Stripe.DisputeRetrieveParams;
    result: Stripe.Dispute;
  };
  'POST /v1/charges/{charge}/dispute': {
    path: [charge: string];
    params: Stripe.DisputeUpdateParams;
    result: Stripe.Dispute;
  };
  'POST /v1/charges/{charge}/dispute/close': {
    path: [charge: string];
    params: Stripe.DisputeCloseParams;
    result: Stripe.Dispute;
  };
  'POST /v1/charges/{charge}/refund': {
    path: [charge: string];
    params: Omit<Stripe.RefundCreateParams, OfCharge>;
    result: Stripe.Charge;
  };
  'GET /v1/charges/{charge}/refunds': {
    path: [charge: string];
    params: Omit<Stripe.RefundListParams, OfCharge>;
    result: Stripe.ApiList<Stripe.Refund>;
  };
  'POST /v1/charges/{charge}/refunds': {
    path: [charge: string];
    params: Omit<Stripe.RefundCreateParams, OfCharge>;
    result: Stripe.Refund;
  };
  'GET /v1/charges/{charge}/refunds/{refund}': {
    path: [charge: string, refund: string];
    params: Stripe.RefundRetrieveParams;
    result: Stripe.Refund;
  };
  'POST /v1/charges/{charge}/refunds/{refund}': {
    path: [charge: string, refund: string];
    params: Stripe.RefundUpdateParams;
    result: Stripe.Refund;
  };
  'GET /v1/customers/{customer}/bank_accounts': {
    path: [customer: string];
    params: Omit<Stripe.CustomerListSourcesParams, 'object'>;
    result: Stripe.ApiList<Stripe.BankAccount>;
  };
  'GET /v1/customers/{customer}/bank_accounts/{id}': {
    path: [customer: string, id: string];
    params: Stripe.CustomerRetrieveSourceParams;
    result: Stripe.BankAccount;
  };
  'GET /v1/customers/{customer}/cards': {
    path: [customer: string];
    params: Omit<Stripe.CustomerListSourcesParams, 'object'>;
    result: Stripe.ApiList<Stripe.Card>;
  };
  'GET /v1/customers/{customer}/cards/{id}': {
    path: [customer: string, id: string];
    params: Stripe.CustomerRetrieveSourceParams;
    result: Stripe.Card;
  };
}

const OF_CHARGE = ['charge', 'currency', 'customer', 'origin', 'payment_intent'] as const;
type OfCharge = (typeof OF_CHARGE)[number];

/** What a nested route is like. */
interface Likeness {
  like: RouteId;
  /** The parameters of that which say what the path says already. */
  without?: readonly string[];
  /** What it answers with instead of that. */
  result?: ObjectName;
}

/** The routes of `NestedRoutes`. */
export const NESTED_ROUTES: Readonly<Record<keyof NestedRoutes, Likeness>> = {
  'GET /v1/balance/history': { like: 'GET /v1/balance_transactions' },
  'GET /v1/balance/history/{id}': { like: 'GET /v1/balance_transactions/{id}' },
  'GET /v1/charges/{charge}/dispute': { like: 'GET /v1/disputes/{dispute}' },
  'POST /v1/charges/{charge}/dispute': { like: 'POST /v1/disputes/{dispute}' },
  'POST /v1/charges/{charge}/dispute/close': { like: 'POST /v1/disputes/{dispute}/close' },
  'POST /v1/charges/{charge}/refund': { like: 'POST /v1/refunds', without: OF_CHARGE, result: 'charge' },
  'GET /v1/charges/{charge}/refunds': { like: 'GET /v1/refunds', without: OF_CHARGE },
  'POST /v1/charges/{charge}/refunds': { like: 'POST /v1/refunds', without: OF_CHARGE },
  'GET /v1/charges/{charge}/refunds/{refund}': { like: 'GET /v1/refunds/{refund}' },
  'POST /v1/charges/{charge}/refunds/{refund}': { like: 'POST /v1/refunds/{refund}' },
  'GET /v1/customers/{customer}/bank_accounts': {
    like: 'GET /v1/customers/{customer}/sources',
    without: ['object'],
  },
  'GET /v1/customers/{customer}/bank_accounts/{id}': {
    like: 'GET /v1/customers/{customer}/sources/{id}',
    result: 'bank_account',
  },
  'GET /v1/customers/{customer}/cards': { like: 'GET /v1/customers/{customer}/sources', without: ['object'] },
  'GET /v1/customers/{customer}/cards/{id}': {
    like: 'GET /v1/customers/{customer}/sources/{id}',
    result: 'card',
  },
};
