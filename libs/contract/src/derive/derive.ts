import type { ContractFile } from '../encoding.ts';
import { Declarations } from './declarations.ts';
import { deriveEvents } from './events.ts';
import { type DerivedRoute, deriveRoutes } from './routes.ts';
import { Schemas } from './schemas.ts';

/** The contents of the generated files. */
export function derive(): { contract: string; routes: string } {
  const declarations = new Declarations();
  const schemas = new Schemas(declarations);
  const derived = deriveRoutes(declarations, schemas);
  const events = deriveEvents(declarations, schemas);
  const contract: ContractFile = {
    schemas: schemas.schemas,
    objects: schemas.objects,
    routes: derived.map(({ types: _types, ...route }) => route),
    ...events,
  };
  return { contract: JSON.stringify(contract), routes: printTypes(derived, contract) };
}

/** What the compiler knows of the contract. */
function printTypes(routes: readonly DerivedRoute[], contract: ContractFile): string {
  const objects = Object.entries(contract.objects).flatMap(([object, { schema }]) =>
    schema === undefined ? [] : [`  '${object}': Stripe.${schema};`],
  );
  const events = Object.entries(contract.event_types).map(
    ([type, names]) => `  '${type}': ${names.map((name) => `ObjectTypes['${name}']`).join(' | ')};`,
  );
  return `import type Stripe from 'stripe';
import type { V2List } from '../src/v2-list.ts';

/** Every route: the ids in its path, its parameters, and what it answers with. */
export interface Routes {
${routes.map(printRoute).join('\n')}
}

/** Every type of object, by its \`object\`. */
export interface ObjectTypes {
${objects.join('\n')}
}

/** Every type of snapshot event, and its \`data.object\`. */
export interface EventTypes {
${events.join('\n')}
}
`;
}

function printRoute({ id, types: { path, params, result } }: DerivedRoute): string {
  const ids = path.map((name) => `${name}: string`).join(', ');
  return `  '${id}': { path: [${ids}]; params: ${params}; result: ${result} };`;
}
