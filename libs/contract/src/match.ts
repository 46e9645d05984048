import { contract, type Method, type Route } from './contract.ts';

/**
 * What a request's method and path stand for: a route and the ids in the path, in its order; or a path that is there for
 * other methods.
 */
export type RouteMatch =
  | { readonly found: 'route'; readonly route: Route; readonly ids: readonly string[] }
  | { readonly found: 'path'; readonly methods: readonly Method[] }
  | { readonly found: 'nothing' };

/** A node of the tree of path segments. */
interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | null;
  readonly routes: Map<string, Route>;
}

const NOTHING: RouteMatch = { found: 'nothing' };

let root: Node | undefined;

/**
 * Finds the route of a request; `path` is the URL's without the query. A literal segment wins over a parameter, so that
 * `/v1/customers/search` is no customer, unless only the parameter's route has the method. Ids are percent-decoded; an
 * empty one, or one that is not well-formed, matches nothing.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  root ??= plant();
  const segments = path.split('/');
  const ids: string[] = [];
  const route = find(root, method, segments, ids);
  if (route === undefined) {
    const methods = methodsAt(root, segments);
    return methods.length === 0 ? NOTHING : { found: 'path', methods: [...new Set(methods)] };
  }
  const decoded = decode(ids);
  return decoded === null ? NOTHING : { found: 'route', route, ids: decoded };
}

/** The route for the rest of the path below a node; the ids on the way are added to `ids`. */
function find(
  node: Node,
  method: string,
  segments: readonly string[],
  ids: string[],
  at = 0,
): Route | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.routes.get(method);
  const literal = node.literals.get(segment);
  const found = literal && find(literal, method, segments, ids, at + 1);
  if (found !== undefined || node.parameter === null || segment === '') return found;
  ids.push(segment);
  const route = find(node.parameter, method, segments, ids, at + 1);
  if (route === undefined) ids.pop();
  return route;
}

function methodsAt(node: Node, segments: readonly string[], at = 0): Method[] {
  const segment = segments[at];
  if (segment === undefined) return [...node.routes.values()].map((route) => route.method);
  const below = [node.literals.get(segment), segment === '' ? null : node.parameter];
  return below.flatMap((child) => (child ? methodsAt(child, segments, at + 1) : []));
}

function decode(ids: readonly string[]): string[] | null {
  try {
    return ids.map(decodeURIComponent);
  } catch {
    return null;
  }
}

function plant(): Node {
  const top = newNode();
  for (const route of contract().routes.values()) {
    let node = top;
    for (const segment of route.path.split('/')) {
      node = segment.startsWith('{') ? (node.parameter ??= newNode()) : childOf(node, segment);
    }
    node.routes.set(route.method, route);
  }
  return top;
}

function childOf(node: Node, segment: string): Node {
  const child = node.literals.get(segment) ?? newNode();
  node.literals.set(segment, child);
  return child;
}

function newNode(): Node {
  return { literals: new Map(), parameter: null, routes: new Map() };
}
