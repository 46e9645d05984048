import { contract, type Document } from '@pinstripe/contract';
import { DAY, errors, isObject, mintSortId, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';

export type Event = Document<Stripe.EventBase>;

/** How long an event can be read (API reference, "Events"), in seconds. */
export const RETENTION = 30 * DAY;

const TYPES_MAX = 20;
/** Of `evt_` and the sort id that a minted id carries. */
const ID_LENGTH = 28;

/** An event as a service tells it, known by the headers of its message. */
export interface Happened {
  account: string;
  livemode: boolean;
  id: string;
  created: Timestamp;
  sort_id: string;
  type: string;
  /** The event itself, as it came. */
  text: string;
}

/**
 * Reads a message on a topic of events. One that begins as the services write it (libs/service, `emit`) is not parsed.
 * @throws Error when it is no event: it can never be stored.
 */
export function read(value: Buffer | null, header: (name: string) => string): Happened {
  const id = header('ce_id');
  const text = value?.toString() ?? '';
  if (!text.startsWith(`{"id":${JSON.stringify(id)},"object":"event",`)) requireEvent(text);
  const created = Date.parse(header('ce_time')) / 1000;
  if (!Number.isInteger(created)) throw new Error('the message is not an event: it has no time');
  const sort_id = id.startsWith('evt_') && id.length === ID_LENGTH ? id.slice(4) : mintSortId(created * 1000);
  return {
    account: header('ce_account'),
    livemode: header('ce_livemode') === 'true',
    id,
    created,
    sort_id,
    type: header('ce_type'),
    text,
  };
}

function requireEvent(text: string): void {
  const event: unknown = JSON.parse(text);
  if (!isObject(event) || event['object'] !== 'event' || !isObject(event['data']))
    throw new Error('the message is not an event');
}

export function isKept({ created }: Pick<Event, 'created'>, now: Timestamp): boolean {
  return created > now - RETENTION;
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
