import { errors } from '@pinstripe/kernel';
import { enter } from './context.ts';
import { isAway } from './failures.ts';
import type { ObjectsQuery, ObjectsReply } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import { UNREQUESTED } from './timers.ts';
import { Unit } from './unit.ts';

/**
 * The objects with these ids, as a client would see them; ids that this service does not know are left out.
 * @throws unavailable while the database is away
 */
export async function findObjects(runtime: Runtime, query: ObjectsQuery): Promise<ObjectsReply> {
  try {
    return await peekObjects(runtime, query);
  } catch (error) {
    throw isAway(error) ? errors.unavailable() : error;
  }
}

async function peekObjects(
  runtime: Runtime,
  { account, livemode, now, ids }: ObjectsQuery,
): Promise<ObjectsReply> {
  const context = { ...UNREQUESTED, account, livemode, now };
  return enter({ runtime, context, unit: new Unit(context), objects: {} }, async () => {
    const found: ObjectsReply = {};
    await Promise.all(
      ids.map(async (id) => {
        const resource = runtime.resourceOfId(id);
        const document = await resource?.peek(id);
        if (document !== undefined && document !== null) found[id] = resource!.render(document);
      }),
    );
    return found;
  });
}
