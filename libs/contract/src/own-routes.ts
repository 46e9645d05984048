import type Stripe from 'stripe';
import type { Route } from './contract.ts';
import { own } from './own-route.ts';
import { PAGE_ROUTES, type PageRoutes } from './page-routes.ts';
import type { Schema } from './schema.ts';

/**
 * Routes of the platform's own: what its dashboard needs and the API has no word for. They are no part of the API, and
 * stand apart from it below `/pinstripe`; in all else they are routes like any (the secret key and its account,
 * parameters, pages, idempotency, errors), so that nothing has to be built for them but their handlers.
 */
export interface OwnRoutes extends PageRoutes {
  'GET /pinstripe/event_destinations/{event_destination}/deliveries': {
    path: [event_destination: string];
    params: WebhookDeliveryListParams;
    result: Stripe.ApiList<WebhookDelivery>;
  };
  'GET /pinstripe/event_destinations/{event_destination}/deliveries/{delivery}': {
    path: [event_destination: string, delivery: string];
    params: object;
    result: WebhookDelivery;
  };
  'POST /pinstripe/event_destinations/{event_destination}/deliveries/{delivery}/replay': {
    path: [event_destination: string, delivery: string];
    params: object;
    result: WebhookDelivery;
  };
  'GET /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries': {
    path: [webhook_endpoint: string];
    params: WebhookDeliveryListParams;
    result: Stripe.ApiList<WebhookDelivery>;
  };
  'GET /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries/{delivery}': {
    path: [webhook_endpoint: string, delivery: string];
    params: object;
    result: WebhookDelivery;
  };
  'POST /pinstripe/webhook_endpoints/{webhook_endpoint}/deliveries/{delivery}/replay': {
    path: [webhook_endpoint: string, delivery: string];
    params: object;
    result: WebhookDelivery;
  };
  'GET /pinstripe/refunds/{refund}': {
    path: [refund: string];
    params: object;
    result: RefundLink;
  };
  'POST /pinstripe/refunds/{refund}/bank_account': {
    path: [refund: string];
    params: RefundBankAccountParams;
    result: Stripe.Refund;
  };
  'POST /pinstripe/webhook_endpoints/{webhook_endpoint}/roll_secret': {
    path: [webhook_endpoint: string];
    params: WebhookSecretRollParams;
    result: Stripe.WebhookEndpoint;
  };
}

/** Where the customer of a refund says what account it is to go to: at Stripe a mail brings them there. */
export interface RefundLink {
  id: string;
  object: 'refund_link';
  /** Null where nobody was asked. */
  hosted_details_url: string | null;
}

/** What a customer answers who was asked, by e-mail, where a refund is to go. */
export interface RefundBankAccountParams {
  /** An IBAN, a CLABE, or the number of an account. */
  account_number: string;
  /** Of the bank and its branch, where a country has such a number: a sort code in the UK. */
  routing_number?: string;
}

export interface WebhookDeliveryListParams extends Stripe.PaginationParams {
  /** Only the delivery of this event. */
  event?: string;
  status?: WebhookDelivery['status'];
}

export interface WebhookSecretRollParams {
  /** How long the secret so far goes on signing too, in seconds: a day at most, not at all unless given. */
  expires_in?: number;
}

/** One event on its way to one webhook endpoint or event destination. */
export interface WebhookDelivery {
  id: string;
  object: 'webhook_delivery';
  /** What was attempted so far, the last one last. */
  attempts: WebhookDeliveryAttempt[];
  created: number;
  /** When the endpoint said first that it has the event. */
  delivered_at: number | null;
  event: string;
  /** Where it goes to, unless that is a webhook endpoint. */
  event_destination: string | null;
  livemode: boolean;
  next_attempt_at: number | null;
  status: (typeof STATUSES)[number];
  /** Where it goes to, unless that is an event destination. */
  webhook_endpoint: string | null;
}

export interface WebhookDeliveryAttempt {
  duration_ms: number;
  /** Why there was no answer. */
  error: string | null;
  /** Its body was the event. Credentials in the URL are left out. */
  request: { headers: Record<string, string>; url: string };
  /** Of the body the first kilobyte. */
  response: { body_head: string; status: number } | null;
  started_at: number;
}

const STATUSES = ['canceled', 'delivered', 'failed', 'pending'] as const;
const ENDPOINT = '/pinstripe/webhook_endpoints/{webhook_endpoint}';
const DESTINATION = '/pinstripe/event_destinations/{event_destination}';
const text: Schema = { kind: 'string' };

/** The routes of `OwnRoutes`. */
export const OWN_ROUTES: readonly Route[] = [
  ...PAGE_ROUTES,
  ...[DESTINATION, ENDPOINT].flatMap((destination) => [
    own('GET', `${destination}/deliveries`, 'list', {
      ending_before: text,
      event: text,
      limit: { kind: 'integer' },
      starting_after: text,
      status: { kind: 'enum', values: STATUSES },
    }),
    own('GET', `${destination}/deliveries/{delivery}`, 'retrieve'),
    own('POST', `${destination}/deliveries/{delivery}/replay`, 'action'),
  ]),
  own('GET', '/pinstripe/refunds/{refund}', 'retrieve'),
  own(
    'POST',
    '/pinstripe/refunds/{refund}/bank_account',
    'action',
    { routing_number: text },
    { account_number: text },
  ),
  own('POST', `${ENDPOINT}/roll_secret`, 'action', { expires_in: { kind: 'integer' } }),
];
