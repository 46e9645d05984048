import { DAY, pause, timestamp } from '@pinstripe/kernel';
import type { UnitWorld } from '@pinstripe/testing';
import { foldBalances } from '../src/index.ts';
import { charge, ledgerWorld, payout, refund, Teller } from './movements.ts';

let world: UnitWorld;

beforeEach(async () => {
  world = await ledgerWorld();
});
afterEach(() => world.close());

function teller(runtime = world.runtime): Teller {
  return new Teller(runtime, world.context, 'acct_1');
}

function inDays(days: number): number {
  return timestamp(world.clock) + days * DAY;
}

/** Folds until only `left` lines are left. Transactions in the databases of other tests, too, are what it may have to wait for. */
async function fold(limit = 1000, left = 0): Promise<number[]> {
  const folded: number[] = [];
  for (;;) {
    folded.push(await foldBalances(world.runtime, limit));
    if ((await extent()).lines <= left) return folded;
    await pause(5);
  }
}

async function one<Row>(text: string): Promise<Row> {
  const [row] = await world.runtime.database.query<Row>({ text });
  return row!;
}

/** How many dated lines are still read one by one, and how many sums have taken the place of the others. */
function extent(): Promise<{ lines: number; sums: number }> {
  return one(
    `select (select count(*) from ledger_lines, ledger_folding
        where available_on is not null and xid > folded_through) as lines,
      (select count(*) from ledger_sums) as sums`,
  );
}

it('leaves every balance as it is, and one sum for each day to come', async () => {
  const merchant = teller();
  const days = [inDays(1), inDays(2)];
  for (let round = 0; round < 5; round++) {
    await merchant.post(charge(10), ...days.map((day) => charge(20, day)), refund(5), refund(7, days[0]));
  }
  const before = await merchant.card();
  expect(before).toEqual({ available: 25, pending: 165 });
  expect(await extent()).toEqual({ lines: 20, sums: 0 });
  await fold();
  expect(await extent()).toEqual({ lines: 0, sums: 3 });
  expect(await merchant.card()).toEqual(before);
});

it('makes one sum of the days that have come', async () => {
  const merchant = teller();
  await merchant.post(charge(10), charge(20, inDays(1)), charge(40, inDays(2)), charge(80, inDays(3)));
  await fold();
  world.clock.advance(2 * DAY);
  expect(await merchant.card()).toEqual({ available: 70, pending: 80 });
  await fold();
  expect(await extent()).toEqual({ lines: 0, sums: 2 });
  expect(await merchant.card()).toEqual({ available: 70, pending: 80 });
  await merchant.post(payout(70));
});

it('cuts between transactions, however small its limit', async () => {
  const merchant = teller();
  for (let round = 0; round < 3; round++) {
    await merchant.post(...Array.from({ length: 5 }, (_, n) => charge(1, inDays(n))));
  }
  const folded = await fold(2);
  expect(folded.filter((lines) => lines > 0)).toEqual([5, 5, 5]);
  expect(await merchant.card()).toEqual({ available: 3, pending: 12 });
});

it('writes nothing when there is nothing to fold', async () => {
  const last = 'select max(xmin::text::bigint) as writer from ledger_folding';
  await teller().post(charge(10, inDays(1)));
  await fold();
  const before = await one(last);
  await fold();
  expect(await one(last)).toEqual(before);
});

it('waits for a transaction that began before and commits later', async () => {
  const merchant = teller();
  const late = await world.runtime.database.dedicatedClient();
  try {
    await merchant.post(charge(5));
    await late.query('begin');
    await late.query(`
      insert into ledger_entries values ('le_late', 'acct_1', false, 0, 'topup', 'tu_1');
      insert into ledger_lines (entry, account, livemode, name, source_type, currency, amount, available_on) values
        ('le_late', 'acct_1', false, 'bank', null, 'usd', -500, null),
        ('le_late', 'acct_1', false, 'balance', 'card', 'usd', 500, 1)`);
    await merchant.post(charge(10));
    await merchant.post(charge(20));
    await fold(1000, 2);
    expect(await foldBalances(world.runtime, 1000)).toBe(0);
    expect(await merchant.card()).toEqual({ available: 35, pending: 0 });
    await late.query('commit');
  } finally {
    await late.end();
  }
  expect(await merchant.card()).toEqual({ available: 535, pending: 0 });
  await fold();
  expect(await extent()).toEqual({ lines: 0, sums: 1 });
  expect(await merchant.card()).toEqual({ available: 535, pending: 0 });
});

it('starts anew where a dump was restored, whose transactions are yet to come', async () => {
  const merchant = teller();
  await merchant.post(charge(10), charge(20, inDays(1)));
  await fold();
  await world.runtime.database.query({ text: "update ledger_folding set folded_through = '1000000000000'" });
  await merchant.post(charge(40));
  await fold();
  expect(await merchant.card()).toEqual({ available: 50, pending: 20 });
});

it('neither loses nor counts twice, while replicas write, fold and read at once', async () => {
  const replicas = [world.runtime, await world.replica()];
  const [reader] = replicas.map((runtime) => teller(runtime));
  let [started, done, writing] = [0, 0, true];
  const write = async (merchant: Teller, at: number) => {
    for (let n = 0; n < 25; n++) {
      started += 2;
      // A pair that is pending, and becomes available while it is being folded.
      await merchant.post(charge(1, inDays(1 + ((at + n) % 3))), charge(2), refund(1));
      done += 2;
    }
  };
  const writers = replicas.flatMap((runtime) => [0, 1, 2, 3].map((at) => write(teller(runtime), at)));
  const background = [
    ...replicas.map(async (runtime) => {
      for (let limit = 1; writing; limit = (limit % 7) + 1) await foldBalances(runtime, limit);
    }),
    (async () => {
      for (let days = 0; writing && days < 6; days++) {
        world.clock.advance(DAY);
        await reader!.card();
      }
    })(),
    (async () => {
      let before = 0;
      while (writing) {
        const at_least = done;
        const { available, pending } = await reader!.card();
        const total = available + pending;
        expect(total).toBeGreaterThanOrEqual(Math.max(at_least, before));
        expect(total).toBeLessThanOrEqual(started);
        before = total;
      }
    })(),
  ];
  await Promise.all(writers);
  writing = false;
  await Promise.all(background);
  expect(done).toBe(400);
  await fold();
  world.clock.advance(9 * DAY);
  expect(await reader!.card()).toEqual({ available: 400, pending: 0 });
});
