import { ADDED_VALUES } from './additions.ts';
import { contract } from './contract.ts';
import type { ListSchema, ObjectSchema, ResourceSchema, Schema } from './schema.ts';

/**
 * Where `value` is not what `schema` declares, a sentence each: a field that is missing, that nobody declares, or that is
 * of another type. Empty when it conforms. For checks of what a server answers; parameters are the gateway's to validate.
 *
 * A field that is only there when `expand` names it may be missing. An object of the API that stands where any may (an event's
 * `data.object`) is held to the type that its `object` names.
 */
export function nonconformities(value: unknown, schema: Schema, path = '$'): string[] {
  switch (schema.kind) {
    case 'any':
      return isApiObject(value) ? ofType(value, value.object, path) : [];
    case 'string':
    case 'file':
      return is(typeof value === 'string', 'a string', value, path);
    case 'integer':
      return is(Number.isInteger(value), 'an integer', value, path);
    case 'decimal':
      return is(typeof value === 'number', 'a number', value, path);
    case 'boolean':
      return is(typeof value === 'boolean', 'a boolean', value, path);
    case 'literal':
      return is(value === schema.value, JSON.stringify(schema.value), value, path);
    case 'enum':
      return is(schema.values.includes(value as string), `one of ${schema.values.join(', ')}`, value, path);
    case 'array':
      if (!Array.isArray(value)) return is(false, 'an array', value, path);
      return value.flatMap((item, at) => nonconformities(item, schema.items, `${path}[${at}]`));
    case 'map':
      if (!isRecord(value)) return is(false, 'an object', value, path);
      return Object.entries(value).flatMap(([key, each]) =>
        nonconformities(each, schema.values, `${path}.${key}`),
      );
    case 'union':
      return ofUnion(value, schema.of, path);
    case 'emptyable':
      return value === '' || value === null ? [] : nonconformities(value, schema.of, path);
    case 'expandable':
      if (typeof value === 'string') return [];
      if (!isApiObject(value) || !schema.to.includes(value.object))
        return is(false, `the id of a ${schema.to.join(' or ')}, or one`, value, path);
      return ofType(value, value.object, path);
    case 'resource':
      return ofResource(value, schema, path);
    case 'list':
      return ofList(value, schema, path);
    case 'object':
      return ofObject(value, schema, path);
  }
}

function ofObject(
  value: unknown,
  { fields, name }: ObjectSchema,
  path: string,
  without: readonly string[] = [],
) {
  if (!isRecord(value)) return is(false, 'an object', value, path);
  // Declared without a field, it is an object of whatever its maker likes: `use_stripe_sdk`.
  if (fields.size === 0) return [];
  const problems = Object.keys(value)
    .filter((key) => !fields.has(key))
    .map((key) => `${path}.${key} is not declared`);
  for (const [key, { schema, required, nullable, only_expanded }] of fields) {
    const field = value[key];
    if (field === undefined) {
      if (required && !only_expanded && !without.includes(key)) problems.push(`${path}.${key} is missing`);
    } else if ((field !== null || !nullable) && !isAdded(name, key, field)) {
      problems.push(...nonconformities(field, schema, `${path}.${key}`));
    }
  }
  return problems;
}

/** What this release of the SDK leaves out, and the API has. */
function isAdded(name: string, key: string, value: unknown): boolean {
  return ADDED_VALUES.get(`${name}.${key}`)?.includes(value as string) === true;
}

function ofResource(value: unknown, { of, deleted, without }: ResourceSchema, path: string): string[] {
  if (!isApiObject(value) || !of.includes(value.object))
    return is(false, `a ${of.join(' or ')}`, value, path);
  if (value.deleted === true && deleted === 'never') return [`${path} is deleted`];
  if (value.deleted !== true && deleted === 'always') return [`${path} is not deleted`];
  return ofType(value, value.object, path, without);
}

function ofType(value: ApiObject, name: string, path: string, without: readonly string[] = []): string[] {
  const type = contract().object_types.get(name);
  if (type === undefined) return [];
  const schema = value.deleted === true ? (type.deleted ?? type.schema) : type.schema;
  return ofObject(value, schema, path, without);
}

function ofList(value: unknown, { form, items }: ListSchema, path: string): string[] {
  if (!isRecord(value)) return is(false, 'a list', value, path);
  const { data, ...frame } = value;
  if (!Array.isArray(data)) return is(false, 'an array', data, `${path}.data`);
  const missing = FRAMES[form].filter((key) => !(key in frame)).map((key) => `${path}.${key} is missing`);
  const known: readonly string[] = [...FRAMES[form], 'total_count'];
  const unknown = Object.keys(frame).filter((key) => !known.includes(key));
  return [
    ...missing,
    ...unknown.map((key) => `${path}.${key} is not declared`),
    ...data.flatMap((item, at) => nonconformities(item, items, `${path}.data[${at}]`)),
  ];
}

const FRAMES = {
  list: ['object', 'has_more', 'url'],
  search_result: ['object', 'has_more', 'next_page', 'url'],
  v2_page: ['next_page_url', 'previous_page_url'],
} as const satisfies Record<ListSchema['form'], readonly string[]>;

/** It conforms when it does to one of them; when to none, the complaints of the one that it comes nearest to. */
function ofUnion(value: unknown, of: readonly Schema[], path: string): string[] {
  const problems = of.map((schema) => nonconformities(value, schema, path));
  return problems.reduce((fewest, each) => (each.length < fewest.length ? each : fewest));
}

interface ApiObject extends Record<string, unknown> {
  object: string;
}

function isApiObject(value: unknown): value is ApiObject {
  return isRecord(value) && typeof value['object'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function is(it_is: boolean, expected: string, value: unknown, path: string): string[] {
  return it_is ? [] : [`${path} is not ${expected} but ${JSON.stringify(value)?.slice(0, 100)}`];
}
