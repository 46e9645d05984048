import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { SDK } from './sdk.ts';

const PREFIX = '"stripe".Stripe.';

/** The SDK's type declarations, bound but not checked: names are resolved, nothing else is asked of the compiler. */
export class Declarations {
  private readonly checker: ts.TypeChecker;
  private readonly stripe: ts.Symbol;

  constructor() {
    const files = globSync('types/**/*.d.ts', { cwd: SDK }).map((file) => join(SDK, file));
    const program = ts.createProgram(files, { noResolve: true, noLib: true, types: [] });
    this.checker = program.getTypeChecker();
    const module = this.checker.getAmbientModules().find((symbol) => symbol.name === '"stripe"');
    const stripe = module?.exports?.get('Stripe' as ts.__String);
    if (stripe === undefined) throw new Error(`no namespace Stripe in the declarations of ${SDK}`);
    this.stripe = stripe;
  }

  /** What the name in a reference stands for. */
  resolve(name: ts.EntityName | ts.Expression): ts.Symbol {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (symbol === undefined)
      throw new Error(`cannot resolve ${name.getText()} in ${name.getSourceFile().fileName}`);
    return symbol;
  }

  /** The symbol of a name within `Stripe`, such as `Issuing.Card`. */
  find(path: string): ts.Symbol {
    let symbol = this.stripe;
    for (const name of path.split('.')) {
      const member = symbol.exports?.get(name as ts.__String);
      if (member === undefined) throw new Error(`no Stripe.${path}`);
      symbol = member;
    }
    return symbol;
  }

  /** The name within `Stripe`: `Issuing.Card`. */
  nameOf(symbol: ts.Symbol): string {
    const name = this.checker.getFullyQualifiedName(symbol);
    if (!name.startsWith(PREFIX)) throw new Error(`${name} is not declared in Stripe`);
    return name.slice(PREFIX.length);
  }

  /** The interface or type alias behind a symbol; its namespace and its class, if any, do not count. */
  declarationOf(symbol: ts.Symbol): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
    const declaration = symbol.declarations?.find(
      (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
    );
    if (declaration === undefined) throw new Error(`${symbol.name} is neither an interface nor a type`);
    return declaration;
  }

  /** The properties of an interface and, before them, of those that it extends. */
  propertiesOf(declaration: ts.InterfaceDeclaration): ts.PropertySignature[] {
    const inherited = (declaration.heritageClauses ?? [])
      .flatMap((clause) => clause.types)
      .map((type) => this.declarationOf(this.resolve(type.expression)))
      .filter(ts.isInterfaceDeclaration)
      .flatMap((base) => this.propertiesOf(base));
    return [...inherited, ...declaration.members.filter(ts.isPropertySignature)];
  }

  /** The methods of the class of an SDK resource, one entry per overload. */
  methodsOf(path: string): ts.MethodDeclaration[] {
    const declaration = this.find(path).declarations?.find(ts.isClassDeclaration);
    if (declaration === undefined) throw new Error(`no class Stripe.${path}`);
    return declaration.members.filter(ts.isMethodDeclaration);
  }
}

/** The documentation of a property, on one line. */
export function docOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (comment === undefined || !ts.isJSDoc(comment)) return '';
  return (ts.getTextOfJSDocComment(comment.comment) ?? '').replace(/\s+/g, ' ');
}

/** Whether a node stands in the declarations of the v2 API. */
export function isV2(node: ts.Node): boolean {
  return node.getSourceFile().fileName.includes('/V2/');
}
