import { contract, type ThinEvents, type ThinEventType } from '@pinstripe/contract';
import { isoTime, mintId, mintSortId } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { scope } from './context.ts';
import { eventHeaders } from './events.ts';
import { OUTBOX } from './tables.ts';

/** What an event of this type tells beside the object that it is about. */
type DataOf<T extends ThinEventType> = ThinEvents[T] extends { data: infer D extends object } ? D : null;
/** The id of that object, if the type has one. */
type RelatedIdOf<T extends ThinEventType> = ThinEvents[T] extends { related_object: object } ? string : null;

/** A thin event as the API shows it (API reference v2, "The Event object"). */
export interface ThinEvent extends Stripe.V2.EventBase {
  related_object: Stripe.Event.RelatedObject | null;
  data: object | null;
}

/**
 * Buffers the thin event `type` about the object `related_id`; answers it. It goes the way of all events, whole: who delivers
 * it leaves `data` out. `context` is for whoever receives it to know, and null here.
 */
export function emitThin<T extends ThinEventType>(
  type: T,
  related_id: RelatedIdOf<T>,
  data: DataOf<T>,
): ThinEvent {
  const { runtime, context, unit } = scope();
  const id = mintId(context.livemode ? 'evt_live' : 'evt_test', mintSortId(runtime.clock.millis()));
  const event: ThinEvent = {
    id,
    object: 'v2.core.event',
    context: null,
    created: isoTime(context.now),
    data,
    livemode: context.livemode,
    reason: reason(),
    related_object: related_id === null ? null : relatedObject(type, related_id),
    type,
  };
  const subject = related_id ?? context.account;
  unit.insert(OUTBOX, {
    topic: `${runtime.namespace}.${runtime.name}.events`,
    key: subject,
    headers: eventHeaders(id, type, subject),
    value: JSON.stringify(event),
  });
  return event;
}

/** The request that caused the event; null when time did, or a message. Requests of v2 always have a key. */
function reason(): Stripe.V2.EventBase['reason'] {
  const { request_id, idempotency_key } = scope().context;
  if (request_id === null || idempotency_key === null) return null;
  return { type: 'request', request: { id: request_id, idempotency_key } };
}

function relatedObject(type: ThinEventType, id: string): Stripe.Event.RelatedObject {
  const object = contract().thin_event_types.get(type);
  const path = object && retrievePath(object);
  if (!path) throw new Error(`${type} is not about an object that can be retrieved`);
  return { id, type: object, url: path.replace(/\{\w+\}/, id) };
}

/** Where objects of a type are retrieved by their id alone. */
function retrievePath(object: string): string | undefined {
  for (const { kind, method, path, path_params, result } of contract().routes.values()) {
    if (kind !== 'retrieve' || method !== 'GET' || path_params.length !== 1) continue;
    if (result?.kind === 'resource' && result.of.length === 1 && result.of[0] === object) return path;
  }
  return undefined;
}
