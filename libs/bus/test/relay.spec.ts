import { Database, Runtime, ServiceTables1700000000000 } from '@pinstripe/service';
import { systemClock } from '@pinstripe/kernel';
import type { TestDatabase } from '@pinstripe/testing';
import { kafkaClient } from '../src/kafka.ts';
import { Relay } from '../src/relay.ts';
import { Topics } from '../src/topics.ts';
import { BusWorld, commitMessage, eventually, type Reading } from './world.ts';

let world: BusWorld;
let database: TestDatabase;
let topic: string;
let readings: Reading[];
let ends: (() => Promise<void>)[];

beforeEach(async () => {
  world = new BusWorld();
  database = await world.database();
  topic = `${world.namespace}.payments.events`;
  ends = [];
  await new Topics(world.kafka, {}).ensure([topic]);
  readings = await world.read('payments.events');
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  await world.close();
});

/** A replica of the service; it relays once `relay.start()` was called and no other does. */
async function replica(): Promise<{ runtime: Runtime; relay: Relay }> {
  const opened = await Database.open({ url: database.url, migrations: [ServiceTables1700000000000] });
  const runtime = new Runtime({
    name: 'payments',
    config: world.config(database.url),
    database: opened,
    clock: systemClock,
    resources: [],
  });
  const kafka = kafkaClient('relay', world.brokers);
  const relay = new Relay(runtime, kafka, new Topics(kafka, {}));
  ends.push(async () => {
    await relay.stop();
    await opened.close();
  });
  return { runtime, relay };
}

const commit = (on: { runtime: Runtime }, key: string, value: string) => commitMessage(on, topic, key, value);
const valuesOf = (key: string) => readings.filter((reading) => reading.key === key).map(({ value }) => value);

/** The server's process that holds the relay's lock. */
async function holder({ runtime }: { runtime: Runtime }): Promise<number | undefined> {
  const [row] = await runtime.database.query<{ pid: number }>({
    text:
      "select pid from pg_locks where locktype = 'advisory' and granted and objid = 7177002 " +
      'and database = (select oid from pg_database where datname = current_database())',
  });
  return row?.pid;
}

async function outboxSize({ runtime }: { runtime: Runtime }): Promise<number> {
  const [row] = await runtime.database.query<{ count: number }>({ text: 'select count(*) from outbox' });
  return row!.count;
}

describe('the relay', () => {
  it('publishes the messages of each key in the order of their commits, then deletes them', async () => {
    const one = await replica();
    const numbers = Array.from({ length: 60 }, (_, n) => String(n));
    for (const n of numbers.slice(0, 30)) for (const key of ['pi_1', 'pi_2']) await commit(one, key, n);
    one.relay.start();
    for (const n of numbers.slice(30)) for (const key of ['pi_1', 'pi_2']) await commit(one, key, n);
    await eventually(() => readings.length >= 120);
    await eventually(async () => (await outboxSize(one)) === 0);
    expect([valuesOf('pi_1'), valuesOf('pi_2')]).toEqual([numbers, numbers]);
  });

  it('finds a message whose unit commits after those with higher ids', async () => {
    const one = await replica();
    one.relay.start();
    const client = await one.runtime.database.dedicatedClient();
    await client.query('begin');
    await client.query(
      "insert into outbox (topic, key, headers, value) values ($1, 'pi_late', '{}', 'late')",
      [topic],
    );
    await commit(one, 'pi_early', 'early');
    await eventually(() => valuesOf('pi_early').length === 1);
    await client.query('commit');
    await client.end();
    await eventually(() => valuesOf('pi_late').length === 1);
  });

  it('is one of the replicas, however many there are', async () => {
    const replicas = [await replica(), await replica(), await replica()];
    for (let n = 0; n < 50; n++) await commit(replicas[0]!, 'pi_1', String(n));
    for (const { relay } of replicas) relay.start();
    await eventually(async () => (await outboxSize(replicas[0]!)) === 0);
    await commit(replicas[1]!, 'pi_1', 'last');
    await eventually(() => valuesOf('pi_1').includes('last'));
    expect(readings).toHaveLength(51);
  });

  it('is another replica when the connection of the first is gone', async () => {
    const one = await replica();
    const two = await replica();
    one.relay.start();
    const first = await eventually(() => holder(one));
    two.relay.start();
    for (let n = 0; n < 10; n++) await commit(n % 2 === 0 ? one : two, 'pi_1', String(n));
    await eventually(() => readings.length >= 10);
    await one.runtime.database.query({ text: 'select pg_terminate_backend($1)', values: [first] });
    for (let n = 10; n < 20; n++) await commit(n % 2 === 0 ? one : two, 'pi_1', String(n));
    // What the first had published and not yet deleted comes again; the order is that of the first times.
    await eventually(() => valuesOf('pi_1').includes('19'));
    expect([...new Set(valuesOf('pi_1'))]).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
    expect(await holder(one)).not.toBe(first);
  });

  it('is woken by what another replica commits', async () => {
    const one = await replica();
    const two = await replica();
    one.relay.start();
    await eventually(() => holder(one));
    two.relay.start();
    const delays: number[] = [];
    for (let n = 0; n < 8; n++) {
      const began = performance.now();
      await commit(two, 'pi_1', String(n));
      await eventually(() => readings.length === n + 1);
      delays.push(performance.now() - began);
    }
    // By its poll alone it would take half a second on average.
    expect(delays.toSorted((a, b) => a - b)[4]).toBeLessThan(250);
  });

  it('moves aside what Kafka will never take, with the reason, and goes on with the others', async () => {
    const one = await replica();
    await commit(one, 'pi_1', 'before');
    await commit(one, 'pi_1', 'x'.repeat(2_000_000));
    await commitMessage(one, 'no topic/is called so', 'pi_1', 'nowhere');
    await commit(one, 'pi_1', 'after');
    one.relay.start();
    await eventually(() => valuesOf('pi_1').includes('after'));
    await eventually(async () => (await outboxSize(one)) === 0);
    // What stood beside a refused message may have been published twice; its order is kept.
    expect([...new Set(valuesOf('pi_1'))]).toEqual(['before', 'after']);
    const rejected = await one.runtime.database.query<{ reason: string }>({
      text: 'select reason from outbox_rejected order by id',
    });
    expect(rejected.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('MESSAGE_TOO_LARGE'),
      expect.stringContaining('INVALID_TOPIC_EXCEPTION'),
    ]);
  });
});
