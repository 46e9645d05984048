import { API_VERSION, contract, type Document, schema, type ThinEventType } from '@pinstripe/contract';
import { errors, isoTime, mergeMetadata, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  failingSince,
  isGivenUp,
  type Mode,
  requireEnabledEvents,
  requireUrl,
  type Secret,
} from '../webhook-endpoints/webhook-endpoint.ts';

export type EventDestination = Document<Stripe.V2.EventDestination>;
type CreateParams = Stripe.V2.Core.EventDestinationCreateParams;
type UpdateParams = Stripe.V2.Core.EventDestinationUpdateParams;

/** What the API shows once, when the destination is made, or never. */
export interface EventDestinationPrivate {
  /** None of a destination that nothing is posted to. */
  secrets: readonly Secret[];
  /** As of webhook endpoints. */
  failing_since: Timestamp | null;
}

/** Asks a destination, whatever it wants otherwise, to show that events reach it. */
export const PING = 'v2.core.event_destination.ping' satisfies ThinEventType;

const AWS_ACCOUNT_ID = /^\d{12}$/;
const AWS_REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const URL_PARAM = 'webhook_endpoint[url]';

export function create(params: CreateParams, identity: Identity, mode: Mode): EventDestination {
  const { type, event_payload, enabled_events, events_from = ['self'] } = params;
  requireConfiguration(params);
  requireEnabledEvents(enabled_events, typesOf(event_payload));
  if (events_from.length === 0) throw errors.parameterInvalidEmpty('events_from');
  if (type === 'webhook_endpoint') {
    requireUrl(params.webhook_endpoint!.url, identity.livemode, mode, URL_PARAM);
  }
  const created = isoTime(identity.created);
  return {
    id: identity.id,
    object: 'v2.core.event_destination',
    amazon_eventbridge: type === 'amazon_eventbridge' ? eventbridge(params, identity.id) : null,
    created,
    description: params.description ?? '',
    enabled_events,
    event_payload,
    events_from: [...new Set(events_from)],
    livemode: identity.livemode,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    snapshot_api_version: snapshotApiVersion(params),
    ...(type === 'amazon_eventbridge' ? NO_EVENT_SOURCE : ENABLED),
    type,
    updated: created,
    webhook_endpoint:
      type === 'webhook_endpoint' ? { signing_secret: null, url: params.webhook_endpoint!.url } : null,
  };
}

export function update(
  destination: EventDestination,
  params: UpdateParams,
  mode: Mode,
  now: Timestamp,
): EventDestination {
  const { enabled_events = destination.enabled_events, webhook_endpoint } = params;
  if (params.enabled_events !== undefined) {
    requireEnabledEvents(enabled_events, typesOf(destination.event_payload));
  }
  if (webhook_endpoint !== undefined) {
    if (destination.type !== 'webhook_endpoint') throw notOfType('webhook_endpoint', destination.type);
    requireUrl(webhook_endpoint.url, destination.livemode, mode, URL_PARAM);
  }
  return {
    ...destination,
    description: params.description ?? destination.description,
    enabled_events,
    metadata: mergeMetadata(destination.metadata ?? {}, params.metadata),
    name: params.name ?? destination.name,
    updated: isoTime(now),
    webhook_endpoint:
      webhook_endpoint === undefined
        ? destination.webhook_endpoint
        : { signing_secret: null, url: webhook_endpoint.url },
  };
}

/** @throws of a destination on Amazon EventBridge, whose event source does not exist. */
export function enable(destination: EventDestination, now: Timestamp): EventDestination {
  requireReachable(destination);
  if (destination.status === 'enabled') return destination;
  return { ...destination, ...ENABLED, updated: isoTime(now) };
}

/** One that is disabled stays so for the reason that it has. */
export function disable(destination: EventDestination, now: Timestamp): EventDestination {
  if (destination.status === 'disabled') return destination;
  const status_details = { disabled: { reason: 'user' as const } };
  return { ...destination, status: 'disabled', status_details, updated: isoTime(now) };
}

/** A ping of what cannot be reached would tell nothing. */
export function requirePingable(destination: EventDestination): void {
  requireReachable(destination);
  if (destination.status === 'disabled') {
    throw errors.invalid(`The event destination ${destination.id} is disabled: enable it to ping it.`);
  }
}

/** What an attempt, in live mode, says of the destination's health. Of the reasons that the API knows, none is this one. */
export function noteAttempt(
  destination: EventDestination,
  kept: EventDestinationPrivate,
  is_delivered: boolean,
  now: Timestamp,
): { destination: EventDestination; kept: EventDestinationPrivate } {
  const failing_since = failingSince(kept.failing_since, is_delivered, now);
  const given_up = isGivenUp(failing_since, now) && destination.status === 'enabled';
  return {
    destination: given_up ? { ...destination, status: 'disabled', updated: isoTime(now) } : destination,
    kept: { ...kept, failing_since },
  };
}

/** With those of its fields that are only there when a request includes them. */
export function shown(
  destination: EventDestination,
  include: readonly string[] = [],
  secret: string | null = null,
): EventDestination {
  const { webhook_endpoint } = destination;
  if (webhook_endpoint === null) return destination;
  const url = include.includes('webhook_endpoint.url') ? webhook_endpoint.url : null;
  const signing_secret = include.includes('webhook_endpoint.signing_secret') ? secret : null;
  return { ...destination, webhook_endpoint: { signing_secret, url } };
}

export function isPing(type: string): boolean {
  return type === PING;
}

const ENABLED = { status: 'enabled', status_details: null } as const;

/** There is no AWS that would have made the event source, and so there is none. */
const NO_EVENT_SOURCE = {
  status: 'disabled',
  status_details: { disabled: { reason: 'no_aws_event_source_exists' } },
} as const;

function eventbridge(
  { amazon_eventbridge }: CreateParams,
  id: string,
): EventDestination['amazon_eventbridge'] {
  const { aws_account_id, aws_region } = amazon_eventbridge!;
  if (!AWS_ACCOUNT_ID.test(aws_account_id)) {
    throw errors.invalid('An AWS account ID has twelve digits.', {
      param: 'amazon_eventbridge[aws_account_id]',
    });
  }
  if (!AWS_REGION.test(aws_region)) {
    throw errors.invalid(`Invalid AWS region: ${aws_region}`, { param: 'amazon_eventbridge[aws_region]' });
  }
  return {
    aws_account_id,
    aws_event_source_arn: `arn:aws:events:${aws_region}::event-source/aws.partner/stripe.com/${id}`,
    aws_event_source_status: 'unknown',
  };
}

/** The configuration of its type, and of no other. */
function requireConfiguration(params: CreateParams): void {
  for (const type of ['webhook_endpoint', 'amazon_eventbridge'] as const) {
    if (type === params.type && params[type] === undefined) throw errors.parameterMissing(type);
    if (type !== params.type && params[type] !== undefined) throw notOfType(type, params.type);
  }
}

function notOfType(param: string, type: string) {
  return errors.invalid(`${param} cannot be given for an event destination of type ${type}.`, { param });
}

/** The version that snapshots are in; thin events have none (guide "Event destinations"). */
function snapshotApiVersion({ event_payload, snapshot_api_version }: CreateParams): string | null {
  const param = 'snapshot_api_version';
  if (event_payload === 'thin') {
    if (snapshot_api_version === undefined) return null;
    throw errors.invalid(`${param} cannot be given for thin events, which have no version.`, { param });
  }
  const versions = schema('WebhookEndpointCreateParams.ApiVersion');
  if (
    snapshot_api_version !== undefined &&
    versions.kind === 'enum' &&
    !versions.values.includes(snapshot_api_version)
  ) {
    throw errors.invalid(`Invalid Stripe API version: ${snapshot_api_version}`, { param });
  }
  return snapshot_api_version ?? API_VERSION;
}

function typesOf(payload: EventDestination['event_payload']): readonly string[] {
  return payload === 'thin' ? [...contract().thin_event_types.keys()] : contract().enabled_events;
}

function requireReachable({ id, type }: EventDestination): void {
  if (type !== 'amazon_eventbridge') return;
  throw errors.invalid(
    `No AWS event source exists for the event destination ${id}: Pinstripe makes none, and sends nothing to AWS.`,
  );
}
