import { ownerOfRoute, type Route, type Service } from '@pinstripe/contract';
import type { JsonObject } from '@pinstripe/kernel';
import type { Answer, Call } from '@pinstripe/service';
import { findObjects, serviceOf, type Transports } from './lookup.ts';

/** How often a service may find that it needs more: what it is given leads it to what it needs next. */
const NEEDS_ROUND_MAX = 4;

export type ServiceAnswer = Extract<Answer, { kind: 'answer' }>;

/**
 * Has the owner of `route` answer `call`, and brings it the objects of other services: those that `references`, strings
 * of the request that may be ids, turn out to name, and those that it finds it needs.
 */
export async function forward(
  call: Call,
  route: Route,
  references: readonly string[],
  transports: Transports,
): Promise<ServiceAnswer> {
  const owner = ownerOfRoute(route.path);
  const transport = transports[owner]!;
  const foreign = foreignIds(call.ids, references, owner, transports);
  if (foreign !== null) await resolve(foreign, call, transports);
  for (let round = 0; round <= NEEDS_ROUND_MAX; round++) {
    const answer = await transport.call(call);
    if (answer.kind === 'answer') return answer;
    await resolve(answer.ids, call, transports);
  }
  throw new Error(`${owner} needs ever more objects to answer ${call.operation}`);
}

/** Null, as most often, when there are none. */
function foreignIds(
  ids: readonly string[],
  references: readonly string[],
  owner: Service,
  transports: Transports,
): Set<string> | null {
  let foreign: Set<string> | null = null;
  for (const text of [...ids, ...references]) {
    const service = serviceOf(text, transports);
    if (service !== undefined && service !== owner) (foreign ??= new Set()).add(text);
  }
  return foreign;
}

/** Adds the objects to the call: null says that one was looked for and is not there. */
async function resolve(ids: Iterable<string>, call: Call, transports: Transports): Promise<void> {
  const found = await findObjects(ids, call.context, transports);
  const objects: Record<string, JsonObject | null> = call.objects;
  for (const id of ids) objects[id] = found.get(id) ?? null;
}
