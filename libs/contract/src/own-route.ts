import type { OwnRoutes } from './own-routes.ts';
import type { Route } from './contract.ts';
import type { Field, Schema } from './schema.ts';

/** A route of the platform's own, as the contract knows routes: it takes `required` and `optional`, and no SDK names it. */
export function own(
  method: Route['method'],
  path: string,
  kind: Route['kind'],
  optional: Readonly<Record<string, Schema>> = {},
  required: Readonly<Record<string, Schema>> = {},
): Route {
  const fields = (schemas: Readonly<Record<string, Schema>>, is_required: boolean) =>
    Object.entries(schemas).map(([name, schema]): [string, Field] => [
      name,
      { schema, required: is_required, nullable: false, only_expanded: false },
    ]);
  return {
    id: `${method} ${path}` as keyof OwnRoutes,
    method,
    path,
    path_params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    sdk: null,
    kind,
    api: 'v1',
    params: {
      kind: 'object',
      name: `${method} ${path} Params`,
      fields: new Map([...fields(required, true), ...fields(optional, false)]),
      required: Object.keys(required),
    },
    result: { kind: 'any' },
    host: null,
    upload: false,
  };
}
