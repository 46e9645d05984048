import { contract, type Document } from '@pinstripe/contract';
import { DAY, errors, given, mergeMetadata, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { addressIn, isPublicAddress } from '../outbound/public-address.ts';

export type WebhookEndpoint = Document<Stripe.WebhookEndpoint>;
type CreateParams = Stripe.WebhookEndpointCreateParams;
type UpdateParams = Stripe.WebhookEndpointUpdateParams;

/** What the API shows once, when the endpoint is made, or never. */
export interface WebhookEndpointPrivate {
  secrets: readonly Secret[];
  /** It gets the events of connected accounts instead of the account's own. */
  connect: boolean;
  /** Since when no delivery has succeeded; null while they do. Kept in live mode only. */
  failing_since: Timestamp | null;
}

export interface Secret {
  value: string;
  /** Of a secret that was rolled: until when it still signs. */
  expires_at: Timestamp | null;
}

/** Of one account, in each of its modes (guide "Webhooks", "Register your endpoint"). */
export const ENDPOINTS_MAX = 16;

/** An endpoint that has failed for so long, without one success, is disabled; in live mode only. */
const DISABLED_AFTER = 7 * DAY;

/** Events that `*` does not mean (API reference, "Types of events", "Selection required"). */
const SELECTION_REQUIRED = new Set<string>([
  'identity.verification_session.redacted',
  'issuing_authorization.request',
  'reporting.report_type.updated',
]);

/** Names that are kept for what is not on the internet. */
const INSIDE = /\.(localhost|local|localdomain|internal|home\.arpa)$/;

/** In `platform` mode an endpoint must be outside: see `outbound/public-address.ts`. */
export type Mode = 'sandbox' | 'platform';

export function create(params: CreateParams, identity: Identity, mode: Mode): WebhookEndpoint {
  requireUrl(params.url, identity.livemode, mode);
  requireEnabledEvents(params.enabled_events);
  return {
    ...identity,
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    description: given(params.description, null),
    enabled_events: params.enabled_events,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
  };
}

export function update(endpoint: WebhookEndpoint, params: UpdateParams, mode: Mode): WebhookEndpoint {
  const { url = endpoint.url, enabled_events = endpoint.enabled_events, disabled } = params;
  if (params.url !== undefined) requireUrl(url, endpoint.livemode, mode);
  if (params.enabled_events !== undefined) requireEnabledEvents(enabled_events);
  return {
    ...endpoint,
    description: given(params.description, endpoint.description),
    enabled_events,
    metadata: mergeMetadata(endpoint.metadata, params.metadata),
    status: disabled === undefined ? endpoint.status : disabled ? 'disabled' : 'enabled',
    url,
  };
}

export function requirePlace(count: number, livemode: boolean): void {
  if (count < ENDPOINTS_MAX) return;
  throw errors.invalid(
    `You have reached the maximum of ${ENDPOINTS_MAX} ${livemode ? 'live' : 'test'} webhook endpoints.`,
  );
}

/** Whether an endpoint with these `enabled_events` gets an event of this type. */
export function wants(enabled_events: readonly string[], type: string): boolean {
  return enabled_events.includes(type) || (enabled_events[0] === '*' && !SELECTION_REQUIRED.has(type));
}

/** The secrets that sign at `now`, the newest first. */
export function activeSecrets(secrets: readonly Secret[], now: Timestamp): string[] {
  return secrets
    .filter(({ expires_at }) => expires_at === null || expires_at > now)
    .map(({ value }) => value);
}

/** How long, in seconds, a secret may go on signing that is rolled. */
export function requireExpiry(expires_in: number): void {
  if (expires_in < 0) throw errors.integerTooSmall(0, 'expires_in');
  if (expires_in > DAY) throw errors.integerTooLarge(DAY, 'expires_in');
}

/** `value` becomes the secret; the one before it goes on signing until `expires_at`, a day from `now` at most. */
export function rollSecret(
  secrets: readonly Secret[],
  value: string,
  expires_at: Timestamp,
  now: Timestamp,
): Secret[] {
  const expiring = secrets.map((secret) => ({
    ...secret,
    expires_at: Math.min(secret.expires_at ?? Infinity, expires_at, now + DAY),
  }));
  return [{ value, expires_at: null }, ...expiring.filter((secret) => secret.expires_at > now)];
}

/** `failing_since` after an attempt. */
export function failingSince(
  before: Timestamp | null,
  is_delivered: boolean,
  now: Timestamp,
): Timestamp | null {
  return is_delivered ? null : (before ?? now);
}

export function isGivenUp(failing_since: Timestamp | null, now: Timestamp): boolean {
  return failing_since !== null && now - failing_since >= DISABLED_AFTER;
}

/** `known` are the types that there are, of the kind of events that are wanted. */
export function requireEnabledEvents(
  enabled_events: readonly string[],
  known: readonly string[] = contract().enabled_events,
): void {
  if (enabled_events.length === 0) throw errors.parameterInvalidEmpty('enabled_events');
  if (enabled_events.includes('*') && enabled_events.length > 1) {
    throw errors.invalid('You cannot specify other event types when enabled_events contains *.', {
      param: 'enabled_events',
    });
  }
  const unknown = enabled_events.findIndex((type) => type !== '*' && !known.includes(type));
  if (unknown >= 0) {
    throw errors.invalid(`Invalid event type: ${enabled_events[unknown]}`, {
      param: `enabled_events[${unknown}]`,
    });
  }
}

/** `param` is where the URL stands. */
export function requireUrl(text: string, livemode: boolean, mode: Mode, param = 'url'): void {
  const urlInvalid = (reason: string) =>
    errors.invalid(`Invalid URL: ${reason}`, { code: 'url_invalid', param });
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) throw urlInvalid('An explicit scheme (such as https) must be provided.');
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || livemode)) {
    throw urlInvalid(
      livemode ? 'Webhook endpoints in live mode must use https.' : 'The scheme must be http or https.',
    );
  }
  if (mode === 'platform' && !couldBePublic(url)) {
    throw urlInvalid(`URL must be publicly accessible. Considered URL: ${text}`);
  }
}

/** What DNS says of a name may change: it is looked at again whenever a connection is made. */
function couldBePublic(url: URL): boolean {
  const address = addressIn(url);
  if (address !== null) return isPublicAddress(address);
  const name = url.hostname.replace(/\.$/, '');
  return name.includes('.') && !INSIDE.test(name);
}
