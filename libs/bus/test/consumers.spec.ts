import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { DAY, systemClock } from '@pinstripe/kernel';
import { Runtime, scope, type Service } from '@pinstripe/service';
import { cuttable, effectsOf, EFFECTS, eventHeaders, eventually, logged, spans, BusWorld } from './world.ts';
import type { Message } from 'kafkajs';
import { IN_BATCHES, json, type Received } from '../src/index.ts';
import { sweepInbox } from '../src/inbox.ts';

/** How often the handler of an event was called, by its id. */
let calls: Map<string, number>;
/** What the handler waits for before it acts. */
let obstacle: (what: string) => Promise<void>;

interface Happened {
  key: string;
  what: string;
}

function act(key: string, what: string): void {
  scope().unit.insert(EFFECTS, { key, what });
}

@Controller()
class CustomersConsumer {
  @EventPattern<string>('customer.updated')
  async onUpdated(@Payload() { key, what }: Happened, @Ctx() { headers }: Received): Promise<void> {
    calls.set(what, (calls.get(what) ?? 0) + 1);
    await obstacle(what);
    if (what.startsWith('unlucky')) throw new Error(`no luck with ${headers['ce_id']}`);
    act(key, what);
  }
}

@Controller()
class EverythingConsumer {
  @EventPattern<string>('*')
  onAnything(@Payload() { key, what }: Happened): void {
    act(key, `seen ${what}`);
  }
}

/** Stores without a unit, and once by what it stores. */
@Controller()
class BatchConsumer {
  static sizes: number[] = [];

  constructor(private readonly runtime: Runtime) {}

  @EventPattern<string>('*', IN_BATCHES)
  async onEvents(messages: readonly Received[]): Promise<void> {
    BatchConsumer.sizes.push(messages.length);
    const happened = messages.map((message) => json(message) as Happened);
    await obstacle('a batch');
    await this.runtime.database.query({
      text:
        'insert into effects (key, what) ' +
        'select key, what from unnest($1::text[], $2::text[]) with ordinality x(key, what, place) ' +
        'where not exists (select from effects e where e.key = x.key and e.what = x.what) order by place',
      values: [happened.map(({ key }) => key), happened.map(({ what }) => what)],
    });
  }
}

@Module({ controllers: [BatchConsumer] })
class BatchModule {}

@Module({ controllers: [BatchConsumer, CustomersConsumer] })
class MixedModule {}

@Module({ controllers: [CustomersConsumer] })
class CustomersModule {}

@Module({ controllers: [EverythingConsumer] })
class EverythingModule {}

const READS_BILLING = { events_of: ['billing'], partitions: { events: 2 } };

let world: BusWorld;
let ends: (() => Promise<void>)[];

beforeEach(() => {
  world = new BusWorld();
  calls = new Map();
  obstacle = () => Promise.resolve();
  ends = [];
});
afterEach(async () => {
  await world.close();
  for (const end of ends) await end();
});

function event(key: string, what: string, id = `evt_${key}_${what}`, type = 'customer.updated') {
  return { key, value: JSON.stringify({ key, what }), headers: eventHeaders(id, type) };
}

const sendEvents = (...events: Message[]) => world.send('billing.events', events);

async function effectsWhen(service: Service, count: number): Promise<string[]> {
  return eventually(async () => {
    const effects = await effectsOf(service);
    return effects.length >= count && effects.map(({ key, what }) => `${key} ${what}`);
  });
}

describe('consumers', () => {
  it('act once on an event that comes twice', async () => {
    const service = await world.service('payments', CustomersModule, READS_BILLING);
    await sendEvents(event('cus_1', 'a'), event('cus_1', 'a'), event('cus_1', 'b'));
    await sendEvents(event('cus_1', 'a'), event('cus_1', 'c'));
    expect(await effectsWhen(service, 3)).toEqual(['cus_1 a', 'cus_1 b', 'cus_1 c']);
  });

  it('act once on each event while partitions move to a replica that joins', async () => {
    obstacle = () => new Promise((resolve) => setTimeout(resolve, 20));
    const { url } = await world.database();
    const options = { ...READS_BILLING, partitions: { events: 6 } };
    const one = await world.service('payments', CustomersModule, options, url);
    const numbers = Array.from({ length: 600 }, (_, n) => n);
    await sendEvents(...numbers.map((n) => event(`cus_${n % 60}`, `${n}`)));
    await effectsWhen(one, 60);
    await world.service('payments', CustomersModule, options, url);
    await sendEvents(...numbers.map((n) => event(`cus_${n % 60}`, `${n + 600}`)));
    const effects = await effectsWhen(one, 1200);
    expect(effects).toHaveLength(1200);
    expect(new Set(effects).size).toBe(1200);
  });

  it('keep the order of each key, and do not let one key wait for another', async () => {
    const service = await world.service('payments', CustomersModule, READS_BILLING);
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    obstacle = async (what) => {
      if (what === 'held') await held;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    };
    const numbers = Array.from({ length: 40 }, (_, n) => String(n));
    const keys = ['cus_1', 'cus_2', 'cus_3', 'cus_4'];
    await sendEvents(event('cus_0', 'held'), ...numbers.flatMap((n) => keys.map((key) => event(key, n))));
    const effects = await effectsWhen(service, 160);
    for (const key of keys) {
      expect(effects.filter((effect) => effect.startsWith(`${key} `))).toEqual(
        numbers.map((n) => `${key} ${n}`),
      );
    }
    release();
    await effectsWhen(service, 161);
  });

  it('run every handler that an event has, and none for an event that nobody asked for', async () => {
    const service = await world.service('webhooks', EverythingModule, READS_BILLING);
    const other = await world.service('payments', CustomersModule, READS_BILLING);
    await sendEvents(event('cus_1', 'created', 'evt_1', 'customer.created'), event('cus_1', 'updated'));
    expect(await effectsWhen(service, 2)).toEqual(['cus_1 seen created', 'cus_1 seen updated']);
    expect(await effectsWhen(other, 1)).toEqual(['cus_1 updated']);
  });

  it('bury what can never be handled, with its reason and its origin, and go on', async () => {
    const service = await world.service('payments', CustomersModule, READS_BILLING);
    const dead = await world.read('payments.dead');
    const unstorable = { ...eventHeaders('evt_broken', 'customer.updated'), ce_subject: 'no text\u0000' };
    await sendEvents(
      { key: 'cus_1', value: 'no\nJSON', headers: unstorable },
      { key: 'cus_1', value: '{}', headers: {} },
      event('cus_1', 'unlucky'),
      event('cus_1', 'fine'),
    );
    expect(await effectsWhen(service, 1)).toEqual(['cus_1 fine']);
    await eventually(() => dead.length >= 3);
    const told = dead.map(({ value, headers }) => [value, headers['dead_reason'], headers['dead_encoding']]);
    expect(told).toEqual([
      [Buffer.from('no\nJSON').toString('base64'), expect.stringContaining('not JSON'), 'base64'],
      ['{}', expect.stringContaining('ce_type is missing'), undefined],
      [JSON.stringify({ key: 'cus_1', what: 'unlucky' }), 'Error: no luck with evt_cus_1_unlucky', undefined],
    ]);
    expect(dead.at(-1)!.headers).toMatchObject({
      ce_id: 'evt_cus_1_unlucky',
      dead_topic: `${world.namespace}.billing.events`,
      dead_offset: '2',
    });
    expect(calls.get('unlucky')).toBe(3);
  });

  it('bury what is older than the inbox remembers, and forget what Kafka has deleted', async () => {
    const service = await world.service('payments', CustomersModule, READS_BILLING);
    const dead = await world.read('payments.dead');
    const days = (count: number) => systemClock.millis() - count * DAY * 1000;
    await sendEvents(
      { ...event('cus_1', 'ancient'), timestamp: String(days(38)) },
      { ...event('cus_1', 'old'), timestamp: String(days(36)) },
    );
    expect(await effectsWhen(service, 1)).toEqual(['cus_1 old']);
    await eventually(() => dead.length === 1);
    expect(dead[0]!.headers['dead_reason']).toContain('older than what the inbox remembers');

    const { database } = service.runtime;
    const seconds = (count: number) => Math.floor(days(count) / 1000);
    const text = "insert into inbox values ('gone', $1), ('kept', $2)";
    await database.query({ text, values: [seconds(38), seconds(36)] });
    expect(await sweepInbox(service.runtime)).toBe(1);
    expect(await database.query({ text: "select key from inbox where key = 'kept'" })).toHaveLength(1);
  });

  it('may take all events in batches, of which a broken message spoils only itself', async () => {
    BatchConsumer.sizes = [];
    const service = await world.service('webhooks', BatchModule, {
      ...READS_BILLING,
      partitions: { events: 1 },
    });
    const dead = await world.read('webhooks.dead');
    const numbers = Array.from({ length: 20 }, (_, n) => `${n}`);
    const days = (count: number) => String(systemClock.millis() - count * DAY * 1000);
    await sendEvents(...numbers.map((n) => event('cus_1', n)));
    expect(await effectsWhen(service, 20)).toEqual(numbers.map((n) => `cus_1 ${n}`));
    expect(BatchConsumer.sizes).toEqual([20]);
    await sendEvents(
      event('cus_1', 'before'),
      { key: 'cus_1', value: 'no JSON', headers: eventHeaders('evt_broken', 'customer.updated') },
      { ...event('cus_1', 'ancient'), timestamp: days(38) },
      event('cus_1', 'after'),
    );
    expect((await effectsWhen(service, 22)).slice(20)).toEqual(['cus_1 before', 'cus_1 after']);
    await eventually(() => dead.length === 2);
    expect(dead.map(({ headers }) => headers['ce_id'])).toEqual(['evt_broken', 'evt_cus_1_ancient']);
  });

  it('repeat a batch while the database is away', async () => {
    let is_away = true;
    obstacle = async () => {
      if (is_away) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };
    const service = await world.service('webhooks', BatchModule, READS_BILLING);
    await sendEvents(event('cus_1', 'a'), event('cus_2', 'b'));
    await eventually(() => logged.some((line) => line.includes('messages wait until this has passed')));
    is_away = false;
    expect((await effectsWhen(service, 2)).sort()).toEqual(['cus_1 a', 'cus_2 b']);
  });

  it('take events in batches or one by one, never both', async () => {
    await expect(world.service('webhooks', MixedModule, READS_BILLING)).rejects.toThrow('alone in that');
  });

  it('go on with the trace of what they handle', async () => {
    const service = await world.service('payments', CustomersModule, READS_BILLING);
    const trace_id = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${trace_id}-b7ad6b7169203331-01`;
    const traced = event('cus_1', 'traced');
    await sendEvents({ ...traced, headers: { ...traced.headers, traceparent } });
    await effectsWhen(service, 1);
    const ours = () => spans.getFinishedSpans().find((span) => span.spanContext().traceId === trace_id);
    expect((await eventually(ours)).name).toBe('events customer.updated');
  });

  it('park what follows a dead letter of the same key, when they build state', async () => {
    const service = await world.service('payments', CustomersModule, { ...READS_BILLING, park_keys: true });
    const dead = await world.read('payments.dead');
    await sendEvents(event('cus_1', 'unlucky'), event('cus_1', 'next'), event('cus_2', 'a'));
    await eventually(() => dead.length === 2);
    await sendEvents(event('cus_1', 'later'), event('cus_2', 'b'));
    expect(await effectsWhen(service, 2)).toEqual(['cus_2 a', 'cus_2 b']);
    await eventually(() => dead.length === 3);
    expect(dead.map(({ headers }) => headers['dead_reason'])).toEqual([
      expect.stringContaining('no luck'),
      'parked',
      'parked',
    ]);
    expect(calls.has('next') || calls.has('later')).toBe(false);
  });

  it('wait while the database is away, and skip nothing', async () => {
    const way = await cuttable((await world.database()).url);
    ends.push(() => way.end());
    const service = await world.service('payments', CustomersModule, READS_BILLING, way.url);
    const dead = await world.read('payments.dead');
    await sendEvents(event('cus_1', 'before'));
    await effectsWhen(service, 1);
    logged.length = 0;
    await way.cut();
    await sendEvents(...Array.from({ length: 20 }, (_, n) => event(`cus_${n}`, 'during')));
    await eventually(() => (calls.get('during') ?? 0) > 60);
    await way.mend();
    const effects = await effectsWhen(service, 21);
    expect(new Set(effects).size).toBe(21);
    expect(dead).toEqual([]);
    expect(logged.filter((line) => /cannot be handled|crashed/.test(line))).toEqual([]);
    expect(logged.filter((line) => line.includes('messages wait until this has passed'))).toHaveLength(1);
  });

  it('end within seconds, whatever they wait for, and lose nothing', async () => {
    const { url } = await world.database();
    const way = await cuttable(url);
    ends.push(() => way.end());
    const service = await world.service('payments', CustomersModule, READS_BILLING, way.url);
    await sendEvents(event('cus_1', 'before'));
    await effectsWhen(service, 1);
    await way.cut();
    await sendEvents(event('cus_1', 'during'));
    await eventually(() => calls.has('during'));
    const began = performance.now();
    await service.close();
    expect(performance.now() - began).toBeLessThan(5000);
    const again = await world.service('payments', CustomersModule, READS_BILLING, url);
    expect(await effectsWhen(again, 2)).toEqual(['cus_1 before', 'cus_1 during']);
  });
});
