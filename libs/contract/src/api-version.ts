import type Stripe from 'stripe';

/** The one version of the API that documents and events are kept in; the SDK that the contract is derived from pins it. */
export const API_VERSION = '2025-02-24.acacia' satisfies Stripe.LatestApiVersion;
