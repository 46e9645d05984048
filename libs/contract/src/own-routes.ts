import type Stripe from 'stripe';
import type { Route } from './contract.ts';
import type { Field, Schema } from './schema.ts';

/**
 * Routes of the platform's own: what its dashboard needs and the API has no word for. They are no part of the API, and
 * stand apart from it below `/pinstripe`; in all else they are routes like any (the secret key and its account,
 * parameters, pages, idempotency, errors), so that nothing has to be built for them but their handlers. What hosted pages
 * ask for, below `/pinstripe/pages/{merchant}`, takes no key: the secret of the object that a page is about stands for it.
 */
export interface OwnRoutes {
  'GET /pinstripe/pages/{merchant}/payer_actions/{payer_action}': {
    path: [merchant: string, payer_action: string];
    params: PayerActionRetrieveParams;
    result: PayerActionSeen;
  };
  'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete': {
    path: [merchant: string, payer_action: string];
    params: PayerActionCompleteParams;
    result: object;
  };
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

/** A page knows the secret of the intent whose payer it shows. */
export interface PayerActionRetrieveParams {
  client_secret: string;
}

export interface PayerActionCompleteParams extends PayerActionRetrieveParams {
  outcome: (typeof OUTCOMES)[number];
}

/** What a page shows of what a payer is to do. */
export interface PayerActionSeen {
  id: string;
  object: 'payer_action';
  amount: number | null;
  currency: string | null;
  intent: string;
  payment_method: { type: string; brand?: string; last4?: string };
  /** Where to lead the payer; null while the action is pending, or when the client waits behind the page. */
  return_url: string | null;
  status: 'abandoned' | 'failed' | 'pending' | 'succeeded';
}

/** What a customer answers who was asked, by e-mail, where a refund is to go. */
export interface RefundBankAccountParams {
  /** An IBAN, a CLABE, or the number of an account. */
  account_number: string;
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

/** Below these paths of the gateway's address hosted pages are shown, to people. */
export const PAGE_PATHS: readonly string[] = ['/3d_secure_2/', '/pm-redirects/'];

const OUTCOMES = ['failed', 'succeeded'] as const;
const STATUSES = ['canceled', 'delivered', 'failed', 'pending'] as const;
const PAYER_ACTION = '/pinstripe/pages/{merchant}/payer_actions/{payer_action}';
const ENDPOINT = '/pinstripe/webhook_endpoints/{webhook_endpoint}';
const DESTINATION = '/pinstripe/event_destinations/{event_destination}';
const text: Schema = { kind: 'string' };

/** The routes of `OwnRoutes`. */
export const OWN_ROUTES: readonly Route[] = [
  own('GET', PAYER_ACTION, 'retrieve', {}, { client_secret: text }),
  own(
    'POST',
    `${PAYER_ACTION}/complete`,
    'action',
    {},
    {
      client_secret: text,
      outcome: { kind: 'enum', values: OUTCOMES },
    },
  ),
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
  own('POST', '/pinstripe/refunds/{refund}/bank_account', 'action', {}, { account_number: text }),
  own('POST', `${ENDPOINT}/roll_secret`, 'action', { expires_in: { kind: 'integer' } }),
];

function own(
  method: Route['method'],
  path: string,
  kind: Route['kind'],
  optional: Readonly<Record<string, Schema>> = {},
  required: Readonly<Record<string, Schema>> = {},
): Route {
  const fields = (schemas: Readonly<Record<string, Schema>>, is_required: boolean) =>
    Object.entries(schemas).map(([name, schema]): [string, Field] => [
      name,
      { schema, required: is_required, nullable: false, only_expanded: false },
    ]);
  return {
    id: `${method} ${path}` as keyof OwnRoutes,
    method,
    path,
    path_params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    sdk: null,
    kind,
    api: 'v1',
    params: {
      kind: 'object',
      name: `${method} ${path} Params`,
      fields: new Map([...fields(required, true), ...fields(optional, false)]),
      required: Object.keys(required),
    },
    result: { kind: 'any' },
    host: null,
    upload: false,
  };
}
