import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { EncodedRoute } from '../encoding.ts';
import { type Declarations, isV2 } from './declarations.ts';
import type { Schemas } from './schemas.ts';
import { SDK } from './sdk.ts';

/** A method of the SDK as its JavaScript specifies it: what it requests. */
interface MethodSpec {
  /** `Issuing.Cards`, `V2.Core.Events`. */
  resource: string;
  name: string;
  method: string;
  path: string;
  host?: string;
  is_upload: boolean;
}

/** A route, and the types of its handler as TypeScript writes them. */
export interface DerivedRoute extends EncodedRoute {
  types: { path: string[]; params: string; result: string };
}

/** The routes that the SDK calls, in the order of their paths. */
export function deriveRoutes(declarations: Declarations, schemas: Schemas): DerivedRoute[] {
  const routes = new Map<string, DerivedRoute>();
  // `accounts.retrieve` without an id and `accounts.retrieveCurrent` call the same route: the later, plainer one names it.
  for (const spec of methodSpecs().sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))) {
    routes.set(`${spec.method} ${spec.path}`, deriveRoute(spec, declarations, schemas));
  }
  return [...routes.values()];
}

function deriveRoute(spec: MethodSpec, declarations: Declarations, schemas: Schemas): DerivedRoute {
  const { resource, name, method, path, host, is_upload } = spec;
  const id = `${method} ${path}`;
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param!);
  const signature = declarations
    .methodsOf(`${resource}Resource`)
    .find((node) => node.name.getText() === name && node.parameters[ids.length]?.name.getText() === 'params');
  const params = signature?.parameters[ids.length]?.type;
  if (signature?.type === undefined || params === undefined)
    throw new Error(`${id}: ${name} is not declared`);
  const result = resultOf(signature.type);
  return {
    id,
    sdk: `${resource.split('.').map(sdkName).join('.')}.${name}`,
    kind: kindOf(name),
    params: schemas.ofParams(params),
    result: result === null ? null : schemas.of(result),
    ...(host === undefined ? {} : { host }),
    ...(is_upload ? { upload: true as const } : {}),
    types: {
      path: ids,
      params: typeText(params, declarations),
      result: result === null ? 'void' : typeText(result, declarations),
    },
  };
}

/** What kind of method it is by the verb that its name begins with: `createPerson` creates. */
function kindOf(name: string): string {
  const [, verb = 'action'] = /^(list|search|retrieve|create|update|delete|del)(?![a-z])/.exec(name) ?? [];
  return verb === 'del' ? 'delete' : verb;
}

/** What a method's promise holds, without the SDK's envelope; null if it is nothing, or not JSON. */
function resultOf(node: ts.TypeNode): ts.TypeNode | null {
  if (!ts.isTypeReferenceNode(node)) return node.kind === ts.SyntaxKind.VoidKeyword ? null : node;
  const name = node.typeName.getText();
  if (name === 'StripeStreamResponse') return null;
  return name === 'Promise' || name === 'Stripe.Response' ? resultOf(node.typeArguments![0]!) : node;
}

/** A type as TypeScript outside of the SDK's namespaces writes it. */
function typeText(node: ts.TypeNode, declarations: Declarations): string {
  if (ts.isUnionTypeNode(node)) return node.types.map((type) => typeText(type, declarations)).join(' | ');
  if (!ts.isTypeReferenceNode(node)) throw new Error(`unexpected type ${node.getText()}`);
  const [argument] = node.typeArguments ?? [];
  if (argument === undefined) return `Stripe.${declarations.nameOf(declarations.resolve(node.typeName))}`;
  const container = isV2(node) ? 'V2List' : `Stripe.${node.typeName.getText().replace('Promise', '')}`;
  return `${container}<${typeText(argument, declarations)}>`;
}

function methodSpecs(): MethodSpec[] {
  const folder = join(SDK, 'esm/resources');
  return globSync('**/*.js', { cwd: folder })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
      return methodSpecsOf(source, file.slice(0, -'.js'.length).replaceAll('/', '.'));
    });
}

/** Every `stripeMethod({ method, fullPath, … })` of a file, under the name of the property or method that it stands in. */
function methodSpecsOf(source: ts.SourceFile, resource: string): MethodSpec[] {
  const specs: MethodSpec[] = [];
  const visit = (node: ts.Node, name: string): void => {
    const inner = ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) ? node.name.getText() : name;
    const [argument] =
      ts.isCallExpression(node) && node.expression.getText() === 'stripeMethod' ? node.arguments : [];
    if (argument === undefined || !ts.isObjectLiteralExpression(argument)) {
      ts.forEachChild(node, (child) => visit(child, inner));
      return;
    }
    const texts = textsOf(argument, source);
    const path = texts['fullPath'] ?? (texts['path'] === undefined ? undefined : `/${texts['path']}`);
    // One method has no path of its own: it follows the URL that a thin event carries.
    if (path === undefined) return;
    specs.push({
      resource,
      name: inner,
      method: texts['method']!,
      path,
      ...(texts['host'] === undefined ? {} : { host: texts['host'] }),
      is_upload: argument.getText().includes('multipart/form-data'),
    });
  };
  visit(source, '');
  return specs;
}

/** The string properties of an object literal; a constant of the file is looked up. */
function textsOf(literal: ts.ObjectLiteralExpression, source: ts.SourceFile): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const property of literal.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    const { initializer } = property;
    const value = ts.isIdentifier(initializer) ? constantOf(initializer.text, source) : initializer;
    if (value !== undefined && ts.isStringLiteral(value)) texts[property.name.getText()] = value.text;
  }
  return texts;
}

function constantOf(name: string, source: ts.SourceFile): ts.Expression | undefined {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name)?.initializer;
}

/** `PaymentIntents` is `paymentIntents` on the client, `OAuth` is `oauth`. */
function sdkName(name: string): string {
  return name === 'OAuth' ? 'oauth' : name[0]!.toLowerCase() + name.slice(1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
