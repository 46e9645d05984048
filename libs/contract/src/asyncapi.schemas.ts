import type { JsonObject } from '@pinstripe/kernel';
import { objectType } from './contract.ts';
import type { Field, ListSchema, ObjectSchema, ResourceSchema, Schema } from './schema.ts';

const NULL: JsonObject = { type: 'null' };

/**
 * JSON Schemas (draft 7, of which AsyncAPI's are a superset) of objects as events carry them: each reference is an id, and
 * what is only there when `expand` asks for it is not there. Parts are written once, in `components`, and referred to.
 *
 * Fields that are not named are allowed: a later version of the API may add some, and a consumer has to bear that.
 */
export class EventSchemas {
  readonly components: Record<string, JsonObject> = {};

  /** Of an object of the API, whole or the tombstone of a deleted one. @throws Error if the contract has no such object. */
  ofResource({ of, deleted, without }: ResourceSchema): JsonObject {
    const alternatives = of.flatMap((name) => {
      const type = objectType(name);
      if (type === undefined) throw new Error(`the contract has no object ${name}`);
      const tombstone = type.deleted === null ? [] : [this.ofObject(type.deleted)];
      if (deleted === 'always') return tombstone;
      const whole = without.length === 0 ? this.ofObject(type.schema) : this.inline(type.schema, without);
      return deleted === 'maybe' ? [whole, ...tombstone] : [whole];
    });
    return anyOf(alternatives);
  }

  of(schema: Schema): JsonObject {
    switch (schema.kind) {
      case 'string':
        return schema.max_length === undefined
          ? { type: 'string' }
          : { type: 'string', maxLength: schema.max_length };
      case 'file':
        return { type: 'string' };
      case 'enum':
        return { type: 'string', enum: [...schema.values] };
      case 'literal':
        return { const: schema.value };
      case 'integer':
        return schema.timestamp
          ? { type: 'integer', description: 'Seconds since the Unix epoch.' }
          : { type: 'integer' };
      case 'decimal':
        return { type: 'number' };
      case 'boolean':
        return { type: 'boolean' };
      case 'any':
        return { type: 'object' };
      case 'array':
        return { type: 'array', items: this.of(schema.items) };
      case 'map':
        return { type: 'object', additionalProperties: this.of(schema.values) };
      case 'union':
        return anyOf(schema.of.map((member) => this.of(member)));
      case 'emptyable':
        return anyOf([this.of(schema.of), { const: '' }]);
      case 'expandable':
        return { type: 'string', description: `The id of a ${schema.to.join(' or ')}.` };
      case 'resource':
        return this.ofResource(schema);
      case 'list':
        return this.ofList(schema);
      case 'object':
        return this.ofObject(schema);
    }
  }

  private ofObject(schema: ObjectSchema): JsonObject {
    if (schema.fields.size === 0) return { type: 'object' };
    const { name } = schema;
    if (!(name in this.components)) {
      // An object may hold itself: its name is taken before its fields are looked at.
      this.components[name] = {};
      this.components[name] = this.inline(schema);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  private inline({ fields }: ObjectSchema, without: readonly string[] = []): JsonObject {
    const shown = [...fields].filter(([name, field]) => !field.only_expanded && !without.includes(name));
    return {
      type: 'object',
      required: shown.filter(([, field]) => field.required).map(([name]) => name),
      properties: Object.fromEntries(shown.map(([name, field]) => [name, this.ofField(field)])),
    };
  }

  private ofField({ schema, nullable }: Field): JsonObject {
    const of = this.of(schema);
    if (!nullable) return of;
    if (Array.isArray(of['enum'])) return { ...of, type: ['string', 'null'], enum: [...of['enum'], null] };
    if (typeof of['type'] === 'string') return { ...of, type: [of['type'], 'null'] };
    return anyOf([of, NULL]);
  }

  private ofList({ form, items }: ListSchema): JsonObject {
    const data = { type: 'array', items: this.of(items) };
    if (form === 'v2_page') return { type: 'object', required: ['data'], properties: { data } };
    return {
      type: 'object',
      required: ['object', 'data', 'has_more', 'url'],
      properties: {
        object: { const: form },
        data,
        has_more: { type: 'boolean' },
        url: { type: 'string' },
      },
    };
  }
}

/** One of `schemas`; of an `anyOf` among them, one of its own. */
function anyOf(schemas: readonly JsonObject[]): JsonObject {
  const flat = schemas.flatMap((schema) =>
    Array.isArray(schema['anyOf']) ? (schema['anyOf'] as JsonObject[]) : [schema],
  );
  return flat.length === 1 ? flat[0]! : { anyOf: flat };
}
