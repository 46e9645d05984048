import ts from 'typescript';
import type { EncodedObjectType, EncodedSchema, SchemaName } from '../encoding.ts';
import { type Declarations, docOf, isV2 } from './declarations.ts';
import { maxLength, numberKind, ONLY_EXPANDED } from './wording.ts';

/** The field whose type is being read: its name and documentation say what the type does not. */
interface Subject {
  name: string;
  owner: string;
  doc: string;
}

/** An object of the API as its `object` says, or the tombstone of a deleted one. */
interface Target {
  object: string;
  deleted: boolean;
}

const NO_SUBJECT: Subject = { name: '', owner: '', doc: '' };

/** Interfaces that stand for something else than an object with their fields. */
const OPAQUE: Readonly<Record<string, EncodedSchema>> = {
  FileData: { kind: 'file' },
  'Event.Data.Object': { kind: 'any' },
  'Event.Data.PreviousAttributes': { kind: 'any' },
};

/** Unions of one interface per event type, and the interface that describes all of them. */
const EVENTS: Readonly<Record<string, string>> = { Event: 'EventBase', 'V2.Event': 'V2.EventBase' };

const LISTS: Readonly<Record<string, 'list' | 'search_result'>> = {
  ApiList: 'list',
  ApiListPromise: 'list',
  ApiSearchResultPromise: 'search_result',
};

/**
 * Reads type nodes into named schemas, each once. Types that are the same under different names share the schema of the
 * first, as the SDK repeats them a lot; only parameters of routes and objects of the API always keep their own names.
 */
export class Schemas {
  readonly schemas: Record<string, EncodedSchema> = {};
  readonly objects: Record<string, EncodedObjectType> = {};
  private readonly declarations: Declarations;
  /** The names that schemas go by, by the names of types. */
  private readonly names = new Map<string, SchemaName>();
  private readonly contents = new Map<string, SchemaName>();
  private readonly targets = new Map<string, Target | null>();

  constructor(declarations: Declarations) {
    this.declarations = declarations;
    this.named('{}', { kind: 'object', fields: {} });
  }

  /** The schema of a type; its name ends in `|null` if the type may be null. */
  of(node: ts.TypeNode, subject: Subject = NO_SUBJECT): SchemaName {
    if (ts.isUnionTypeNode(node)) return this.ofUnion(node, subject);
    if (ts.isTypeReferenceNode(node)) return this.ofReference(node, subject);
    if (ts.isTypeLiteralNode(node)) return this.ofMap(node.members, subject);
    if (ts.isLiteralTypeNode(node)) return this.ofLiteral(node.literal);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword: {
        const max_length = maxLength(subject.doc);
        if (max_length === undefined) return this.text();
        return this.named(`string(${max_length})`, { kind: 'string', max_length });
      }
      case ts.SyntaxKind.NumberKeyword: {
        const kind = numberKind(subject.name, subject.owner);
        return this.named(kind, kind === 'timestamp' ? { kind: 'integer', timestamp: true } : { kind });
      }
      case ts.SyntaxKind.BooleanKeyword:
        return this.named('boolean', { kind: 'boolean' });
    }
    throw new Error(`no schema for the type ${node.getText()} in ${node.getSourceFile().fileName}`);
  }

  /** The schema of a route's parameters, under their own name. */
  ofParams(node: ts.TypeNode): SchemaName {
    if (!ts.isTypeReferenceNode(node)) throw new Error(`parameters of the type ${node.getText()}`);
    const symbol = this.declarations.resolve(node.typeName);
    const declaration = this.declarations.declarationOf(symbol);
    if (!ts.isInterfaceDeclaration(declaration)) throw new Error(`parameters of the type ${node.getText()}`);
    const name = this.declarations.nameOf(symbol);
    this.schemas[name] = this.read(name, declaration);
    return name;
  }

  /** Which object of the API the interface describes, if it does; see `Target`. */
  resource(name: string): Target | null {
    const known = this.targets.get(name);
    if (known !== undefined) return known;
    const target = this.readTarget(name);
    this.targets.set(name, target);
    return target;
  }

  private readTarget(name: string): Target | null {
    const declaration = this.declarations.declarationOf(this.declarations.find(name));
    if (!ts.isInterfaceDeclaration(declaration) || name.includes('Params.')) return null;
    const properties = this.declarations.propertiesOf(declaration);
    const typeOf = (field: string) => properties.find((property) => property.name.getText() === field)?.type;
    const tag = typeOf('object');
    const object = tag === undefined ? null : stringValue(tag);
    if (object === null) return null;
    const target = { object, deleted: typeOf('deleted')?.getText() === 'true' };
    // Set before its fields are read, since they may come back to it.
    this.targets.set(name, target);
    const type = (this.objects[object] ??= {});
    const role = target.deleted ? 'deleted' : 'schema';
    if (type[role] !== undefined) throw new Error(`both ${type[role]} and ${name} are ${object}`);
    type[role] = name;
    this.schemas[name] = this.read(name, declaration);
    return target;
  }

  private named(name: SchemaName, schema: EncodedSchema): SchemaName {
    const content = JSON.stringify(schema);
    const shared = this.names.get(name) ?? this.contents.get(content) ?? name;
    this.names.set(name, shared);
    this.contents.set(content, shared);
    this.schemas[shared] ??= schema;
    return shared;
  }

  private text(): SchemaName {
    return this.named('string', { kind: 'string' });
  }

  private ofInterface(name: string, declaration: ts.InterfaceDeclaration): SchemaName {
    return this.names.get(name) ?? this.named(name, this.read(name, declaration));
  }

  private read(name: string, declaration: ts.InterfaceDeclaration): EncodedSchema {
    // Metadata may be sent as numbers or null too, but arrives as text: a form has nothing else.
    if (name === 'MetadataParam') return { kind: 'map', values: this.emptyable(this.text()) };
    const index = declaration.members.find(ts.isIndexSignatureDeclaration);
    if (index !== undefined) return { kind: 'map', values: this.of(index.type) };
    const fields: Record<string, SchemaName> = {};
    const only_expanded = [...(ONLY_EXPANDED[name] ?? [])];
    for (const property of this.declarations.propertiesOf(declaration)) {
      const { type } = property;
      if (type === undefined || type.kind === ts.SyntaxKind.VoidKeyword) continue;
      const field = property.name.getText();
      const schema = this.of(type, { name: field, owner: name, doc: docOf(property) });
      const is_optional = property.questionToken !== undefined;
      fields[is_optional ? `${field}?` : field] = schema;
      if (is_optional && schema.startsWith('ApiList<')) only_expanded.push(field);
    }
    if (name === 'V2.EventBase') {
      // What thin events have besides is declared with each type of them.
      fields['data?'] = this.ofName('Event.Data.Object');
      fields['related_object?'] = this.ofName('Event.RelatedObject');
    }
    const unknown = only_expanded.find((field) => fields[`${field}?`] === undefined);
    if (unknown !== undefined) throw new Error(`${name} has no optional field ${unknown}`);
    return { kind: 'object', fields, ...(only_expanded.length === 0 ? {} : { only_expanded }) };
  }

  private ofReference(node: ts.TypeReferenceNode, subject: Subject): SchemaName {
    if (node.typeArguments !== undefined) return this.ofGeneric(node, node.typeArguments, subject);
    return this.ofName(this.declarations.nameOf(this.declarations.resolve(node.typeName)), subject);
  }

  private ofName(name: string, subject: Subject = NO_SUBJECT): SchemaName {
    const event = EVENTS[name];
    if (event !== undefined) return this.ofResources([event]);
    const opaque = OPAQUE[name];
    if (opaque !== undefined) return this.named(name, opaque);
    const declaration = this.declarations.declarationOf(this.declarations.find(name));
    if (ts.isInterfaceDeclaration(declaration)) {
      return this.resource(name) === null ? this.ofInterface(name, declaration) : this.ofResources([name]);
    }
    const values = stringValues(declaration.type);
    return values === null ? this.of(declaration.type, subject) : this.named(name, { kind: 'enum', values });
  }

  private ofGeneric(
    node: ts.TypeReferenceNode,
    [argument, omitted]: readonly ts.TypeNode[],
    subject: Subject,
  ): SchemaName {
    const name = node.typeName.getText().replace(/^Stripe\./, '');
    if (name === 'Omit') return this.ofResources(this.resourceNames(argument!), stringValues(omitted!) ?? []);
    const of = this.of(argument!, subject);
    if (name === 'Emptyable') return this.emptyable(of);
    if (name === 'Array') return this.named(`Array<${of}>`, { kind: 'array', items: of });
    const form = LISTS[name];
    if (form === undefined) throw new Error(`no schema for the generic type ${node.getText()}`);
    if (isV2(node)) return this.named(`V2List<${of}>`, { kind: 'list', form: 'v2_page', items: of });
    const container = form === 'list' ? 'ApiList' : 'ApiSearchResult';
    return this.named(`${container}<${of}>`, { kind: 'list', form, items: of });
  }

  private emptyable(of: SchemaName): SchemaName {
    return this.named(`Emptyable<${of}>`, { kind: 'emptyable', of });
  }

  private ofMap(members: readonly ts.TypeElement[], subject: Subject): SchemaName {
    const [member] = members;
    if (members.length !== 1 || member === undefined || !ts.isIndexSignatureDeclaration(member)) {
      throw new Error('an inline type that is not a map');
    }
    const values = this.of(member.type, subject);
    return this.named(`Map<${values}>`, { kind: 'map', values });
  }

  private ofLiteral(literal: ts.LiteralTypeNode['literal']): SchemaName {
    if (ts.isStringLiteral(literal)) {
      return this.named(`'${literal.text}'`, { kind: 'literal', value: literal.text });
    }
    const value = literal.kind === ts.SyntaxKind.TrueKeyword;
    if (!value && literal.kind !== ts.SyntaxKind.FalseKeyword) {
      throw new Error(`no schema for ${literal.getText()}`);
    }
    return this.named(String(value), { kind: 'literal', value });
  }

  private ofUnion(node: ts.UnionTypeNode, subject: Subject): SchemaName {
    const members = node.types.filter((type) => !isNull(type));
    const suffix = members.length < node.types.length ? '|null' : '';
    const texts = members.filter((type) => type.kind === ts.SyntaxKind.StringKeyword);
    const others = members.filter((type) => type.kind !== ts.SyntaxKind.StringKeyword);
    const resources = others.flatMap((type) => this.resourceNames(type));
    if (resources.length > 0) {
      return (texts.length > 0 ? this.ofExpandable(resources) : this.ofResources(resources)) + suffix;
    }
    const values = members.map(stringValue);
    if (values.length > 1 && values.every((value) => value !== null)) {
      return this.named(values.map((value) => `'${value}'`).join(' | '), { kind: 'enum', values }) + suffix;
    }
    const of = members.map((type) => this.of(type, subject));
    const [only] = of;
    if (of.length === 1 && only !== undefined) return only + suffix;
    return this.named(of.join(' | '), { kind: 'union', of }) + suffix;
  }

  /** The resources that a type is, or is a union of; none if it is another type. */
  private resourceNames(node: ts.TypeNode): string[] {
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((type) => this.resourceNames(type));
    if (!ts.isTypeReferenceNode(node) || node.typeArguments !== undefined) return [];
    const symbol = this.declarations.resolve(node.typeName);
    const name = this.declarations.nameOf(symbol);
    const event = EVENTS[name];
    if (event !== undefined) return [event];
    const declaration = this.declarations.declarationOf(symbol);
    if (ts.isTypeAliasDeclaration(declaration)) return this.resourceNames(declaration.type);
    return this.resource(name) === null ? [] : [name];
  }

  private ofResources(names: readonly string[], without: string[] = []): SchemaName {
    const { of, deleted } = this.resources(names);
    const kept = without.length === 0 ? '' : ` without ${without.join(', ')}`;
    return this.named(`resource ${names.join('/')}${kept}`, { kind: 'resource', of, deleted, without });
  }

  private ofExpandable(names: readonly string[]): SchemaName {
    const { of, deleted } = this.resources(names);
    return this.named(`id of ${names.join('/')}`, {
      kind: 'expandable',
      to: of,
      deleted: deleted !== 'never',
    });
  }

  private resources(names: readonly string[]): { of: string[]; deleted: 'never' | 'maybe' | 'always' } {
    const targets = names.map((name) => this.resource(name)).filter((target) => target !== null);
    const deleted = targets.filter((target) => target.deleted).length;
    return {
      of: [...new Set(targets.map((target) => target.object))],
      deleted: deleted === 0 ? 'never' : deleted === targets.length ? 'always' : 'maybe',
    };
  }
}

function isNull(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

function stringValue(node: ts.TypeNode): string | null {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? node.literal.text : null;
}

/** The values of a type that is a string literal or a union of such; null for any other. */
function stringValues(node: ts.TypeNode): string[] | null {
  const values = (ts.isUnionTypeNode(node) ? [...node.types] : [node]).map(stringValue);
  return values.every((value) => value !== null) ? values : null;
}
