import { contract, type Document } from '@pinstripe/contract';
import { DAY, errors, isObject, type JsonObject, mintSortId, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';

export type Event = Document<Stripe.EventBase>;

/** How long an event can be read (API reference, "Events"), in seconds. */
export const RETENTION = 30 * DAY;

const TYPES_MAX = 20;
/** A minted id, and the sort id that it carries. */
const MINTED_ID = /^evt_(?:test_|live_)?(\w{24})$/;

/** Snapshot events hold the object as it was, thin ones a reference to it (guide "Event destinations"). */
export type Kind = 'snapshot' | 'thin';

/** An event as a service tells it, known by the headers of its message. */
export interface Happened {
  kind: Kind;
  account: string;
  /** The account of the platform that `account` is connected to, if there is one. */
  platform: string | null;
  livemode: boolean;
  id: string;
  created: Timestamp;
  sort_id: string;
  type: string;
  /** The id of the object that it is about; the account's, if that has none. */
  subject: string;
  /** The event itself, as it came. */
  text: string;
}

/**
 * Reads a message on a topic of events by its headers. One that begins as the services write it (libs/service, `emit` and
 * `emitThin`) is not parsed.
 * @throws Error when it is no event: it can never be stored.
 */
export function read(value: Buffer | null, header: (name: string) => string | undefined): Happened {
  const required = (name: string) => {
    const text = header(name);
    if (text === undefined) throw new Error(`the message is not an event: it has no ${name}`);
    return text;
  };
  const id = required('ce_id');
  const account = required('ce_account');
  const text = value?.toString() ?? '';
  const created = Math.floor(Date.parse(required('ce_time')) / 1000);
  if (!Number.isInteger(created)) throw new Error('the message is not an event: it has no time');
  return {
    kind: kindOf(id, text),
    account,
    platform: header('ce_platform') ?? null,
    livemode: required('ce_livemode') === 'true',
    id,
    created,
    sort_id: MINTED_ID.exec(id)?.[1] ?? mintSortId(created * 1000),
    type: required('ce_type'),
    subject: header('ce_subject') ?? account,
    text,
  };
}

function kindOf(id: string, text: string): Kind {
  const start = `{"id":${JSON.stringify(id)},"object":`;
  if (text.startsWith(`${start}"event",`)) return 'snapshot';
  if (text.startsWith(`${start}"v2.core.event",`)) return 'thin';
  const event: unknown = JSON.parse(text);
  if (isObject(event) && event['object'] === 'event' && isObject(event['data'])) return 'snapshot';
  if (isObject(event) && event['object'] === 'v2.core.event') return 'thin';
  throw new Error('the message is not an event');
}

export function isKept({ created }: Pick<Event, 'created'>, now: Timestamp): boolean {
  return created > now - RETENTION;
}

/** How the services begin their events: none of them knows who waits for one. */
const AS_WRITTEN =
  /^\{"id":"[^"]*","object":"event","api_version":"[^"]*","created":\d+,"livemode":(?:true|false),"pending_webhooks":(?=0,)/;

/** An event, as text, with the number of endpoints that have not got it. One that a service wrote is not parsed. */
export function withPending(text: string, pending_webhooks: number): string {
  const [head] = AS_WRITTEN.exec(text) ?? [];
  if (head === undefined) return JSON.stringify({ ...(JSON.parse(text) as object), pending_webhooks });
  return `${head}${pending_webhooks}${text.slice(head.length + 1)}`;
}

/** A snapshot event as a platform is sent its connected account's (API reference, "The Event object", `account`). */
export function ofConnected(text: string, account: string): string {
  return JSON.stringify({ ...(JSON.parse(text) as JsonObject), account });
}

/**
 * A thin event as it is sent: without what it tells beside the object that it is about. `context` is the connected account to ask
 * in for that object, if it is one's.
 */
export function notification(text: string, context: string | null): string {
  const { data: _, ...event } = JSON.parse(text) as JsonObject;
  return JSON.stringify({ ...event, context });
}

/** An event as a destination is sent it; `connected` is its account when that is not the destination's own. */
export function bodyOf(
  { kind, text }: Pick<Happened, 'kind' | 'text'>,
  connected: string | null,
  pending_webhooks: number,
): string {
  if (kind === 'thin') return notification(text, connected);
  const body = withPending(text, pending_webhooks);
  return connected === null ? body : ofConnected(body, connected);
}

/** The range of `created` that a list shows: what was asked for, and no event that is no longer kept. */
export function keptRange(asked: Stripe.EventListParams['created'], now: Timestamp): Stripe.RangeQueryParam {
  const range = typeof asked === 'number' ? { gte: asked, lte: asked } : asked;
  return { ...range, gte: Math.max(range?.gte ?? 0, now - RETENTION + 1) };
}

/** The names that `type` or `types` stand for; undefined when every event is meant. */
export function typesOf({ type, types }: Stripe.EventListParams): string[] | undefined {
  if (type !== undefined && types !== undefined) throw errors.parametersExclusive('type', 'types');
  if (types !== undefined && types.length > TYPES_MAX) {
    throw errors.invalid(`You may only specify up to ${TYPES_MAX} event types.`, { param: 'types' });
  }
  const names = type === undefined ? types : [type];
  return names === undefined || names.includes('*') ? undefined : names.flatMap(typesMatching);
}

/** `charge.*` stands for all types of the contract that fit; a name without a star for itself. */
function typesMatching(name: string): string[] {
  if (!name.includes('*')) return [name];
  const parts = name.split('*');
  return [...contract().event_types.keys()].filter((type) => fits(type, parts));
}

/** Whether `type` begins with the first part, ends with the last, and has the others in between, in their order. */
function fits(type: string, parts: readonly string[]): boolean {
  const last = parts.at(-1)!;
  let at = 0;
  for (const [place, part] of parts.slice(0, -1).entries()) {
    const found = type.indexOf(part, at);
    if (found < 0 || (place === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return type.length - last.length >= at && type.endsWith(last);
}
