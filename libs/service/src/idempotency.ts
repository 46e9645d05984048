import { DAY, errors, type Timestamp } from '@pinstripe/kernel';
import type { WorkContext } from './context.ts';
import type { Answer, Call } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { Plan } from './statement.ts';
import { IDEMPOTENCY } from './tables.ts';

/** How long the answer to a key is kept (API reference, "Idempotent requests"). */
const KEPT_V1 = DAY;
const KEPT_V2 = 30 * DAY;

/** What a decision answers: an object or an error, as JSON text. */
export interface Decided {
  status: number;
  body: string;
  should_retry: boolean | null;
}

interface Claimed {
  fingerprint: string;
  request_id: string;
  status: number | null;
  body: string | null;
  expires_at: number;
}

/**
 * The key of a request's claim. A request without an idempotency key is its own: it claims only when its answer has to be
 * found later, after a step outside.
 */
export function claimKey({
  account,
  livemode,
  idempotency_key,
  idempotency_scope,
  request_id,
}: WorkContext): string {
  const tenant = `${account} ${livemode ? 'live' : 'test'}`;
  if (idempotency_key === null) return `${tenant} request ${request_id}`;
  // An attempt that was recorded before there were scopes has none.
  const scope = idempotency_scope == null ? tenant : `${tenant} ${idempotency_scope}`;
  return `${scope} key ${idempotency_key}`;
}

/**
 * Whether a decision is the answer to its key for good. v2 keeps what succeeded, and tries again what failed (guide "API v2
 * overview", "Idempotency").
 */
export function isFinal({ operation }: Call, { status }: Decided): boolean {
  return !isV2(operation) || status < 400;
}

function isV2(operation: string): boolean {
  return operation.includes(' /v2/');
}

/** The row that makes a request happen once; `decided` is null while a step outside is under way. */
export function claimOf(call: Call, decided: Decided | null): Plan['claim'] {
  const kept = isV2(call.operation) ? KEPT_V2 : KEPT_V1;
  return {
    table: IDEMPOTENCY,
    row: {
      key: claimKey(call.context),
      fingerprint: call.context.fingerprint,
      request_id: call.context.request_id,
      status: decided?.status ?? null,
      body: decided?.body ?? null,
      expires_at: call.context.now + kept,
    },
  };
}

/**
 * The answer that a key already has.
 * @throws idempotency_error when the key was used with other parameters, idempotency_key_in_use while it is in flight.
 */
export async function replay(runtime: Runtime, { context, operation }: Call): Promise<Answer> {
  const key = context.idempotency_key!;
  const claimed = await readClaim(runtime, context);
  if (claimed === null) throw errors.idempotencyKeyInUse(key);
  if (claimed.fingerprint !== context.fingerprint) {
    throw errors.idempotencyMismatch(key, isV2(operation) ? 409 : 400);
  }
  if (claimed.status === null || claimed.body === null) throw errors.idempotencyKeyInUse(key);
  return {
    kind: 'answer',
    status: claimed.status,
    body: claimed.body,
    original_request: claimed.request_id,
    should_retry: null,
  };
}

/** The claim of a request's key, if it has been taken and not been forgotten yet. */
export async function readClaim(runtime: Runtime, context: WorkContext): Promise<Claimed | null> {
  const rows = await runtime.database.query<Claimed>({
    name: 'read_claim',
    text: 'select fingerprint, request_id, status, body, expires_at from idempotency where key = $1',
    values: [claimKey(context)],
  });
  return rows[0] ?? null;
}

/** Deletes up to `limit` claims whose time is over; answers how many. */
export async function forgetExpiredClaims(runtime: Runtime, now: Timestamp, limit: number): Promise<number> {
  const rows = await runtime.database.query({
    text:
      'delete from idempotency where key in ' +
      '(select key from idempotency where expires_at < $1 order by expires_at limit $2) returning key',
    values: [now, limit],
  });
  return rows.length;
}
