import { API_VERSION, type BuiltSnapshot, objectType } from '@pinstripe/contract';
import { difference, isoTime, jsonText, mintId, mintSortId } from '@pinstripe/kernel';
import { traceparent } from '@pinstripe/telemetry';
import { scope } from './context.ts';
import { OUTBOX } from './tables.ts';

/** The events that tell what has changed, beside what is now (guides "Multicapture" and "Asynchronous capture"). */
const CHANGE = /(updated|captured|refunded|detached)$/;

/**
 * Buffers the event `type` about the object `changed` as it now is (Events API, "The Event object"). Named by the rule, built here:
 * `previous_attributes` is the difference from `before`, which is given for changes. An `*.updated` event of nothing
 * changed is no event.
 */
export function emit(type: BuiltSnapshot, changed: object, before: object | null): void {
  const { runtime, context, unit } = scope();
  const object = shown(changed);
  const previous = before !== null && CHANGE.test(type) ? difference(shown(before), object) : null;
  if (type.endsWith('.updated') && previous !== null && Object.keys(previous).length === 0) return;
  const id = mintId('evt', mintSortId(runtime.clock.millis()));
  const { id: subject = context.account } = object as { id?: string };
  const event = {
    id,
    object: 'event',
    api_version: API_VERSION,
    created: context.now,
    livemode: context.livemode,
    pending_webhooks: 0,
    request: { id: context.request_id, idempotency_key: context.idempotency_key },
    type,
  };
  const data = previous === null ? '' : `,"previous_attributes":${JSON.stringify(previous)}`;
  unit.insert(OUTBOX, {
    topic: `${runtime.namespace}.${runtime.name}.events`,
    key: subject,
    headers: eventHeaders(id, type, subject),
    value: `${JSON.stringify(event).slice(0, -1)},"data":{"object":${jsonText(object)}${data}}}`,
  });
}

/** An object without the fields that are only there when a request expands them. */
function shown(object: object): object {
  const { fields } = objectType((object as { object: string }).object)!.schema;
  const hidden = Object.keys(object).filter((name) => fields.get(name)?.only_expanded);
  if (hidden.length === 0) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !hidden.includes(name)));
}

/**
 * The headers of an event's message: what it is, whom it is about, and whose it is. By them it is stored and matched, without
 * being parsed.
 */
export function eventHeaders(id: string, type: string, subject: string): Record<string, string> {
  const { runtime, context } = scope();
  return {
    ...cloudEvent(id, type, context.now, runtime.name),
    ce_subject: subject,
    ce_account: context.account,
    ce_livemode: String(context.livemode),
    ...(context.platform == null ? {} : { ce_platform: context.platform }),
  };
}

/** The attributes of a CloudEvent 1.0 in the binary mode of its Kafka binding, with the trace that it belongs to. */
export function cloudEvent(id: string, type: string, time: number, source: string): Record<string, string> {
  const trace = traceparent() ?? scope().context.traceparent;
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: `/${source}`,
    ce_time: isoTime(time),
    'content-type': 'application/json',
    ...(trace === null ? {} : { traceparent: trace }),
  };
}
