import type { JsonObject } from '@pinstripe/kernel';
import { Operations, runUnit, setTimer, Steps } from '../src/index.ts';
import { findObjects } from '../src/objects.ts';
import { TimerPoll } from '../src/timers.ts';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { callOf, read, without } from './calls.ts';
import { note, notes, NoteTables1700000009000 } from './notes.ts';

/** Ends the connection that it runs on. */
const BREAK = 'select pg_terminate_backend(pg_backend_pid())';

let world: UnitWorld;
let operations: Operations;

beforeAll(async () => {
  world = await unitWorld({ resources: [notes], migrations: [NoteTables1700000009000] });
  operations = new Operations(
    world.runtime,
    new Steps(),
    new Map<string, (...args: never[]) => Promise<object>>([
      ['GET /note', (id: string) => notes.retrieve(id)],
      ['POST /note', async (id: string) => notes.insert(note(id))],
      ['GET /broken', () => world.runtime.database.query({ text: BREAK })],
    ]) as never,
  );
});
afterAll(() => world.close());

const coded = (code: string, severity = 'FATAL') => Object.assign(new Error('no'), { code, severity });
const LOST = new Error('Connection terminated unexpectedly');

let made = 0;
const newId = () => `note_${(made += 1)}`;

describe('while the database is away', () => {
  it.each([
    ['refuses connections', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['shuts down', coded('57P01')],
    ['starts', coded('57P03')],
    ['has no connection left', coded('53300')],
    ['has broken the connection', LOST],
    ['gives no connection in time', new Error('timeout exceeded when trying to connect')],
  ])('since it %s, a request is told to come again, and may', async (_, error) => {
    const id = newId();
    const send = async (operation: string) => {
      const answer = await operations.call(callOf(world, operation, { idempotency_key: id }, [id]));
      return { ...read(answer), should_retry: 'should_retry' in answer && answer.should_retry };
    };
    const unavailable = { status: 503, should_retry: true, body: { error: { type: 'api_error' } } };
    expect(await without(world, 'flush_', error, () => send('POST /note'))).toMatchObject(unavailable);
    expect(await send('POST /note')).toMatchObject({ status: 200, body: { id } });
    expect(await without(world, 'read_notes', error, () => send('GET /note'))).toMatchObject(unavailable);
    expect(await send('GET /note')).toMatchObject({ status: 200, body: { id } });
  });

  it('does so when PostgreSQL really ends the connection', async () => {
    expect(read(await operations.call(callOf(world, 'GET /broken')))).toMatchObject({ status: 503 });
  });

  it('answers what the database itself refuses as an error of ours', async () => {
    const id = newId();
    const failed = await without(world, 'flush_', coded('22003', 'ERROR'), () =>
      operations.call(callOf(world, 'POST /note', {}, [id])),
    );
    expect(read(failed)).toMatchObject({ status: 500 });
  });

  it('says of no object that it is not there', async () => {
    const query = { account: 'acct_test', livemode: false, now: 1, ids: ['note_1'] };
    const finding = without(world, 'read_notes', LOST, () => findObjects(world.runtime, query));
    await expect(finding).rejects.toMatchObject({ status: 503, should_retry: true });
  });
});

describe('a timer', () => {
  const fired: JsonObject[] = [];
  let mistake: Error | null;
  let poll: TimerPoll;

  beforeEach(async () => {
    fired.length = 0;
    mistake = null;
    const handler = async (payload: JsonObject) => {
      if (mistake !== null) throw mistake;
      fired.push(payload);
    };
    poll = new TimerPoll(world.runtime, world.clock, new Map([['test', handler]]));
    const { runtime, context } = world;
    await runUnit(runtime, { context }, () => setTimer('test', newId(), context.now - 1, { set: true }));
  });

  it('that failed since the database was away is tried again at once', async () => {
    expect(await without(world, 'flush_', LOST, () => poll.fireDue())).toBe(0);
    fired.length = 0;
    expect(await poll.fireDue()).toBe(1);
    expect(fired).toEqual([{ set: true }]);
  });

  it('that fails by itself rests, and holds up no other', async () => {
    mistake = new Error('a mistake');
    expect(await poll.fireDue()).toBe(0);
    mistake = null;
    expect(await poll.fireDue()).toBe(0);
    expect(fired).toEqual([]);
    const fresh = new TimerPoll(world.runtime, world.clock, new Map([['test', async () => undefined]]));
    expect(await fresh.fireDue()).toBe(1);
  });
});
