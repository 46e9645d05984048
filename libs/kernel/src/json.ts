/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Freezes `value` and everything in it, so that a unit of work that runs again sees the originals. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key in value) deepFreeze(value[key]);
  }
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

const texts = new WeakMap<object, string>();

/**
 * `value` as JSON text. Of a frozen value it is made once: the same document goes into its row, its events and the answer.
 * `value` must be frozen throughout, as `deepFreeze` leaves it, or not at all.
 */
export function jsonText(value: object): string {
  if (!Object.isFrozen(value)) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}

/** The frozen value of JSON text, which `jsonText` gives back as it came. @throws SyntaxError */
export function parseFrozen(text: string): unknown {
  const value = deepFreeze(JSON.parse(text) as unknown);
  if (value !== null && typeof value === 'object') texts.set(value, text);
  return value;
}

/** Equality of JSON values; the order of an object's keys does not matter, that of an array's elements does. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, at) => jsonEqual(element, b[at]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && jsonEqual(a[key], b[key]));
}

/**
 * The values that `before` had where `after` differs: the `previous_attributes` of an event (Events API, the object's
 * `data.previous_attributes`). Objects are compared field by field, arrays as a whole; a field that is new reads null.
 */
export function difference(before: object, after: object): JsonObject {
  const changed: JsonObject = {};
  const old = before as Record<string, Json | undefined>;
  const current = after as Record<string, Json | undefined>;
  for (const key of new Set([...Object.keys(old), ...Object.keys(current)])) {
    const was = old[key];
    const is = current[key];
    if (jsonEqual(was, is)) continue;
    changed[key] = isObject(was) && isObject(is) ? difference(was, is) : (was ?? null);
  }
  return changed;
}
