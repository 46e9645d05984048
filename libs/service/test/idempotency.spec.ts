import { DAY, errors } from '@pinstripe/kernel';
import { foreign, Operations, refuse, type Runtime, Steps, type WorkContext } from '../src/index.ts';
import { claimKey } from '../src/idempotency.ts';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { callOf, read } from './calls.ts';
import { note, notes, NoteTables1700000009000 } from './notes.ts';

let world: UnitWorld;
let operations: Operations;

/** Adds one to a note's count each time it is executed: what happened twice shows. */
async function increment(id: string) {
  const loaded = await notes.load(id);
  if (loaded.count >= 1 && loaded.text === 'once') throw errors.invalid('already done');
  return notes.save({ ...loaded, count: loaded.count + 1 });
}

const handlers = new Map<string, (...args: never[]) => Promise<unknown>>([
  ['POST /increment', increment],
  ['POST /v2/increment', increment],
  ['DELETE /v2/notes', async (id: string) => notes.delete(await notes.load(id))],
  [
    'POST /refuse',
    async (id: string) => {
      await increment(id);
      return refuse(errors.card('Your card was declined.', { code: 'card_declined' }));
    },
  ],
  [
    'POST /throw',
    async (id: string) => {
      await increment(id);
      throw errors.invalid('no');
    },
  ],
  ['POST /foreign', async () => foreign('customer', 'cus_1', 'customer')],
]);

function operationsOn(runtime: Runtime): Operations {
  return new Operations(runtime, new Steps(), handlers as never);
}

beforeAll(async () => {
  world = await unitWorld({ resources: [notes], migrations: [NoteTables1700000009000] });
  operations = operationsOn(world.runtime);
});
afterAll(() => world.close());

let made = 0;
async function newNote(text = '') {
  const id = `note_${(made += 1)}`;
  await world.run(async () => notes.insert(note(id, text)));
  return id;
}
const countOf = async (id: string) => (await world.run(() => notes.load(id))).result.count;
const send = async (operation: string, id: string, key: string | null, changes = {}) =>
  read(await operations.call(callOf(world, operation, { idempotency_key: key, ...changes }, [id])));

it("of a context that was stored before keys had scopes is the account's", async () => {
  const { idempotency_scope: _, ...before } = callOf(world, 'POST /increment', {
    idempotency_key: 'key-0',
  }).context;
  expect(claimKey(before as WorkContext)).toBe(claimKey({ ...before, idempotency_scope: null }));
});

describe('an idempotency key', () => {
  it('makes the same request happen once, and answers it again as it was', async () => {
    const id = await newNote();
    const first = await send('POST /increment', id, 'key-1');
    const again = await send('POST /increment', id, 'key-1');
    expect(again.body).toEqual(first.body);
    expect(first.original_request).toBeNull();
    expect(again.original_request).toMatch(/^req_/);
    expect(await countOf(id)).toBe(1);
  });

  it('has one effect when 50 requests use it at once, on two replicas', async () => {
    const id = await newNote();
    const other = operationsOn(await world.replica());
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? operations : other).call(
          callOf(world, 'POST /increment', { idempotency_key: 'key-50' }, [id]),
        ),
      ),
    );
    const bodies = answers.map(read);
    expect(bodies.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(new Set(bodies.filter(({ status }) => status === 200).map(({ body }) => body['count']))).toEqual(
      new Set([1]),
    );
    expect(await countOf(id)).toBe(1);
  });

  it('answers the winner to a loser whose decision failed because of the winner', async () => {
    const id = await newNote('once');
    const answers = await Promise.all([1, 2, 3].map(() => send('POST /increment', id, 'key-once')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await send('POST /increment', id, 'key-later')).toMatchObject({ status: 400 });
  });

  it('is refused with other parameters', async () => {
    const id = await newNote();
    await send('POST /increment', id, 'key-2');
    const other = await send('POST /increment', id, 'key-2', { fingerprint: 'other' });
    expect(other).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
  });

  it('belongs to its account', async () => {
    const id = await newNote();
    await send('POST /increment', id, 'key-3');
    const foreigner = await send('POST /increment', id, 'key-3', { account: 'acct_other' });
    expect(foreigner).toMatchObject({ status: 404, original_request: null });
  });

  it('keeps an error that was thrown, and what was buffered is gone', async () => {
    const id = await newNote();
    const first = await send('POST /throw', id, 'key-4');
    const again = await send('POST /throw', id, 'key-4');
    expect(first).toMatchObject({ status: 400 });
    expect(again).toMatchObject({ status: 400, body: first.body });
    expect(again.original_request).not.toBeNull();
    expect(await countOf(id)).toBe(0);
  });

  it('keeps a refusal, and what was buffered stays', async () => {
    const id = await newNote();
    const first = await send('POST /refuse', id, 'key-5');
    await send('POST /refuse', id, 'key-5');
    expect(first).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } });
    expect(await countOf(id)).toBe(1);
  });

  it('is not taken by a request that needs objects of others first', async () => {
    const call = callOf(world, 'POST /foreign', { idempotency_key: 'key-6' });
    expect(await operations.call(call)).toEqual({ kind: 'needs', ids: ['cus_1'] });
    const customer = { id: 'cus_1', object: 'customer' };
    expect(read(await operations.call({ ...call, objects: { cus_1: customer } }))).toMatchObject({
      status: 200,
      original_request: null,
    });
  });
});

describe('an idempotency key of v2', () => {
  const send_v2 = (operation: string, id: string, key: string, changes = {}) =>
    send(operation, id, key, { idempotency_scope: operation, ...changes });

  it('makes what succeeds happen once', async () => {
    const id = await newNote();
    const first = await send_v2('POST /v2/increment', id, 'v2-1');
    const again = await send_v2('POST /v2/increment', id, 'v2-1');
    expect(again.body).toEqual(first.body);
    expect(again.original_request).toMatch(/^req_/);
    expect(await countOf(id)).toBe(1);
  });

  it('tries again what failed', async () => {
    const id = `note_${made + 1}`;
    expect(await send_v2('POST /v2/increment', id, 'v2-2')).toMatchObject({ status: 404 });
    await newNote();
    const again = await send_v2('POST /v2/increment', id, 'v2-2');
    expect(again).toMatchObject({ status: 200, original_request: null });
    expect(await countOf(id)).toBe(1);
  });

  it('answers what was done before, though it could not be done again', async () => {
    const id = await newNote();
    const first = await send_v2('DELETE /v2/notes', id, 'v2-3');
    const again = await send_v2('DELETE /v2/notes', id, 'v2-3');
    expect(first).toMatchObject({ status: 200, body: { deleted: true } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await send_v2('DELETE /v2/notes', id, 'v2-4')).toMatchObject({ status: 404 });
  });

  it('is one of its route, and is refused with other parameters', async () => {
    const id = await newNote();
    await send_v2('POST /v2/increment', id, 'v2-5');
    expect(await send_v2('DELETE /v2/notes', id, 'v2-5')).toMatchObject({ body: { deleted: true } });
    const other = await send_v2('POST /v2/increment', id, 'v2-5', { fingerprint: 'other' });
    expect(other).toMatchObject({ status: 409, body: { error: { type: 'idempotency_error' } } });
  });

  it('is kept for thirty days', async () => {
    const id = await newNote();
    await send_v2('POST /v2/increment', id, 'v2-6');
    const [kept] = await world.runtime.database.query<{ seconds: number }>({
      text: "select (expires_at - $1)::int as seconds from idempotency where key like '%v2-6'",
      values: [world.context.now],
    });
    expect(kept).toEqual({ seconds: 30 * DAY });
  });
});
