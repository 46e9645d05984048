import { errors, isObject } from '@pinstripe/kernel';
import { isStorable } from './leaves.ts';
import type { Input } from './walk.ts';

const DEPTH_MAX = 20;
const MEDIA_TYPE = 'application/json';

/**
 * Reads the JSON body of a v2 request: an object, not too deep for what walks it later, of text that can be stored.
 *
 * @throws StripeError when it is anything else.
 */
export function decodeJson(text: string): { [name: string]: Input } {
  const value = parse(text);
  if (!isObject(value) || depthExceeds(value, DEPTH_MAX) || !isStorable(value as Input)) {
    throw errors.requestMalformed(MEDIA_TYPE);
  }
  return value as { [name: string]: Input };
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw errors.requestMalformed(MEDIA_TYPE);
  }
}

function depthExceeds(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return depth === 0 || Object.values(value).some((inner) => depthExceeds(inner, depth - 1));
}
