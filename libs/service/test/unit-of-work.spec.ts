import { errors } from '@pinstripe/kernel';
import { runUnit, scope } from '../src/index.ts';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { COUNTER, note, notes, NoteTables1700000009000 } from './notes.ts';

let world: UnitWorld;

beforeAll(async () => {
  world = await unitWorld({ resources: [notes], migrations: [NoteTables1700000009000] });
});
afterAll(() => world.close());

const count = async (id: string) => (await world.run(() => notes.load(id))).result.count;
const increment = async (id: string) => {
  const loaded = await notes.load(id);
  return notes.save({ ...loaded, count: loaded.count + 1 });
};
const increments = (id: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => world.run(() => increment(id))));

describe('a unit of work', () => {
  it('writes nothing when its decision throws', async () => {
    const failing = world.run(async () => {
      notes.insert(note('note_thrown'));
      throw errors.invalid('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(world.run(() => notes.load('note_thrown'))).rejects.toThrow("No such note: 'note_thrown'");
  });

  it('sees its own writes', async () => {
    const { result } = await world.run(async () => {
      notes.insert(note('note_own', 'first'));
      return (await notes.load('note_own')).text;
    });
    expect(result).toBe('first');
  });

  it('refuses to list a table that it has written to', async () => {
    const listing = world.run(async () => {
      notes.insert(note('note_listed'));
      return notes.list({});
    });
    await expect(listing).rejects.toThrow('would not show');
  });

  it('finds all of them, however many pages they fill', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `note_paged_${index}`);
    await world.run(async () => ids.forEach((id) => notes.insert(note(id, 'paged'))));
    const { result } = await world.run(() => notes.all({ text: 'paged' }));
    expect(result.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('freezes what it loads, so that it can run again from the originals', async () => {
    await world.run(async () => notes.insert(note('note_frozen')));
    const { result } = await world.run(() => notes.load('note_frozen'));
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('loses no update when many change one row', async () => {
    await world.run(async () => notes.insert(note('note_hot')));
    await increments('note_hot', 40);
    expect(await count('note_hot')).toBe(40);
  });

  it('loses no update when two replicas change one row', async () => {
    const replica = await world.replica();
    await world.run(async () => notes.insert(note('note_replicas')));
    const elsewhere = Array.from({ length: 10 }, () =>
      runUnit(replica, { context: world.context }, () => increment('note_replicas')),
    );
    await Promise.all([increments('note_replicas', 10), ...elsewhere]);
    expect(await count('note_replicas')).toBe(20);
  });

  it('runs again when something that it only relied on has changed', async () => {
    await world.run(async () => notes.insert(note('note_owner', 'there')));
    let runs = 0;
    const { result } = await world.run(async () => {
      runs += 1;
      const owner = await notes.load('note_owner');
      if (runs === 1)
        await runUnit(await world.replica(), { context: world.context }, () => rename('note_owner', 'moved'));
      notes.insert(note(`note_child_${runs}`, owner.text));
      return owner.text;
    });
    expect({ runs, result }).toEqual({ runs: 2, result: 'moved' });
    await expect(world.run(() => notes.load('note_child_1'))).rejects.toThrow('No such note');
  });

  it('runs again when another has taken the id it inserts', async () => {
    const create = () =>
      world.run(async () => {
        if ((await notes.find('note_custom')) !== null) throw errors.resourceAlreadyExists('Note');
        return notes.insert(note('note_custom'));
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, create));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ body: { code: 'resource_already_exists' } });
    }
  });

  it('gives up on a row that stays contended, with lock_timeout and nothing changed', async () => {
    await world.run(async () => notes.insert(note('note_busy')));
    const { runtime, context } = world;
    const contended = runUnit(runtime, { context, patience_ms: 100 }, async () => {
      const loaded = await notes.load('note_busy');
      await runUnit(await world.replica(), { context }, () => increment('note_busy'));
      return notes.save({ ...loaded, text: 'lost' });
    });
    await expect(contended).rejects.toMatchObject({
      status: 429,
      body: { code: 'lock_timeout' },
      should_retry: true,
    });
    expect((await world.run(() => notes.load('note_busy'))).result.text).toBe('');
  });

  it('keeps the failure of one unit from the others of its group', async () => {
    const outcomes = await Promise.allSettled([
      world.run(async () => notes.insert(note('note_good_1'))),
      // A created beyond bigint: PostgreSQL refuses the whole statement.
      world.run(async () => notes.insert({ ...note('note_bad'), created: 1e30 })),
      world.run(async () => notes.insert(note('note_good_2'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await count('note_good_2')).toBe(0);
  });

  it('reads and writes what comes in at one turn by one statement each', async () => {
    const { database } = world.runtime;
    const query = database.query.bind(database);
    const named: string[] = [];
    database.query = <Row>(statement: { name?: string; text: string }) => {
      if (statement.name !== undefined) named.push(statement.name);
      return query<Row>(statement);
    };
    const ids = ['note_turn_1', 'note_turn_2', 'note_turn_3'];
    await Promise.all(ids.map((id) => world.run(async () => notes.insert(note(id)))));
    await Promise.all(ids.map((id) => world.run(() => notes.peek(id))));
    database.query = query;
    expect(named).toEqual([expect.stringMatching(/^flush_/), 'read_notes']);
  });

  it('is not written twice when the connection is lost after it has committed', async () => {
    const { database } = world.runtime;
    const query = database.query.bind(database);
    let lost = 0;
    database.query = async <Row>(statement: { name?: string; text: string }) => {
      const rows = await query<Row>(statement);
      if (!statement.name?.startsWith('flush_') || (lost += 1) > 3) return rows;
      throw new Error('Connection terminated unexpectedly');
    };
    let made = 0;
    const insert = () => world.run(async () => notes.insert(note(`note_lost_${(made += 1)}`, 'lost')));
    // What comes in at one turn is a group.
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, insert));
    database.query = query;
    expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill('rejected'));
    expect(await query({ text: "select id from notes where text = 'lost'" })).toHaveLength(6);
  });

  it('moves a shared counter up to its limit and no further', async () => {
    await world.runtime.database.query({ text: "insert into counters values ('hot', 0, 5)" });
    const take = async () => {
      const { unit } = scope();
      const [row] = await world.runtime.database.query<{ full: boolean }>({
        text: "select count >= count_max as full from counters where key = 'hot'",
      });
      if (row!.full) throw errors.invalid('full');
      unit.adjust(COUNTER, 'hot', 1n, true);
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => world.run(take)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });
});

async function rename(id: string, text: string) {
  return notes.save({ ...(await notes.load(id)), text });
}
