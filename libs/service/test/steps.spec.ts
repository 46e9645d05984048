import { errors } from '@pinstripe/kernel';
import { Operations, refuse, type Beginning, Steps } from '../src/index.ts';
import { type UnitWorld, unitWorld } from '@pinstripe/testing';
import { callOf, read, without } from './calls.ts';
import { type Note, note, notes, NoteTables1700000009000 } from './notes.ts';

let world: UnitWorld;
let steps: Steps;
let operations: Operations;
/** What the outside was asked, and what it does next. */
let calls: string[];
let outside: (attempt_id: string) => Promise<string>;
/** Whether outcomes that were impossible to record no longer are. */
let is_mended: boolean;
let stepping: Beginning<{ note: string }, Note>;
let asking: Beginning<{ note: string }, Note>;
let leading: Beginning<{ note: string }, Note>;

function define() {
  const defined = new Steps();
  const onOutcome = async ({ note: id }: { note: string }, outcome: string) => {
    const loaded = await notes.load(id);
    const saved = notes.save({ ...loaded, text: outcome, count: loaded.count + 1 });
    if (outcome === 'declined') refuse(errors.card('Declined.', { code: 'card_declined' }));
    if (outcome === 'impossible' && !is_mended) throw errors.invalid('impossible');
    return saved;
  };
  stepping = defined.define('step', {
    call: async (_request: { note: string }, attempt_id: string) => {
      calls.push(attempt_id);
      return outside(attempt_id);
    },
    onOutcome,
  });
  asking = defined.define('ask', { onOutcome });
  leading = defined.define('lead', {
    call: (_request: { note: string }, attempt_id: string) => outside(attempt_id),
    onOutcome: async (request: { note: string }, outcome: string) => {
      await onOutcome(request, outcome);
      return stepping.begin({ resource: notes, id: request.note }, request);
    },
  });
  return defined;
}

beforeAll(async () => {
  world = await unitWorld({ resources: [notes], migrations: [NoteTables1700000009000] });
});
afterAll(() => world.close());

beforeEach(() => {
  calls = [];
  is_mended = false;
  outside = async () => 'approved';
  steps = define();
  const begin = (beginning: typeof stepping) => async (id: string) => {
    await notes.load(id);
    return beginning.begin({ resource: notes, id }, { note: id });
  };
  operations = new Operations(
    world.runtime,
    steps,
    new Map<string, (...args: never[]) => Promise<unknown>>([
      ['POST /step', (id: string) => begin(stepping)(id)],
      ['POST /lead', (id: string) => begin(leading)(id)],
      ['POST /ask', (id: string) => begin(asking)(id)],
      ['POST /write', async (id: string) => notes.save({ ...(await notes.load(id)), text: 'written' })],
    ]) as never,
  );
});

let made = 0;
async function newNote() {
  const id = `note_${(made += 1)}`;
  await world.run(async () => notes.insert(note(id)));
  return id;
}
const noteOf = async (id: string) => (await world.run(() => notes.peek(id))).result!;
const send = async (operation: string, id: string, key: string | null = null) =>
  read(await operations.call(callOf(world, operation, { idempotency_key: key }, [id])));
const attempts = () => world.runtime.database.query<{ id: string }>({ text: 'select id from attempts' });

describe('a step outside', () => {
  it('answers with the outcome, once it is recorded', async () => {
    const id = await newNote();
    expect(await send('POST /step', id)).toMatchObject({ status: 200, body: { text: 'approved', count: 1 } });
    expect(await noteOf(id)).toMatchObject({ text: 'approved' });
    expect(await attempts()).toEqual([]);
  });

  it('leads to another, whose outcome is the answer', async () => {
    const id = await newNote();
    const expected = { status: 200, body: { text: 'approved', count: 2 } };
    expect(await send('POST /lead', id, 'led')).toMatchObject(expected);
    expect(await send('POST /lead', id, 'led')).toMatchObject(expected);
    expect(calls).toHaveLength(1);
    expect(await attempts()).toEqual([]);
  });

  it('leads to another that the poll takes when the process dies between them', async () => {
    const id = await newNote();
    let asked = 0;
    outside = async () => {
      asked += 1;
      if (asked === 2) throw new Error('killed');
      return 'approved';
    };
    expect(await send('POST /lead', id, 'led-late')).toMatchObject({ status: 500 });
    world.clock.advance(60);
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(await send('POST /lead', id, 'led-late')).toMatchObject({ status: 200, body: { count: 2 } });
  });

  it('records a refusal and answers with it, again and again', async () => {
    outside = async () => 'declined';
    const id = await newNote();
    expect(await send('POST /step', id, 'declined')).toMatchObject({ status: 402 });
    expect(await send('POST /step', id, 'declined')).toMatchObject({ status: 402 });
    expect(await noteOf(id)).toMatchObject({ text: 'declined', count: 1 });
    expect(calls).toHaveLength(1);
  });

  it('is not forgotten when its outcome cannot be recorded', async () => {
    outside = async () => 'impossible';
    const id = await newNote();
    expect(await send('POST /step', id, 'unrecorded')).toMatchObject({ status: 400 });
    expect(await noteOf(id)).toMatchObject({ text: '', count: 0 });
    expect(await attempts()).toHaveLength(1);
    outside = async () => 'approved';
    world.clock.advance(60);
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(await noteOf(id)).toMatchObject({ text: 'approved', count: 1 });
  });

  it('keeps other writes to its object waiting', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    outside = async () => {
      await held;
      return 'approved';
    };
    const id = await newNote();
    const stepped = send('POST /step', id);
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const order: string[] = [];
    const written = send('POST /write', id).then(() => order.push('write'));
    const first = stepped.then(() => order.push('step'));
    release();
    await Promise.all([first, written]);
    expect(order).toEqual(['step', 'write']);
    expect(await noteOf(id)).toMatchObject({ text: 'written', count: 1 });
  });

  it('says that its key is in use while it is under way', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    outside = async () => {
      await held;
      return 'approved';
    };
    const id = await newNote();
    const stepped = send('POST /step', id, 'under-way');
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await send('POST /step', id, 'under-way')).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_key_in_use' } },
    });
    release();
    await stepped;
  });

  it('is finished by the poll when its process dies between the call and the outcome', async () => {
    outside = async () => {
      throw new Error('killed');
    };
    const id = await newNote();
    expect(await send('POST /step', id, 'crashed')).toMatchObject({ status: 500 });
    outside = async () => 'approved';
    expect(await define().finishAbandoned(world.runtime)).toBe(0);
    world.clock.advance(60);
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(new Set(calls).size).toBe(1);
    expect(await noteOf(id)).toMatchObject({ text: 'approved', count: 1 });
    expect(await send('POST /step', id, 'crashed')).toMatchObject({
      status: 200,
      body: { text: 'approved' },
    });
  });

  it('is finished by the poll even when one before it cannot be', async () => {
    outside = async () => {
      throw new Error('killed');
    };
    const [first, second] = [await newNote(), await newNote()];
    await send('POST /step', first, 'unanswered');
    world.clock.advance(1);
    await send('POST /step', second, 'answered');
    const unanswered = calls[0];
    outside = async (attempt_id) => {
      if (attempt_id === unanswered) throw new Error('still away');
      return 'approved';
    };
    world.clock.advance(60);
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(await noteOf(second)).toMatchObject({ text: 'approved' });
    outside = async () => 'approved';
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(await noteOf(first)).toMatchObject({ text: 'approved' });
  });

  it('records its outcome once when two replicas finish it', async () => {
    outside = async () => {
      throw new Error('killed');
    };
    const id = await newNote();
    await send('POST /step', id, 'raced');
    outside = async () => 'approved';
    world.clock.advance(60);
    const replica = await world.replica();
    await Promise.all([define().finishAbandoned(world.runtime), define().finishAbandoned(replica)]);
    expect(await noteOf(id)).toMatchObject({ count: 1 });
  });
});

describe('a step whose outcome comes as a reply', () => {
  /** The attempt of a step that nobody waits for. */
  async function ask(id: string): Promise<string> {
    const { result } = await world.run(async () => {
      await notes.load(id);
      return asking.begin({ resource: notes, id }, { note: id });
    });
    return result.attempt_id;
  }

  it('answers when the reply has been recorded, and repeated replies change nothing', async () => {
    const id = await newNote();
    const asked = send('POST /ask', id, 'asked');
    let attempt: { id: string } | undefined;
    while (attempt === undefined) [attempt] = await attempts();
    await steps.onReply(world.runtime, world.context, attempt.id, 'approved');
    await steps.onReply(world.runtime, world.context, attempt.id, 'declined');
    expect(await asked).toMatchObject({ status: 200, body: { text: 'approved' } });
    expect(await noteOf(id)).toMatchObject({ text: 'approved', count: 1 });
  });

  it('is kept when it cannot be recorded, until whatever was wrong is mended', async () => {
    const id = await newNote();
    const attempt_id = await ask(id);
    await steps.onReply(world.runtime, world.context, attempt_id, 'impossible');
    expect(await noteOf(id)).toMatchObject({ text: '', count: 0 });
    world.clock.advance(60);
    expect(await define().finishAbandoned(world.runtime)).toBe(0);
    is_mended = true;
    expect(await define().finishAbandoned(world.runtime)).toBe(1);
    expect(await noteOf(id)).toMatchObject({ text: 'impossible', count: 1 });
    expect(await attempts()).toEqual([]);
  });

  it('is not kept but waited for while the database is away', async () => {
    const id = await newNote();
    const attempt_id = await ask(id);
    const reply = () => steps.onReply(world.runtime, world.context, attempt_id, 'approved');
    const lost = new Error('Connection terminated unexpectedly');
    await expect(without(world, 'flush_', lost, reply)).rejects.toThrow(lost);
    await reply();
    expect(await noteOf(id)).toMatchObject({ text: 'approved', count: 1 });
  });
});
