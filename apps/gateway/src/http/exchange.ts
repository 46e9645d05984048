import type { IncomingHttpHeaders } from 'node:http';
import type { RouteId } from '@pinstripe/contract';
import type { ErrorBody } from '@pinstripe/kernel';

/** A request as the edge takes it off the wire. */
export interface ApiRequest {
  method: string;
  /** As it was sent, percent-encoded. */
  path: string;
  /** What follows the question mark; empty without one. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
  client_ip: string | null;
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What becomes known of a request while it is answered; an error is answered with as much as was known by then. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly request_id: string;
  readonly started_ms: number;
  operation: RouteId | null;
  /** The account whose key it is, once that is known to be good. */
  caller: string | null;
  livemode: boolean;
  /** The account that the request acts for, once it is known that it may. */
  account: string | null;
  idempotency_key: string | null;
  /** When a request that came too fast may come again. */
  retry_after_s: number | null;
  error: ErrorBody | null;
}

/** One line of the request log. */
export interface RequestLog {
  request_id: string;
  /** When it was answered, in seconds since the epoch. */
  created_at: number;
  method: string;
  path: string;
  /** The route in the contract; null when there is none. */
  operation: RouteId | null;
  caller: string | null;
  livemode: boolean;
  account: string | null;
  idempotency_key: string | null;
  status: number;
  error: ErrorBody | null;
  client_ip: string | null;
  duration_ms: number;
}
