import { systemClock, timestamp } from '@pinstripe/kernel';
import { OUTBOX, type Runtime, type Table, type Unit } from '@pinstripe/service';
import type { Received } from './received.ts';
import { topicOf } from './topics.ts';

/**
 * Messages that can never be handled go to the service's topic `dead`, with the reason and the place that they came from
 * in their headers, through the outbox, by the statement that also marks them as handled: they are never dropped, never
 * there twice, and stop nobody.
 *
 * A consumer that builds state (`park_keys`) may not act on what follows a message that it could not handle. The key of
 * such a message is noted in `parked_keys`, and later messages with that key go to the dead letters too, unread, with the
 * reason `parked`. To go on: mend the consumer, delete the key's row, and publish the key's dead letters again, in their
 * order and with ids of their own.
 */
const PARKED_KEYS: Table = {
  name: 'parked_keys',
  columns: { key: 'text', reason: 'text', created: 'bigint' },
};

/** Buffers the dead letter of `received`. */
export function buryIn(unit: Unit, runtime: Runtime, received: Received, reason: string): void {
  const { topic, partition, offset, key, headers, value } = received;
  const { text, encoding } = readable(value);
  unit.insert(OUTBOX, {
    topic: topicOf(runtime.namespace, runtime.name, 'dead'),
    key: clean(key ?? ''),
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, each]) => [clean(name), clean(each)])),
      dead_reason: clean(reason),
      dead_topic: topic,
      dead_partition: String(partition),
      dead_offset: offset,
      dead_time: new Date(systemClock.millis()).toISOString(),
      ...(encoding === null ? {} : { dead_encoding: encoding }),
    },
    value: text,
  });
}

/** Buffers that the key of `received` is parked. It must not be parked yet. */
export function parkIn(unit: Unit, received: Received, reason: string): void {
  unit.insert(PARKED_KEYS, {
    key: parkingKey(received),
    reason: clean(reason),
    created: timestamp(systemClock),
  });
}

/** Which of the keys of these messages are parked. */
export async function findParked(runtime: Runtime, messages: readonly Received[]): Promise<Set<string>> {
  const rows = await runtime.database.query<{ key: string }>({
    name: 'find_parked_keys',
    text: 'select key from parked_keys where key = any($1)',
    values: [[...new Set(messages.map(parkingKey))]],
  });
  return new Set(rows.map(({ key }) => key));
}

export function parkingKey({ topic, key }: Received): string {
  return clean(`${topic} ${key ?? ''}`);
}

/** PostgreSQL's text holds every character but one. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

/** The outbox takes JSON for granted, which has no raw control characters. */
const CONTROL = /[\u0000-\u001f]/;

/** A value as text, in base64 when it is none or could not be kept as it is. */
function readable(value: Buffer | null): { text: string; encoding: string | null } {
  if (value === null) return { text: '', encoding: 'null' };
  const text = value.toString();
  if (!CONTROL.test(text) && Buffer.from(text).equals(value)) return { text, encoding: null };
  return { text: value.toString('base64'), encoding: 'base64' };
}
