import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, MINUTE, pause, ShiftedClock, type Timestamp } from '@pinstripe/kernel';
import { Database, ServiceTables1700000000000 } from '@pinstripe/service';
import { testDatabase } from '@pinstripe/testing';
import type Stripe from 'stripe';
import { payments } from '../src/payments.module.ts';
import { CUSTOMER } from './bank-transfers.ts';
import { MoneyWorld } from './money-world.ts';
import { Watch } from './watch.ts';

/**
 * What an earlier version has written opens under this one, and all that was under way goes on.
 *
 * `recorded/` has the rows of databases in the middle of everything, by the number of their last migration: payers who were asked to
 * act, attempts that a crash left behind, timers that had come due. Their numbers are sealed under the key of these tests.
 */
interface Recorded {
  until: number;
  at: Timestamp;
  /** The statuses that everything has once attempts and timers are done: of intents, charges without one, refunds, disputes. */
  settled: Record<'intents' | 'charges' | 'disputes' | 'refunds', string[]>;
  /** What comes of intents once their payers have acted, where that is on a page. */
  acted: string[];
  /** What has become, thirty days later, of those that nobody acts on. */
  ended: string[];
}

const PATIENCE_MS = 10_000;
const ACCOUNT = 'acct_HzWJ7luYKeVnXiTl';
const PAYER = 'cus_0VbrbVq8QWXhMqmMze8oVhez';

const recordings: readonly Recorded[] = [
  {
    until: 1_700_000_008_000,
    at: 1_795_495_600,
    settled: {
      intents: [
        '1001 requires_action',
        '1002 requires_capture',
        '1003 succeeded',
        '1004 canceled',
        '1006 succeeded',
        '1007 succeeded',
        '1008 succeeded',
        '1011 succeeded',
        ...Array<string>(4).fill('2000 succeeded'),
        '2005 requires_capture',
      ],
      charges: ['1009 succeeded', '1010 failed', '1012 succeeded', '1013 succeeded'],
      refunds: ['1004 succeeded', '106 succeeded', '503 succeeded', '700 succeeded', '800 failed'],
      disputes: ['2000 lost', '2000 lost', '2000 won', '2000 won'],
    },
    acted: ['1001 succeeded'],
    ended: ['1002 canceled', '2005 canceled'],
  },
  {
    until: 1_700_000_012_000,
    at: 1_795_496_340,
    settled: {
      intents: [
        '1001 succeeded',
        ...[1002, 1003, 1004, 1005, 1006, 1007].map((amount) => `${amount} requires_action`),
        '1008 processing',
        '1009 requires_action',
        '1010 succeeded',
        '1011 succeeded',
        '1012 canceled',
        '1013 succeeded',
        '1014 succeeded',
        '1015 requires_action',
        '1016 succeeded',
        '1017 requires_payment_method',
        '1018 succeeded',
        '1019 succeeded',
        '1021 succeeded',
      ],
      charges: ['1020 succeeded'],
      refunds: [
        '1012 succeeded',
        '106 succeeded',
        '107 succeeded',
        '300 succeeded',
        '500 requires_action',
        '511 succeeded',
      ],
      disputes: ['1018 lost'],
    },
    acted: [
      '1002 requires_capture',
      ...[1003, 1004, 1005, 1006, 1009].map((amount) => `${amount} succeeded`),
    ],
    ended: [
      '1002 canceled',
      '1007 requires_payment_method',
      '1008 requires_payment_method',
      '1015 requires_action',
      '1017 requires_payment_method',
    ],
  },
];

class RecordedClock extends ShiftedClock {
  private readonly behind_ms: number;

  constructor(at: Timestamp) {
    super();
    this.behind_ms = new ShiftedClock().millis() - at * 1000;
  }

  override millis(): number {
    return super.millis() - this.behind_ms;
  }
}

async function fill(url: string, until: number): Promise<void> {
  const before = payments.migrations.filter(({ name }) => Number(name.slice(-13)) <= until);
  const database = await Database.open({ url, migrations: [ServiceTables1700000000000, ...before] });
  const columns = await database.query<{ table: string; names: string }>({
    text:
      `select table_name as table, string_agg(format('%I', column_name), ', ') as names from information_schema.columns ` +
      `where table_schema = 'public' and is_generated = 'NEVER' and column_name <> 'xid' group by table_name`,
  });
  const namesOf = new Map(columns.map(({ table, names }) => [table, names]));
  const recorded = await readFile(join(import.meta.dirname, `recorded/${until}.jsonl`), 'utf8');
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

/** What was deposited is said on a page of its own. */
const hasPage = (next_action: Stripe.PaymentIntent.NextAction | null) =>
  next_action?.type !== 'verify_with_microdeposits' && JSON.stringify(next_action).includes('source=');

const statuses = (objects: readonly { amount: number; status: string | null }[]) =>
  objects.map(({ amount, status }) => `${amount} ${status}`).sort();

it.each(recordings)(
  'what was written before $until leaves its replicas no timer to misread',
  async ({ until }) => {
    const { url, drop } = await testDatabase();
    await fill(url, until);
    const database = await Database.open({
      url,
      migrations: [ServiceTables1700000000000, ...payments.migrations],
    });
    const kinds = await database.query<{ kind: string }>({
      text: "select distinct document ->> 'kind' as kind from timers where document ->> 'kind' like 'refund_%' order by kind",
    });
    await database.close();
    await drop();
    expect(kinds).toContainEqual({ kind: 'refund_answer' });
    expect(kinds).not.toContainEqual({ kind: 'refund_decision' });
  },
);

describe.each(recordings)('what was written before $until', ({ until, at, settled, acted, ended }) => {
  let world: MoneyWorld;
  let watch: Watch;

  beforeAll(async () => {
    world = await MoneyWorld.open({ clock: new RecordedClock(at), fill: (url) => fill(url, until) });
    world.account = ACCOUNT;
    world.customers = { [PAYER]: { ...CUSTOMER, id: PAYER } };
    watch = new Watch(world);
    const patient_until = performance.now() + PATIENCE_MS;
    await world.advance(MINUTE);
    // Those that the service finishes by itself are under way.
    while ((await unanswered()).length > 0 && performance.now() < patient_until) await pause(50);
  }, 60_000);
  afterAll(() => world.close());

  const unanswered = () =>
    world.service.runtime.database.query({
      text: 'select id from attempts union all select key from idempotency where status is null',
    });

  it('finishes what a crash had interrupted, and hears what banks had to say', async () => {
    expect(await unanswered()).toEqual([]);
    const { charges, disputes, intents, refunds } = await watch.look();
    expect({
      intents: statuses(intents),
      charges: statuses(charges.filter(({ payment_intent }) => payment_intent === null)),
      refunds: statuses(refunds),
      disputes: statuses(disputes),
    }).toEqual(settled);
    const codes = intents.map(({ last_payment_error }) => last_payment_error?.code as string | undefined);
    expect(codes).not.toContain('generic_could_not_process');
  });

  it('lets payers who were asked to act act now', async () => {
    const waiting = ['payment_intents', 'setup_intents'].map(async (intents) => {
      const listed = await world.list(`GET /v1/${intents}`, { limit: 100 });
      return listed.filter(({ next_action }) =>
        hasPage(next_action as Stripe.PaymentIntent.NextAction | null),
      );
    });
    const asked = (await Promise.all(waiting)).flat();
    for (const { client_secret, next_action } of asked) {
      const source = /source=(\w+)/.exec(JSON.stringify(next_action))![1]!;
      const completed = await world.call(
        'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
        [ACCOUNT, source],
        { client_secret, outcome: 'succeeded' },
      );
      expect(completed).toMatchObject([200, {}]);
    }
    const { intents } = await watch.look();
    expect(statuses(intents.filter(({ id }) => asked.some((each) => each['id'] === id)))).toEqual(acted);
  });

  it('keeps the days that were set', async () => {
    const open = watch.seen.intents.filter(({ status }) => status !== 'succeeded' && status !== 'canceled');
    await world.advance(30 * DAY);
    const { intents } = await watch.look();
    expect(statuses(intents.filter(({ id }) => open.some((each) => each.id === id)))).toEqual(ended);
  });
});
