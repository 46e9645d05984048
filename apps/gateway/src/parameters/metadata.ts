import { errors, type JsonObject } from '@pinstripe/kernel';
import { isStorable } from './leaves.ts';
import { paramOf, type Check } from './walk.ts';

const KEY_COUNT_MAX = 50;
const KEY_LENGTH_MAX = 40;
const VALUE_LENGTH_MAX = 500;

/** Metadata (API reference, "Metadata"): text by text. An empty value removes its key; the empty string all of them. */
export const metadata: Check = (value, place, walk) => {
  if (value === '') return '';
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return walk.fail(errors.parameterInvalid('object', paramOf(place)));
  }
  const map: JsonObject = {};
  let set_count = 0;
  for (const name in value) {
    const text = value[name];
    const here = { name, within: place };
    if (name === '__proto__' || !isStorable(name)) {
      walk.unknown.push({ place: here, known: [] });
    } else if (name.length > KEY_LENGTH_MAX) {
      walk.fail(errors.metadataKeyTooLong(name, KEY_LENGTH_MAX, paramOf(place)));
    } else if (walk.mode.is_typed && text === null) {
      map[name] = null;
    } else if (typeof text !== 'string' || !isStorable(text)) {
      walk.fail(errors.parameterInvalid('string', paramOf(here)));
    } else if (text.length > VALUE_LENGTH_MAX) {
      walk.fail(errors.metadataValueTooLong(text, VALUE_LENGTH_MAX, paramOf(here)));
    } else {
      map[name] = text;
      if (text !== '') set_count += 1;
    }
  }
  if (set_count > KEY_COUNT_MAX) walk.fail(errors.metadataTooManyKeys(KEY_COUNT_MAX, paramOf(place)));
  return map;
};
