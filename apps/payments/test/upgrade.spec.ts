import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, MINUTE, ShiftedClock } from '@pinstripe/kernel';
import { Database, ServiceTables1700000000000 } from '@pinstripe/service';
import { payments } from '../src/payments.module.ts';
import { MoneyWorld } from './money-world.ts';
import { Watch } from './watch.ts';

/**
 * What an earlier version has written opens under this one, and all that was under way goes on.
 *
 * `recorded/` has the rows of a database in the middle of everything, by the number of its last migration: payers who were asked to
 * act, attempts that a crash left behind, timers that had come due. Its numbers are sealed under the key of these tests.
 */
const RECORDED = 1_700_000_008_000;
const RECORDED_AT = 1_795_495_600;
const ACCOUNT = 'acct_HzWJ7luYKeVnXiTl';

class RecordedClock extends ShiftedClock {
  private readonly behind_ms = new ShiftedClock().millis() - RECORDED_AT * 1000;

  override millis(): number {
    return super.millis() - this.behind_ms;
  }
}

async function fill(url: string): Promise<void> {
  const until = payments.migrations.filter(({ name }) => Number(name.slice(-13)) <= RECORDED);
  const database = await Database.open({ url, migrations: [ServiceTables1700000000000, ...until] });
  const columns = await database.query<{ table: string; names: string }>({
    text:
      `select table_name as table, string_agg(format('%I', column_name), ', ') as names from information_schema.columns ` +
      `where table_schema = 'public' and is_generated = 'NEVER' and column_name <> 'xid' group by table_name`,
  });
  const namesOf = new Map(columns.map(({ table, names }) => [table, names]));
  const recorded = await readFile(join(import.meta.dirname, `recorded/${RECORDED}.jsonl`), 'utf8');
  const rows = recorded
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { table: string; row: object });
  for (const table of new Set(rows.map((each) => each.table))) {
    const names = namesOf.get(table)!;
    await database.query({
      text: `insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1) on conflict do nothing`,
      values: [JSON.stringify(rows.filter((each) => each.table === table).map(({ row }) => row))],
    });
  }
  await database.close();
}

let world: MoneyWorld;
let watch: Watch;

beforeAll(async () => {
  world = await MoneyWorld.open({ clock: new RecordedClock(), fill });
  world.account = ACCOUNT;
  watch = new Watch(world);
  await world.advance(MINUTE);
});
afterAll(() => world.close());
afterEach(() => watch.look());

const statuses = (objects: readonly { amount: number; status: string | null }[]) =>
  objects.map(({ amount, status }) => `${amount} ${status}`);
const REFUNDS = ['1004 succeeded', '106 succeeded', '503 succeeded', '700 succeeded', '800 failed'];
const disputed = () => watch.seen.disputes.map(({ status }) => status);

it('finishes what a crash had interrupted, and hears what banks had to say', async () => {
  const left = await world.service.runtime.database.query({
    text: 'select id from attempts union all select key from idempotency where status is null',
  });
  expect(left).toEqual([]);
  const { charges, intents, refunds } = await watch.look();
  expect(statuses(intents)).toEqual([
    '1001 requires_action',
    '1002 requires_capture',
    '1003 succeeded',
    '1004 canceled',
    '2005 requires_capture',
    '1006 succeeded',
    '1007 succeeded',
    '1008 succeeded',
    ...Array<string>(4).fill('2000 succeeded'),
    '1011 succeeded',
  ]);
  expect(statuses(charges.filter(({ payment_intent }) => payment_intent === null))).toEqual([
    '1009 succeeded',
    '1010 failed',
    '1012 succeeded',
    '1013 succeeded',
  ]);
  expect(statuses(refunds).sort()).toEqual(REFUNDS);
  expect(disputed()).toEqual(['won', 'lost', 'won', 'lost']);
});

it('lets payers who were asked to act act now', async () => {
  const waiting = ['payment_intents', 'setup_intents'].map(async (intents) => {
    const listed = await world.list(`GET /v1/${intents}`, { limit: 100 });
    return listed.filter(({ status }) => status === 'requires_action');
  });
  for (const { client_secret, next_action } of (await Promise.all(waiting)).flat()) {
    const source = /source=(\w+)/.exec(JSON.stringify(next_action))![1]!;
    const completed = await world.call(
      'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
      [ACCOUNT, source],
      { client_secret, outcome: 'succeeded' },
    );
    expect(completed).toMatchObject([200, { status: 'succeeded' }]);
  }
  expect((await watch.look()).intents[0]).toMatchObject({ amount: 1001, status: 'succeeded' });
});

it('goes on with what was paid and held, and keeps the days that were set', async () => {
  const { intents } = watch.seen;
  const paid = intents.find(({ amount }) => amount === 1006)!;
  expect(await world.ok('POST /v1/refunds', [], { payment_intent: paid.id })).toMatchObject({
    amount: 900,
    status: 'succeeded',
  });
  const raised = intents.find(({ amount }) => amount === 2005)!;
  expect(
    await world.ok('POST /v1/payment_intents/{intent}/capture', [raised.id], { amount_to_capture: 2000 }),
  ).toMatchObject({ status: 'succeeded', amount_received: 2000 });
  await world.advance(30 * DAY);
  expect((await watch.look()).intents[1]).toMatchObject({ amount: 1002, status: 'canceled' });
});
