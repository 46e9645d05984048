import type { Answer, Call } from '../src/index.ts';
import type { UnitWorld } from '@pinstripe/testing';

let requests = 0;

/** A call as the gateway would make it; each is a request of its own. */
export function callOf(
  world: UnitWorld,
  operation: string,
  changes: Partial<Call['context']> = {},
  ids: string[] = [],
): Call {
  requests += 1;
  return {
    operation,
    ids,
    params: {},
    objects: {},
    context: {
      ...world.context,
      request_id: `req_${requests}`,
      idempotency_key: null,
      fingerprint: 'same',
      ...changes,
    },
  };
}

/** The status and the parsed body of an answer. */
export function read(answer: Answer) {
  if (answer.kind === 'needs') throw new Error(`needs ${answer.ids.join(', ')}`);
  const { status, body, original_request } = answer;
  return {
    status,
    body: JSON.parse(body) as Record<string, unknown> & { error?: { code?: string; type: string } },
    original_request,
  };
}

/** What `work` comes to while every statement whose name begins with `prefix` fails with `error`. */
export async function without<T>(
  { runtime: { database } }: UnitWorld,
  prefix: string,
  error: Error,
  work: () => Promise<T>,
): Promise<T> {
  const query = database.query.bind(database);
  database.query = async <Row>(statement: { name?: string; text: string }) => {
    if (statement.name?.startsWith(prefix) === true) throw error;
    return query<Row>(statement);
  };
  try {
    return await work();
  } finally {
    database.query = query;
  }
}
