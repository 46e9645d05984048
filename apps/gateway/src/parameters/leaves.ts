import { errors, type Json } from '@pinstripe/kernel';
import type { TextRole } from './names.ts';
import { paramOf, type Check, type Input, type Place } from './walk.ts';

/** The checks of single values. In a form all of them are text, and the empty text is an attempt to unset. */

/** The length that the API allows where it declares no other. */
const LENGTH_MAX = 5000;
const INTEGER = /^-?\d{1,16}$/;
const DECIMAL = /^-?\d{1,16}(\.\d{1,16})?$/;

/** Text, at most `length_max` characters long if that is declared; `role` says what else holds for it. */
export function text(role: TextRole, length_max = LENGTH_MAX): Check {
  return (value, place, walk) => {
    if (typeof value !== 'string')
      return walk.fail(errors.parameterInvalid('string', paramOf(place), display(value)));
    if (value === '') {
      const can_be_empty = role === 'prose' || (role === 'reference' && walk.mode.is_update);
      return can_be_empty ? value : walk.fail(errors.parameterInvalidEmpty(paramOf(place)));
    }
    if (value.length > length_max)
      return walk.fail(errors.parameterTooLong(value, length_max, paramOf(place)));
    if (!isStorable(value)) return walk.fail(errors.parameterInvalid('string', paramOf(place)));
    if (role === 'reference') walk.references.push(value);
    return value;
  };
}

/** Whether jsonb can hold `value`: it cannot hold a null character, nor half of a surrogate pair. */
export function isStorable(value: Input): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed();
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner));
}

export const integer: Check = (value, place, walk) => {
  const number = walk.mode.is_typed ? value : parse(value, INTEGER);
  if (Number.isSafeInteger(number)) return number;
  return walk.fail(
    isEmpty(value)
      ? errors.parameterInvalidEmpty(paramOf(place))
      : errors.parameterInvalidInteger(display(value) ?? '', paramOf(place)),
  );
};

export const decimal: Check = (value, place, walk) => {
  const number = walk.mode.is_typed ? value : parse(value, DECIMAL);
  return Number.isFinite(number) ? number : walk.fail(unfit('decimal', value, place));
};

export const boolean: Check = (value, place, walk) => {
  if (walk.mode.is_typed ? value === true : value === 'true') return true;
  if (walk.mode.is_typed ? value === false : value === 'false') return false;
  return walk.fail(unfit('boolean', value, place));
};

/** Uploads come in multipart bodies, which nothing here reads. */
export const file: Check = (value, place, walk) => walk.fail(unfit('file', value, place));

/** One of `values`, exactly, or what is meant by one of the `spellings`. */
export function oneOf(values: readonly string[], spellings?: ReadonlyMap<string, string>): Check {
  const allowed = new Map([...values.map((value) => [value, value] as const), ...(spellings ?? [])]);
  return (value, place, walk) => {
    const meant = typeof value === 'string' ? allowed.get(value) : undefined;
    if (meant !== undefined) return meant;
    return walk.fail(
      isEmpty(value)
        ? errors.parameterInvalidEmpty(paramOf(place))
        : errors.parameterInvalidEnum(paramOf(place), values),
    );
  };
}

/** A constant: `'now'`, or `true` in a field that can only be switched on. */
export function constant(expected: string | boolean): Check {
  if (typeof expected === 'string') return oneOf([expected]);
  return (value, place, walk) => {
    const is_expected = walk.mode.is_typed ? value === expected : value === String(expected);
    return is_expected
      ? expected
      : walk.fail(errors.parameterInvalidEnum(paramOf(place), [String(expected)]));
  };
}

/** Whatever it is, as long as it can be stored. */
export const anything: Check = (value, place, walk) =>
  isStorable(value) ? copy(value) : walk.fail(errors.parameterInvalid('object', paramOf(place)));

/** As an object like any other: what the form's decoder builds has no prototype. */
function copy(value: Input): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function parse(value: Input, form: RegExp): number {
  // Adding zero makes a negative zero a zero.
  return typeof value === 'string' && form.test(value) ? Number(value) + 0 : Number.NaN;
}

export function isEmpty(value: Input): boolean {
  return value === '' || value === null;
}

function unfit(kind: string, value: Input, place: Place) {
  if (isEmpty(value)) return errors.parameterInvalidEmpty(paramOf(place));
  return errors.parameterInvalid(kind, paramOf(place), display(value));
}

/** `value` as a message shows it; undefined when it is too much to show. */
function display(value: Input): string | undefined {
  const shown =
    typeof value === 'string' ? value : JSON.stringify(Array.isArray(value) ? { ...value } : value);
  return shown.length <= 200 ? shown : undefined;
}
