import { errors } from '@pinstripe/kernel';

/**
 * Reads `application/x-www-form-urlencoded` text with the API's bracket notation: `a[b][c]=v` nests, `a[0]=v` and
 * `a[]=v` are elements. It knows no schema: whether `{0: …, 1: …}` is an array is for the reader of the parameter to say.
 *
 * It is safe against hostile input: linear in the length of the text, bounded in pairs and depth, and what it builds
 * has no prototype, so that `__proto__` and `constructor` are names like any other.
 */
export type FormValue = string | FormFields | FormValue[];
export interface FormFields {
  [name: string]: FormValue;
}

const PAIR_COUNT_MAX = 10_000;
const DEPTH_MAX = 20;
const MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** Objects without a prototype that V8 nonetheless keeps in its fast mode, as it does not for `Object.create(null)`. */
const Fields = function () {} as unknown as new () => FormFields;
Fields.prototype = Object.create(null) as object;

/** Empty fields, to decode into. */
export function emptyFields(): FormFields {
  return new Fields();
}

/**
 * Decodes `text` into `fields`: a query string and a body can be read one after the other.
 *
 * @throws StripeError when an escape is malformed, a name is both a value and an object, or there is too much of it.
 */
export function decodeForm(text: string, fields: FormFields): FormFields {
  const escaped = text.includes('%') || text.includes('+');
  let pair_count = 0;
  let equals = -1;
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    // The next `=` is looked for once, not once a pair: otherwise a body of `a&a&a…` takes quadratic time.
    if (equals < start) equals = text.indexOf('=', start);
    if (equals === -1) equals = text.length;
    const middle = equals < end ? equals : end;
    if (middle > start) {
      pair_count += 1;
      if (pair_count > PAIR_COUNT_MAX) throw errors.requestMalformed(MEDIA_TYPE);
      const name = text.slice(start, middle);
      const value = text.slice(middle + 1, end);
      if (escaped) assign(fields, unescape(name), unescape(value));
      else assign(fields, name, value);
    }
    start = end + 1;
  }
  return fields;
}

function unescape(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw errors.requestMalformed(MEDIA_TYPE);
  }
}

function assign(fields: FormFields, name: string, value: string): void {
  const open = name.indexOf('[');
  if (open === -1) put(fields, name, value, name);
  else assignNested(fields, segments(name, open), value, name);
}

/** `a[b][]` is `a`, `b` and an empty segment. A name whose brackets do not match is one segment: nobody knows it. */
function segments(name: string, first: number): string[] {
  if (first === 0) return [name];
  const found = [name.slice(0, first)];
  let open = first;
  while (open < name.length) {
    const close = name.indexOf(']', open);
    const next = close + 1;
    if (close === -1 || (next < name.length && name[next] !== '[')) return [name];
    found.push(name.slice(open + 1, close));
    open = next;
  }
  if (found.length > DEPTH_MAX) throw errors.requestMalformed(MEDIA_TYPE);
  return found;
}

function assignNested(fields: FormFields, path: string[], value: string, name: string): void {
  let node: FormFields | FormValue[] = fields;
  const last = path.length - 1;
  for (let at = 0; at < last; at++) {
    const segment = path[at]!;
    const is_array = path[at + 1] === '';
    if (Array.isArray(node)) {
      node = segment === '' ? element(node, path, at + 1, is_array) : contradiction(name);
    } else if (segment === '') {
      contradiction(name);
    } else {
      const child: FormValue | undefined = node[segment];
      if (child === undefined) {
        node = node[segment] = is_array ? [] : emptyFields();
      } else if (typeof child === 'string' || Array.isArray(child) !== is_array) {
        contradiction(name);
      } else {
        node = child;
      }
    }
  }
  put(node, path[last]!, value, name);
}

/** The element that `a[][b]` is a part of: the last one, until it has a `b` of its own. */
function element(
  array: FormValue[],
  path: string[],
  at: number,
  is_array: boolean,
): FormFields | FormValue[] {
  const current = array.at(-1);
  if (!is_array && typeof current === 'object' && !Array.isArray(current) && !reaches(current, path, at)) {
    return current;
  }
  const created = is_array ? [] : emptyFields();
  array.push(created);
  return created;
}

function reaches(fields: FormFields, path: string[], from: number): boolean {
  let node: FormValue | undefined = fields;
  for (let at = from; at < path.length && path[at] !== ''; at++) {
    if (node === undefined || typeof node === 'string' || Array.isArray(node)) return false;
    node = node[path[at]!];
  }
  return typeof node === 'string';
}

function put(node: FormFields | FormValue[], segment: string, value: string, name: string): void {
  if (Array.isArray(node)) {
    if (segment !== '') contradiction(name);
    node.push(value);
    return;
  }
  if (segment === '' || typeof node[segment] === 'object') contradiction(name);
  node[segment] = value;
}

function contradiction(name: string): never {
  throw errors.parameterInvalid('object', name.slice(0, 100));
}
