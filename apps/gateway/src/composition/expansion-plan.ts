import type { Field, ObjectSchema, RouteId, Schema } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { composedField, type ComposedField } from './composed-fields.ts';

const DEPTH_MAX = 4;

/**
 * What `expand` asks for, as a tree: each node is a field, and says what below it is expanded too. It is made and
 * checked before anything runs, so that a path that is wrong changes nothing.
 */
export class ExpansionNode {
  readonly children = new Map<string, ExpansionNode>();

  constructor(
    /** How the field is made when the answer leaves it out; null when it holds an id, or what was asked for. */
    readonly composed: ComposedField | null,
    /** Whether a string that stands there is an id. */
    readonly is_reference: boolean,
  ) {}
}

/** What the plan needs to know of the contract. */
export interface ExpansionTypes {
  /** The schema of the objects of this type; undefined when the contract has no such type. */
  objectSchema(object: string): ObjectSchema | undefined;
  isBuilt(operation: RouteId): boolean;
}

/**
 * The plan for `paths`, on an answer of schema `result`.
 * @throws StripeError when a path leads to something that cannot be expanded, or goes too deep.
 */
export function planExpansion(
  paths: readonly string[],
  result: Schema,
  types: ExpansionTypes,
): ExpansionNode {
  const root = new ExpansionNode(null, false);
  for (const path of paths) addPath(root, path, result, types);
  return root;
}

function addPath(root: ExpansionNode, path: string, result: Schema, types: ExpansionTypes): void {
  const segments = path.split('.');
  if (segments.length > DEPTH_MAX) throw errors.expandTooDeep(path, DEPTH_MAX);
  let node = root;
  let schema = result;
  for (let at = 0; at < segments.length; at++) {
    const name = segments[at]!;
    const here = () => segments.slice(0, at + 1).join('.');
    const step = stepInto(schema, name, types);
    if (step === null) throw errors.expandInvalid(here(), suggestionFor(result, path, at, types));
    const is_last = at === segments.length - 1;
    if (is_last && !isExpandable(step.field)) throw errors.expandInvalid(here());
    const composed = composedField(step.owner, name);
    if (step.field.only_expanded && composed === null && holdsObjects(step.field.schema)) {
      throw errors.expandNotBuilt(here(), 'none');
    }
    if (composed !== null && !types.isBuilt(composed.operation)) {
      throw errors.expandNotBuilt(here(), composed.operation);
    }
    let child = node.children.get(name);
    if (child === undefined) {
      child = new ExpansionNode(composed, isReference(step.field.schema));
      node.children.set(name, child);
    }
    node = child;
    schema = step.field.schema;
  }
}

/** On a list the path was probably meant for its elements. */
function suggestionFor(result: Schema, path: string, at: number, types: ExpansionTypes): string | undefined {
  if (result.kind !== 'list' || at > 0) return undefined;
  return path.startsWith('data.') || stepInto(result, 'data', types) === null ? undefined : `data.${path}`;
}

/** The field `name` of what `schema` describes, and the interface that declares it; null when there is none. */
function stepInto(
  schema: Schema,
  name: string,
  types: ExpansionTypes,
): { field: Field; owner: string } | null {
  switch (schema.kind) {
    case 'object': {
      const field = schema.fields.get(name);
      return field === undefined ? null : { field, owner: schema.name };
    }
    case 'resource':
      return firstStep(schema.of, name, types);
    case 'expandable':
      return firstStep(schema.to, name, types);
    case 'array':
      return stepInto(schema.items, name, types);
    case 'list':
      if (name !== 'data') return null;
      return { field: listData(schema.items), owner: 'list' };
    case 'emptyable':
      return stepInto(schema.of, name, types);
    case 'union':
      for (const alternative of schema.of) {
        const step = stepInto(alternative, name, types);
        if (step !== null) return step;
      }
      return null;
    default:
      return null;
  }
}

function firstStep(objects: readonly string[], name: string, types: ExpansionTypes) {
  for (const object of objects) {
    const schema = types.objectSchema(object);
    const step = schema === undefined ? null : stepInto(schema, name, types);
    if (step !== null) return step;
  }
  return null;
}

function listData(items: Schema): Field {
  return { schema: { kind: 'array', items }, required: true, nullable: false, only_expanded: false };
}

/** An id, what is only there when asked for, or objects that are there anyway: asking for those does no harm. */
function isExpandable({ schema, only_expanded }: Field): boolean {
  return only_expanded || holdsObjects(schema);
}

function holdsObjects(schema: Schema): boolean {
  switch (schema.kind) {
    case 'expandable':
    case 'resource':
    case 'list':
      return true;
    case 'array':
      return holdsObjects(schema.items);
    case 'union':
      return schema.of.some(holdsObjects);
    default:
      return false;
  }
}

function isReference(schema: Schema): boolean {
  if (schema.kind === 'array') return isReference(schema.items);
  return schema.kind === 'expandable' || (schema.kind === 'union' && schema.of.some(isReference));
}
