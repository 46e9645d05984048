import type { ObjectSchema, Schema } from '@pinstripe/contract';
import type { Json, JsonObject } from '@pinstripe/kernel';
import type { ExpansionNode, ExpansionTypes } from './expansion-plan.ts';

/**
 * Takes out of an answer the fields that are only there when `expand` names them (a coupon's `applies_to`): services
 * answer with what they have, and do not know what was asked for.
 */
export class HiddenFields {
  private readonly known = new Map<
    ObjectSchema,
    { hidden: string[]; deeper: [name: string, schema: Schema][] }
  >();

  constructor(private readonly types: ExpansionTypes) {}

  /** Changes `value`, which is of `schema`; `plan` says what of it was expanded. */
  hide(value: Json | undefined, schema: Schema, plan: ExpansionNode | undefined): void {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const items = schema.kind === 'array' ? schema.items : schema;
      for (const element of value) this.hide(element, items, plan);
    } else if (schema.kind === 'list') {
      this.hide(value['data'], schema.items, plan?.children.get('data'));
    } else {
      const object_schema = this.schemaOf(value, schema);
      if (object_schema !== null) this.hideIn(value, object_schema, plan);
    }
  }

  private hideIn(object: JsonObject, schema: ObjectSchema, plan: ExpansionNode | undefined): void {
    const { hidden, deeper } = this.fieldsOf(schema);
    for (const name of hidden) {
      if (plan?.children.has(name) !== true) delete object[name];
    }
    for (const [name, inner] of deeper) {
      const value = object[name];
      if (typeof value === 'object' && value !== null) this.hide(value, inner, plan?.children.get(name));
    }
  }

  private fieldsOf(schema: ObjectSchema) {
    let fields = this.known.get(schema);
    if (fields === undefined) {
      const all = [...schema.fields];
      fields = {
        hidden: all.filter(([, field]) => field.only_expanded).map(([name]) => name),
        deeper: all
          .filter(([, field]) => mayHoldObjects(field.schema))
          .map(([name, field]) => [name, field.schema]),
      };
      this.known.set(schema, fields);
    }
    return fields;
  }

  /** What describes `value`, where it may be of several types. */
  private schemaOf(value: JsonObject, schema: Schema): ObjectSchema | null {
    switch (schema.kind) {
      case 'object':
        return schema;
      case 'resource':
      case 'expandable':
        return value['deleted'] === true
          ? null
          : (this.types.objectSchema(value['object'] as string) ?? null);
      case 'emptyable':
        return this.schemaOf(value, schema.of);
      default:
        return null;
    }
  }
}

function mayHoldObjects(schema: Schema): boolean {
  switch (schema.kind) {
    case 'object':
    case 'resource':
    case 'expandable':
    case 'list':
      return true;
    case 'array':
      return mayHoldObjects(schema.items);
    case 'emptyable':
      return mayHoldObjects(schema.of);
    default:
      return false;
  }
}
