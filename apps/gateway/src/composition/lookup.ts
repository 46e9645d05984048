import { objectOfId, type Service } from '@pinstripe/contract';
import type { JsonObject } from '@pinstripe/kernel';
import type { CallContext, ServiceTransport } from '@pinstripe/service';

export type Transports = Readonly<Partial<Record<Service, ServiceTransport>>>;

/** No id is longer: longer text is not worth asking about. */
const ID_LENGTH_MAX = 255;

/** The service that can say what `id` is; undefined when it is no id, or its service is not there. */
export function serviceOf(id: string, transports: Transports): Service | undefined {
  if (id.length > ID_LENGTH_MAX) return undefined;
  const service = objectOfId(id)?.service;
  return service !== undefined && transports[service] !== undefined ? service : undefined;
}

/** The objects with these ids, asked of their owners side by side, each once. What is not found is left out. */
export async function findObjects(
  ids: Iterable<string>,
  { account, livemode, now }: CallContext,
  transports: Transports,
): Promise<Map<string, JsonObject>> {
  const batches = new Map<Service, Set<string>>();
  for (const id of ids) {
    const service = serviceOf(id, transports);
    if (service === undefined) continue;
    const batch = batches.get(service);
    if (batch === undefined) batches.set(service, new Set([id]));
    else batch.add(id);
  }
  const replies = await Promise.all(
    [...batches].map(([service, batch]) =>
      transports[service]!.objects({ account, livemode, now, ids: [...batch] }),
    ),
  );
  return new Map(replies.flatMap((reply) => Object.entries(reply)));
}
