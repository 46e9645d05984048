import { API_VERSION, contract } from '@pinstripe/contract';
import type { Timestamp } from '@pinstripe/kernel';
import type { LoggedRequest } from '@pinstripe/service';
import { headersOf } from '../outbound/headers.ts';
import { signature } from '../outbound/signature.ts';

/**
 * Who sends: one socket. What it sends is frames, each a JSON text; the headers in them are those of a delivery, which the
 * CLI hands on to where it forwards to.
 */
export interface Sender {
  secret: string;
  /** Stands for the endpoint that a session is like; the CLI names it in what it answers. */
  webhook_id: string;
}

/**
 * Snapshot events come in the account's default version (`stripe listen`) and in the latest (`--latest`). The CLI does not
 * say which it wants: it takes one kind and leaves the other. Both are the contract's version here.
 */
const VERSIONS = [null, API_VERSION];

export function snapshotFrames(
  payload: string,
  { secret, webhook_id }: Sender,
  conversation: string,
  now: Timestamp,
): string[] {
  const http_headers = signed(payload, secret, now);
  return VERSIONS.map((api_version) =>
    JSON.stringify({
      type: 'webhook_event',
      endpoint: { api_version },
      event_payload: payload,
      http_headers,
      webhook_conversation_id: conversation,
      webhook_id,
    }),
  );
}

export function thinFrame(payload: string, { secret, webhook_id }: Sender, now: Timestamp): string {
  return JSON.stringify({
    type: 'v2_event',
    payload,
    http_headers: signed(payload, secret, now),
    destination_id: webhook_id,
  });
}

/** `id` is of this showing. */
export function requestFrame(request: LoggedRequest, id: string): string {
  const { created_at, livemode, method, request_id, status, url, error } = request;
  return JSON.stringify({
    type: 'request_log_event',
    request_log_id: id,
    event_payload: JSON.stringify({
      created_at,
      livemode,
      method,
      request_id,
      status,
      url,
      error: error ?? {},
    }),
  });
}

/** Whether events of this type are thin. */
export function isThin(type: string): boolean {
  return contract().thin_event_types.has(type);
}

function signed(payload: string, secret: string, now: Timestamp): Record<string, string> {
  return headersOf(signature(Buffer.from(payload), [secret], now));
}
