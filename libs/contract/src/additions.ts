import type Stripe from 'stripe';
import {
  ADDED_SOURCE_PARAMETERS,
  type CustomerSourceCreateParams,
  NUMBERED_SOURCE,
  type SourceCreateParams,
  type SourceUpdateParams,
} from './additions.sources.ts';
import type { NestedRoutes } from './additions.nested.ts';
import type { ObjectName, Route } from './contract.ts';
import type { SchemaName } from './encoding.ts';
import type { Field, ObjectSchema, Schema } from './schema.ts';

/**
 * The one place of what the API has and the SDK does not declare: the routes that only the official CLI calls, as it
 * calls them, those that SDKs of other languages still have, and below them parameters of the SDK's routes and types of thin
 * events. The routes stand in the contract beside the SDK's, and are owned, built and counted like those.
 */
export interface AddedRoutes extends NestedRoutes {
  'POST /v1/events/{id}/retry': { path: [id: string]; params: EventRetryParams; result: Stripe.Event };
  'POST /v1/stripecli/sessions': {
    path: [];
    params: StripecliSessionCreateParams;
    result: StripecliSession;
  };
}

/** `stripe events resend`. */
export interface EventRetryParams {
  /** The connected account whose event it is. */
  account?: string;
  /** Set when the CLI names no endpoint: the event goes to whoever listens. */
  for_stripecli?: boolean;
  webhook_endpoint?: string;
}

/** What the CLI can ask to hear: snapshot events, thin events, the log of requests. */
export type StripecliFeature = (typeof FEATURES)[number];

/** `stripe listen` and `stripe logs tail`. */
export interface StripecliSessionCreateParams {
  device_name: string;
  websocket_features: StripecliFeature[];
  /** Of the log of requests: JSON. */
  filters?: string;
  forward_connect_to_url?: string;
  forward_thin_connect_to_url?: string;
  forward_thin_to_url?: string;
  forward_to_url?: string;
}

/** What the CLI needs to open its socket. It has no `object`: the CLI knows what it is. */
export interface StripecliSession {
  default_version: string;
  device_token: string;
  display_connect_filter_warning: boolean;
  latest_version: string;
  /** After so many seconds the CLI closes its socket and opens another. */
  reconnect_delay: number;
  /** Signs what the session is sent. */
  secret: string;
  websocket_authorized_feature: string;
  websocket_id: string;
  websocket_url: string;
}

const FEATURES = ['webhooks', 'v2_events', 'request_logs'] as const;

/** Where the CLI opens its socket: no route, since what is asked is an upgrade of the connection. */
export const STRIPECLI_SOCKET = '/v1/stripecli/socket';

/** The paths at which a connection may be upgraded; their owners are those of the paths. */
export const SOCKET_PATHS: ReadonlySet<string> = new Set([STRIPECLI_SOCKET]);

const text: Schema = { kind: 'string' };

/** The routes of `AddedRoutes`. */
export const ADDED_ROUTES: readonly Route[] = [
  {
    id: 'POST /v1/events/{id}/retry',
    method: 'POST',
    path: '/v1/events/{id}/retry',
    path_params: ['id'],
    sdk: null,
    kind: 'action',
    api: 'v1',
    params: {
      kind: 'object',
      name: 'EventRetryParams',
      fields: new Map([
        ['account', optional(text)],
        ['for_stripecli', optional({ kind: 'boolean' })],
        ['webhook_endpoint', optional(text)],
      ]),
      required: [],
    },
    result: { kind: 'resource', of: ['event'], deleted: 'never', without: [] },
    host: null,
    upload: false,
  },
  {
    id: 'POST /v1/stripecli/sessions',
    method: 'POST',
    path: '/v1/stripecli/sessions',
    path_params: [],
    sdk: null,
    kind: 'create',
    api: 'v1',
    params: {
      kind: 'object',
      name: 'StripecliSessionCreateParams',
      fields: new Map([
        ['device_name', { ...optional({ kind: 'string', max_length: 255 }), required: true }],
        [
          'websocket_features',
          { ...optional({ kind: 'array', items: { kind: 'enum', values: FEATURES } }), required: true },
        ],
        ['filters', optional({ kind: 'string', max_length: 2000 })],
        ['forward_connect_to_url', optional(text)],
        ['forward_thin_connect_to_url', optional(text)],
        ['forward_thin_to_url', optional(text)],
        ['forward_to_url', optional(text)],
      ]),
      required: ['device_name', 'websocket_features'],
    },
    result: { kind: 'any' },
    host: null,
    upload: false,
  },
];

/** With what a server knows of its payer's browser (guide "Integration" of Radar). */
export type ChargeCreateParams = Stripe.ChargeCreateParams & {
  ip?: string;
  referrer?: string;
  user_agent?: string;
};

/** Parameters that routes of the SDK take besides those that it declares, or with more values. */
export interface AddedParameters {
  /** As the Dashboard lists the events of an object: of those, the id. */
  'GET /v1/events': { params: { related_object?: string } };
  'POST /v1/charges': { params: ChargeCreateParams };
  'POST /v1/customers/{customer}/sources': { params: CustomerSourceCreateParams };
  'POST /v1/sources': { params: SourceCreateParams };
  'POST /v1/sources/{source}': { params: SourceUpdateParams };
}

/** The parameters of `AddedParameters`. */
export const ADDED_PARAMETERS: Readonly<Record<keyof AddedParameters, ReadonlyMap<string, Field>>> = {
  'GET /v1/events': new Map([['related_object', optional(text)]]),
  'POST /v1/charges': new Map(['ip', 'referrer', 'user_agent'].map((name) => [name, optional(text)])),
  'POST /v1/customers/{customer}/sources': new Map([['source', NUMBERED_SOURCE]]),
  ...ADDED_SOURCE_PARAMETERS,
};

/**
 * Values that the API documents and this release of the SDK leaves out of a field's type; by the interface that declares the field.
 * Instructions are for transfers of all five kinds, and the SDK's parameters know that.
 */
export const ADDED_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['FundingInstructions.BankTransfer.type', ['gb_bank_transfer', 'mx_bank_transfer', 'us_bank_transfer']],
]);

/**
 * What the official CLI sends in the place of a value, by the enum: `stripe trigger payment_intent.partially_funded` means a transfer
 * in Japan.
 */
export const SPELLINGS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'CustomerCashBalanceTransaction.Funded.BankTransfer.Type',
    new Map([['jp_bank_account', 'jp_bank_transfer']]),
  ],
]);

/**
 * Fields of parameters that guides send and the SDK does not declare, by the interface: each with the name of the SDK's type that it
 * has. Intents take a card by its numbers, as a payment method does (guide "Import 3D Secure results"), and what is known of the payer's
 * browser (guide "Integration" of Radar).
 */
export const ADDED_FIELDS: ReadonlyMap<string, Readonly<Record<string, SchemaName>>> = new Map([
  [
    'PaymentIntentCreateParams.PaymentMethodData',
    {
      'card?': 'PaymentMethodCreateParams.Card',
      'ip?': 'string',
      'referrer?': 'string',
      'user_agent?': 'string',
    },
  ],
]);

/** Values of parameters that guides send and the SDK does not declare, by the enum. */
export const ADDED_CHOICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['PaymentIntentCreateParams.PaymentMethodData.Type', ['card']],
]);

/** Fields of parameters that the SDK declares as required and something else may stand for, by the interface: a token's numbers. */
export const REPLACEABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['TokenCreateParams.BankAccount', ['account_number', 'country']],
]);

/** What a deletion in v2 is answered with (API reference v2): the id alone, where the SDK declares the object. */
export const V2_DELETION: ObjectSchema = {
  kind: 'object',
  name: 'V2.DeletedObject',
  fields: new Map([['id', { ...optional(text), required: true }]]),
  required: ['id'],
};

/** Types of thin events that the API documents and this release of the SDK does not know yet. */
export interface AddedThinEvents {
  /** An event destination was asked to show that events reach it. */
  'v2.core.event_destination.ping': { related_object: Stripe.Event.RelatedObject };
}

/** The types of `AddedThinEvents`, with the type of object that each is about. */
export const ADDED_THIN_EVENTS: Readonly<Record<keyof AddedThinEvents, ObjectName>> = {
  'v2.core.event_destination.ping': 'v2.core.event_destination',
};

function optional(schema: Schema): Field {
  return { schema, required: false, nullable: false, only_expanded: false };
}
