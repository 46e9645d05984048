import ts from 'typescript';
import type { ContractFile } from '../encoding.ts';
import type { Declarations } from './declarations.ts';
import type { Schemas } from './schemas.ts';

type EventTypes = Pick<ContractFile, 'event_types' | 'thin_event_types' | 'enabled_events'>;

/** The types of events, and the objects that they are about. */
export function deriveEvents(declarations: Declarations, schemas: Schemas): EventTypes {
  return {
    event_types: Object.fromEntries(
      events('Event', declarations).map(({ type, declaration }) => [
        type,
        resources(dataObject(declaration, declarations), declarations, schemas),
      ]),
    ),
    thin_event_types: Object.fromEntries(
      events('V2.Event', declarations).map(({ type, declaration }) => {
        const [object] = resources(relatedObject(declaration), declarations, schemas);
        return [type, object ?? null];
      }),
    ),
    enabled_events: literals(
      declarations.declarationOf(declarations.find('WebhookEndpointCreateParams.EnabledEvent')),
    ),
  };
}

interface EventDeclaration {
  type: string;
  declaration: ts.InterfaceDeclaration;
}

/** The members of a union of events, by the type that each declares. */
function events(union: string, declarations: Declarations): EventDeclaration[] {
  const alias = declarations.declarationOf(declarations.find(union));
  if (!ts.isTypeAliasDeclaration(alias) || !ts.isUnionTypeNode(alias.type))
    throw new Error(`${union} is no union`);
  return alias.type.types.filter(ts.isTypeReferenceNode).map((reference) => {
    const declaration = declarations.declarationOf(declarations.resolve(reference.typeName));
    if (!ts.isInterfaceDeclaration(declaration)) throw new Error(`${reference.getText()} is no interface`);
    return { type: literals(property(declaration, 'type'))[0]!, declaration };
  });
}

/** The type of `data.object`. */
function dataObject(event: ts.InterfaceDeclaration, declarations: Declarations): ts.TypeNode {
  const data = property(event, 'data');
  if (!ts.isTypeReferenceNode(data)) throw new Error(`${event.name.text}: data is no interface`);
  return property(declarations.declarationOf(declarations.resolve(data.typeName)), 'object');
}

/** The type that `fetchRelatedObject` promises, if there is a related object. */
function relatedObject(event: ts.InterfaceDeclaration): ts.TypeNode | undefined {
  const fetch = event.members.find((member) => member.name?.getText() === 'fetchRelatedObject');
  const promise = fetch !== undefined && ts.isMethodSignature(fetch) ? fetch.type : undefined;
  return promise !== undefined && ts.isTypeReferenceNode(promise) ? promise.typeArguments?.[0] : undefined;
}

function resources(node: ts.TypeNode | undefined, declarations: Declarations, schemas: Schemas): string[] {
  if (node === undefined) return [];
  if (ts.isUnionTypeNode(node)) return node.types.flatMap((type) => resources(type, declarations, schemas));
  if (!ts.isTypeReferenceNode(node)) throw new Error(`${node.getText()} is no object of an event`);
  const symbol = declarations.resolve(node.typeName);
  const declaration = declarations.declarationOf(symbol);
  if (ts.isTypeAliasDeclaration(declaration)) return resources(declaration.type, declarations, schemas);
  const resource = schemas.resource(declarations.nameOf(symbol));
  if (resource === null) throw new Error(`${node.getText()} is no object of the API`);
  return [resource.object];
}

function property(declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, name: string): ts.TypeNode {
  const members = ts.isInterfaceDeclaration(declaration) ? [...declaration.members] : [];
  const found = members.filter(ts.isPropertySignature).find((member) => member.name.getText() === name);
  if (found?.type === undefined) throw new Error(`${declaration.name.text} has no ${name}`);
  return found.type;
}

function literals(node: ts.TypeNode | ts.InterfaceDeclaration | ts.TypeAliasDeclaration): string[] {
  if (ts.isTypeAliasDeclaration(node)) return literals(node.type);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(literals);
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return [node.literal.text];
  throw new Error(`${node.getText()} is no string literal`);
}
