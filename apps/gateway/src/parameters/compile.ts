import type { ArraySchema, MapSchema, ObjectSchema, Schema, UnionSchema } from '@pinstripe/contract';
import { errors, type Json, type JsonObject } from '@pinstripe/kernel';
import * as leaves from './leaves.ts';
import { metadata } from './metadata.ts';
import { textRole } from './names.ts';
import { paramOf, type Check, type Input, type Place, type Walk } from './walk.ts';

export type FieldsReader = (value: { [name: string]: Input }, within: Place | null, walk: Walk) => JsonObject;

/**
 * Turns the schemas that are derived from the SDK into checks: closures that read a value in one walk. A schema is
 * compiled once, when it is first needed.
 */
export class Compiler {
  private readonly compiled = new Map<Schema, Map<string, Check>>();

  /** `name` is that of the field which holds the value: it says what the type leaves open. */
  compile(schema: Schema, name: string): Check {
    let by_name = this.compiled.get(schema);
    if (by_name === undefined) this.compiled.set(schema, (by_name = new Map<string, Check>()));
    let check = by_name.get(name);
    if (check === undefined) by_name.set(name, (check = this.build(schema, name)));
    return check;
  }

  private build(schema: Schema, name: string): Check {
    switch (schema.kind) {
      case 'string':
        return leaves.text(textRole(name), schema.max_length);
      case 'enum':
        return leaves.oneOf(schema.values, schema.spellings);
      case 'literal':
        return leaves.constant(schema.value);
      case 'integer':
        return leaves.integer;
      case 'decimal':
        return leaves.decimal;
      case 'boolean':
        return leaves.boolean;
      case 'file':
        return leaves.file;
      case 'any':
        return leaves.anything;
      case 'object':
        return this.object(schema);
      case 'array':
        return this.array(schema, name);
      case 'map':
        return name === 'metadata' ? metadata : this.map(schema);
      case 'union':
        return this.union(schema, name);
      case 'emptyable':
        return emptyable(this.compile(schema.of, name));
      case 'expandable':
      case 'resource':
      case 'list':
        throw new Error(`A parameter cannot be of kind ${schema.kind}: ${name}`);
    }
  }

  private object(schema: ObjectSchema): Check {
    let read: FieldsReader | undefined;
    return (value, place, walk) => {
      if (!isFields(value)) return walk.fail(wrongStructure('object', value, place));
      read ??= this.fields(schema);
      return read(value, place, walk);
    };
  }

  /** The fields of an object, or of a request, which stands nowhere: its place is null. */
  fields({ fields, required }: ObjectSchema): FieldsReader {
    const known = [...fields.keys()];
    const checks = new Map<string, Check>();
    return (value, within, walk) => {
      const object: JsonObject = {};
      for (const name in value) {
        const inner = value[name]!;
        const place = { name, within };
        const field = fields.get(name);
        if (field === undefined) {
          walk.unknown.push({ place, known });
        } else if (inner === null && walk.mode.is_typed && field.nullable) {
          object[name] = null;
        } else if (inner === '' && field.required && field.schema.kind !== 'emptyable') {
          walk.fail(errors.parameterInvalidEmpty(paramOf(place)));
        } else {
          let check = checks.get(name);
          if (check === undefined) checks.set(name, (check = this.compile(field.schema, name)));
          const read = check(inner, place, walk);
          if (read !== undefined) object[name] = read;
        }
      }
      for (const name of required) {
        if (value[name] === undefined) walk.missing.push({ name, within });
      }
      return object;
    };
  }

  private array({ items }: ArraySchema, name: string): Check {
    let check: Check | undefined;
    return (value, place, walk) => {
      const elements = elementsOf(value);
      if (elements === null) return walk.fail(wrongStructure('array', value, place));
      check ??= this.compile(items, name);
      const array: Json[] = [];
      for (let at = 0; at < elements.length; at++) {
        const read = check(elements[at]!, { name: String(at), within: place }, walk);
        if (read !== undefined) array.push(read);
      }
      return array;
    };
  }

  private map({ values }: MapSchema): Check {
    let check: Check | undefined;
    return (value, place, walk) => {
      if (!isFields(value)) return walk.fail(wrongStructure('object', value, place));
      check ??= this.compile(values, '');
      const map: JsonObject = {};
      for (const name in value) {
        const here = { name, within: place };
        if (name === '__proto__' || !leaves.isStorable(name)) {
          walk.unknown.push({ place: here, known: [] });
          continue;
        }
        const read = check(value[name]!, here, walk);
        if (read !== undefined) map[name] = read;
      }
      return map;
    };
  }

  /**
   * The first reading that fits. When none does, the one with the least wrong is what was meant, and its errors are the
   * ones that help.
   */
  private union({ of }: UnionSchema, name: string): Check {
    let checks: Check[] | undefined;
    return (value, place, walk) => {
      checks ??= of.map((schema) => this.compile(schema, name));
      let nearest: { trial: Walk; read: Json | undefined; distance: number } | undefined;
      for (let at = 0; at < checks.length; at++) {
        const trial = walk.trial();
        const read = checks[at]!(value, place, trial);
        const distance = trial.errorCount() === 0 ? 0 : trial.errorCount() + unlikeliness(value, of[at]!);
        if (nearest === undefined || distance < nearest.distance) nearest = { trial, read, distance };
        if (distance === 0) break;
      }
      walk.adopt(nearest!.trial);
      return nearest!.read;
    };
  }
}

/** The empty string unsets; the service is handed it as it is. In JSON it is null that unsets. */
function emptyable(check: Check): Check {
  return (value, place, walk) => {
    if (value === '') return '';
    if (value === null && walk.mode.is_typed) return null;
    return check(value, place, walk);
  };
}

function isFields(value: Input): value is { [name: string]: Input } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The elements of `a[]=…` and of `a[0]=…`, which a form writes as fields; null when it is neither. */
function elementsOf(value: Input): Input[] | null {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return null;
  // Names that are indices come in ascending order, whatever order they were set in.
  const indices = Object.keys(value);
  return indices.every((index) => /^\d{1,9}$/.test(index)) ? indices.map((index) => value[index]!) : null;
}

/**
 * How little `value` looks like what `schema` wants: of another structure, or not the one word that is allowed beside
 * any number.
 */
function unlikeliness(value: Input, schema: Schema): number {
  switch (schema.kind) {
    case 'emptyable':
      return unlikeliness(value, schema.of);
    case 'array':
      return elementsOf(value) === null ? 1000 : 0;
    case 'object':
    case 'map':
      return isFields(value) ? 0 : 1000;
    default:
      return isFields(value) ? 1000 : schema.kind === 'literal' ? 1 : 0;
  }
}

function wrongStructure(kind: 'object' | 'array', value: Input, place: Place) {
  return leaves.isEmpty(value)
    ? errors.parameterInvalidEmpty(paramOf(place))
    : errors.parameterInvalid(kind, paramOf(place));
}
