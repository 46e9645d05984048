import type { ErrorBody, JsonObject } from '@pinstripe/kernel';
import type { Upgrade } from './sockets.ts';

/**
 * What the gateway and the service that owns a route say to each other. The same JSON travels in memory, when both live
 * in one process, and over HTTP: `POST /operations` for a `Call`, `POST /objects` for an `ObjectsQuery`.
 */
export interface Call {
  /** The route's name in the contract: `POST /v1/payment_intents/{intent}/confirm`. */
  operation: string;
  /** The ids in the path, in the path's order. */
  ids: string[];
  /** Decoded, coerced and validated; without `expand`, which is the gateway's. */
  params: JsonObject;
  /** Objects of other services, by id: what the parameters and `needs` refer to. Null: it was looked for and is not there. */
  objects: Record<string, JsonObject | null>;
  context: CallContext;
}

/** Who asks, as what, and when: everything about a request but its content. */
export interface CallContext {
  account: string;
  livemode: boolean;
  /** The account of the platform that `account` is connected to; null of an account that is connected to none. */
  platform: string | null;
  /** The API version of the request. */
  version: string;
  request_id: string;
  /** Only of POST requests, and in v2 of DELETE: the others are idempotent by definition. */
  idempotency_key: string | null;
  /** Within what, beside account and mode, the key is one: v2's are of one route each; null for all of v1. */
  idempotency_scope: string | null;
  /** A hash of operation, ids and parameters as the client sent them: what a key may be used again with. */
  fingerprint: string;
  /** What kind of key the client used; a publishable key sees less of some objects. */
  key_type: 'secret' | 'restricted' | 'publishable';
  /** Seconds since the epoch. */
  now: number;
  /** W3C trace context, or null without tracing. */
  traceparent: string | null;
  client_ip: string | null;
  /** How the client names itself (`User-Agent`). */
  user_agent: string | null;
  /** As which the client has reached the gateway: `http://127.0.0.1:12111`. Null if it did not say. */
  base_url: string | null;
}

/** How a service answers a call. */
export type Answer =
  | {
      kind: 'answer';
      status: number;
      /** The object, list or error body as JSON text, in the canonical version and unexpanded. */
      body: string;
      /** Of the request that was answered first, when this is its answer again. */
      original_request: string | null;
      should_retry: boolean | null;
    }
  /** The service has changed nothing: the gateway resolves these ids into `objects` and calls again. */
  | { kind: 'needs'; ids: string[] };

/** The body of an answer that is an error. */
export interface ErrorAnswer {
  error: ErrorBody;
}

/** Asks the owner of these ids for the objects; ids it does not know are left out of the reply. */
export interface ObjectsQuery {
  account: string;
  livemode: boolean;
  now: number;
  ids: string[];
}

export type ObjectsReply = Record<string, JsonObject>;

/** A request as its account sees it in its log, on the topic `{namespace}.gateway.requests`: arrays of these. */
export interface LoggedRequest {
  /** Seconds since the epoch. */
  created_at: number;
  livemode: boolean;
  method: string;
  request_id: string;
  status: number;
  /** The path alone. */
  url: string;
  error: LoggedError | null;
  /** From where the account sees it: its own, a platform's for it, its own for an account that is connected to it. */
  side: 'self' | 'connect_in' | 'connect_out';
  source: 'API' | 'DASHBOARD';
  ip_address: string | null;
}

/** What is not there is empty. */
export interface LoggedError {
  type: string;
  charge: string;
  code: string;
  decline_code: string;
  message: string;
  param: string;
}

/** The way to a service: in memory or over HTTP. Both carry serialized JSON, and connections to be upgraded. */
export interface ServiceTransport {
  call(call: Call): Promise<Answer>;
  objects(query: ObjectsQuery): Promise<ObjectsReply>;
  /** Hands over a client's connection to be upgraded, at one of the contract's `SOCKET_PATHS`. */
  upgrade: Upgrade;
}
