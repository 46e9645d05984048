import type { ErrorBody, JsonObject } from '@pinstripe/kernel';

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
  /** The API version of the request. */
  version: string;
  request_id: string;
  /** Only of POST requests: the others are idempotent by definition. */
  idempotency_key: string | null;
  /** A hash of operation, ids and parameters as the client sent them: what a key may be used again with. */
  fingerprint: string;
  /** What kind of key the client used; a publishable key sees less of some objects. */
  key_type: 'secret' | 'restricted' | 'publishable';
  /** Seconds since the epoch. */
  now: number;
  /** W3C trace context, or null without tracing. */
  traceparent: string | null;
  client_ip: string | null;
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

/** The way to a service: in memory or over HTTP. Both carry serialized JSON. */
export interface ServiceTransport {
  call(call: Call): Promise<Answer>;
  objects(query: ObjectsQuery): Promise<ObjectsReply>;
}
