import { DAY, pause, type StripeError, timestamp } from '@pinstripe/kernel';
import { runUnit } from '@pinstripe/service';
import type { UnitWorld } from '@pinstripe/testing';
import { post } from '../src/index.ts';
import { LEDGER_ENTRIES, LEDGER_LINES } from '../src/tables.ts';
import { charge, ledgerWorld, payout, refund, Teller } from './movements.ts';

let world: UnitWorld;
let accounts = 0;

beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.close());

function teller(runtime = world.runtime, account = `acct_${(accounts += 1)}`): Teller {
  return new Teller(runtime, world.context, account);
}

function tomorrow(): number {
  return timestamp(world.clock) + DAY;
}

const INSUFFICIENT = { body: { type: 'invalid_request_error', code: 'balance_insufficient' }, status: 400 };

describe('a balance', () => {
  it('has a credit at once, unless it has a day to come', async () => {
    const merchant = teller();
    await merchant.post(charge(100), charge(70, tomorrow()));
    expect(await merchant.balances()).toEqual([
      { currency: 'usd', source_type: 'card', available: 100, pending: 70 },
    ]);
    world.clock.advance(DAY);
    expect(await merchant.card()).toEqual({ available: 170, pending: 0 });
  });

  it('loses to a refund what is pending, where that is what is refunded', async () => {
    const merchant = teller();
    const available_on = tomorrow();
    await merchant.post(charge(100, available_on));
    await merchant.post(refund(40, available_on));
    expect(await merchant.card()).toEqual({ available: 0, pending: 60 });
    world.clock.advance(DAY);
    expect(await merchant.card()).toEqual({ available: 60, pending: 0 });
    await merchant.post(payout(60));
    await expect(merchant.post(payout(1))).rejects.toMatchObject(INSUFFICIENT);
  });

  it('goes below zero by a refund, and by nothing else', async () => {
    const merchant = teller();
    await merchant.post(charge(100));
    await merchant.post(payout(90));
    await merchant.post(refund(50));
    expect(await merchant.card()).toEqual({ available: -40, pending: 0 });
    await expect(merchant.post(payout(1))).rejects.toMatchObject(INSUFFICIENT);
    await merchant.post(charge(41));
    await merchant.post(payout(1));
    expect(await merchant.card()).toEqual({ available: 0, pending: 0 });
  });

  it('is told apart by account, mode, currency, source and name', async () => {
    const [platform, connected] = [teller(), teller()];
    const { account } = connected.context;
    await platform.post(charge(100), {
      kind: 'charge',
      source: 'py_1',
      lines: [
        { name: 'bank', currency: 'eur', amount: -70 },
        { name: 'balance', source_type: 'bank_account', currency: 'eur', amount: 30 },
        { name: 'issuing', source_type: 'card', currency: 'eur', amount: 40 },
      ],
    });
    await platform.post({
      kind: 'transfer',
      source: 'tr_1',
      lines: [
        { name: 'balance', source_type: 'card', currency: 'usd', amount: -25 },
        { name: 'balance', source_type: 'card', currency: 'usd', amount: 25, account },
      ],
    });
    const live = new Teller(world.runtime, { ...world.context, livemode: true }, account);
    expect(await platform.balances()).toEqual([
      { currency: 'eur', source_type: 'bank_account', available: 30, pending: 0 },
      { currency: 'usd', source_type: 'card', available: 75, pending: 0 },
    ]);
    expect(await connected.balances()).toEqual([
      { currency: 'usd', source_type: 'card', available: 25, pending: 0 },
    ]);
    expect(await live.balances()).toEqual([]);
  });
});

describe('a debit that may not overdraw', () => {
  it('leaves nothing behind when it is refused, whatever else its unit does', async () => {
    const merchant = teller();
    await merchant.post(charge(100));
    await merchant.unit(async () => {
      await expect(post(payout(101))).rejects.toMatchObject(INSUFFICIENT);
      await post(payout(99));
    });
    expect(await merchant.card()).toEqual({ available: 1, pending: 0 });
  });

  it('counts what its own unit has already taken, and not what that has brought', async () => {
    const merchant = teller();
    await merchant.post(charge(100));
    await expect(merchant.post(payout(60), payout(60))).rejects.toMatchObject(INSUFFICIENT);
    await expect(merchant.post(refund(60), payout(60))).rejects.toMatchObject(INSUFFICIENT);
    await expect(merchant.post(charge(100), payout(101))).rejects.toMatchObject(INSUFFICIENT);
    await merchant.post(refund(60), payout(30), payout(10));
    expect(await merchant.card()).toEqual({ available: 0, pending: 0 });
  });

  // Both have seen the 100 before either commits; whoever is second learns of the first under the row's lock.
  it.each(['one replica', 'two replicas'])('passes once of two, on %s', async (replicas) => {
    const other = replicas === 'one replica' ? world.runtime : await world.replica();
    for (let round = 0; round < 5; round++) {
      const one = teller();
      const two = teller(other, one.context.account);
      await one.post(charge(100));
      const together = barrier(2);
      const outcomes = await Promise.allSettled(
        [one, two].map((merchant) => merchant.unit(() => post(payout(100)).finally(together))),
      );
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected')!;
      expect(refused.reason as StripeError).toMatchObject(INSUFFICIENT);
      expect(await one.card()).toEqual({ available: 0, pending: 0 });
    }
  });

  // The statement's own view of the world is older than its wait for the lock.
  it('learns of a refund for whose commit it had to wait', async () => {
    const merchant = teller();
    await merchant.post(charge(100));
    const [posted, proceed] = [barrier(2), barrier(2)];
    const paid = merchant.unit(async () => {
      await post(payout(100));
      await posted();
      await proceed();
    });
    const refused = expect(paid).rejects.toMatchObject(INSUFFICIENT);
    await posted();
    const other = await world.runtime.database.dedicatedClient();
    try {
      const values = [merchant.context.account];
      await other.query('begin');
      await other.query('update ledger_accounts set debits = debits + 50 where account = $1', values);
      await proceed();
      await untilWaiting(1);
      await other.query('commit');
    } finally {
      await other.end();
    }
    await refused;
  });

  it('counts what came in while it waited for its turn', async () => {
    const merchant = teller();
    await merchant.post(charge(100), refund(1));
    const other = await world.runtime.database.dedicatedClient();
    let paid: Promise<void>;
    try {
      await other.query('begin');
      await other.query('select from ledger_accounts where account = $1 for update', [
        merchant.context.account,
      ]);
      paid = merchant.post(payout(150));
      await untilWaiting(1);
      await merchant.post(charge(51));
    } finally {
      await other.end();
    }
    await paid;
    expect(await merchant.card()).toEqual({ available: 0, pending: 0 });
  });

  it('passes ten times at once where there is enough for ten, and is refused the eleventh', async () => {
    const merchant = teller();
    await merchant.post(charge(100));
    const outcomes = await Promise.allSettled(Array.from({ length: 11 }, () => merchant.post(payout(10))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: INSUFFICIENT });
    expect(await merchant.card()).toEqual({ available: 0, pending: 0 });
  });
});

it('lets a balance be debited for the first time by two at once', async () => {
  const replica = await world.replica();
  const merchants = Array.from({ length: 30 }, () => teller());
  await Promise.all(
    merchants.flatMap((merchant) => [
      merchant.post(refund(1)),
      teller(replica, merchant.context.account).post(refund(2)),
    ]),
  );
  for (const merchant of merchants) expect(await merchant.card()).toEqual({ available: -3, pending: 0 });
});

it('takes no lock for what credits, or is still pending', async () => {
  const merchant = teller();
  await merchant.post(charge(100), refund(1));
  const other = await world.runtime.database.dedicatedClient();
  try {
    await other.query('begin');
    await other.query('select from ledger_accounts where account = $1 for update', [
      merchant.context.account,
    ]);
    await merchant.post(charge(100));
    await merchant.post(charge(100, tomorrow()), refund(50, tomorrow()));
    expect(await merchant.card()).toEqual({ available: 199, pending: 50 });
  } finally {
    await other.end();
  }
});

describe('the journal', () => {
  /** A unit that writes lines past `post`. */
  function smuggle(account: string, lines: { entry: string; livemode?: boolean; amount: number }[]) {
    const name = 'card_network';
    return runUnit(world.runtime, { context: { ...world.context, account } }, async (unit) => {
      const entry = { id: account, account, livemode: false, created: 0, kind: 'charge', source: 'ch_1' };
      unit.insert(LEDGER_ENTRIES, entry);
      for (const line of lines) {
        unit.insert(LEDGER_LINES, { account, livemode: false, name, currency: 'usd', ...line });
      }
    });
  }

  const count = async (account: string) => {
    const values = [account];
    const [row] = await world.runtime.database.query<{ entries: number; lines: number }>({
      text:
        'select (select count(*) from ledger_entries where account = $1) as entries, ' +
        '(select count(*) from ledger_lines where account = $1) as lines',
      values,
    });
    return row;
  };

  it.each([
    ['has one side', [{ amount: 5 }], 'does not balance'],
    ['is off by one', [{ amount: 5 }, { amount: -4 }], 'does not balance'],
    ['moves nothing', [{ amount: 0 }], 'check constraint'],
    [
      'is of another mode',
      [
        { amount: 5, livemode: true },
        { amount: -5, livemode: true },
      ],
      'has no entry',
    ],
  ])('takes no entry that %s', async (_, lines, message) => {
    const { account } = teller().context;
    await expect(
      smuggle(
        account,
        lines.map((line) => ({ entry: account, ...line })),
      ),
    ).rejects.toThrow(message);
    expect(await count(account)).toEqual({ entries: 0, lines: 0 });
  });

  it('takes no lines without an entry, and no two that balance only together', async () => {
    const { account } = teller().context;
    const lines = [{ amount: 5 }, { amount: -5 }];
    await expect(
      smuggle(
        account,
        lines.map((line) => ({ entry: 'le_none', ...line })),
      ),
    ).rejects.toThrow('has no entry');
    const other = teller().context.account;
    const outcomes = await Promise.allSettled([
      smuggle(account, [{ entry: account, amount: 5 }]),
      smuggle(other, [{ entry: other, amount: -5 }]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('refuses one entry of a group and takes the others', async () => {
    const [bad, ...good] = [teller(), teller(), teller(), teller()];
    const outcomes = await Promise.allSettled([
      ...good.map((merchant) => merchant.post(charge(10))),
      smuggle(bad.context.account, [{ entry: bad.context.account, amount: 5 }]),
      ...good.map((merchant) => merchant.post(charge(20))),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const merchant of good) expect(await merchant.card()).toEqual({ available: 30, pending: 0 });
  });

  it.each([
    'update ledger_lines set amount = amount',
    'delete from ledger_lines',
    'update ledger_entries set created = 0',
    'delete from ledger_entries',
    'truncate ledger_lines',
  ])('refuses to %s', async (text) => {
    await expect(world.runtime.database.query({ text })).rejects.toThrow('only ever added to');
  });

  it('never credits a balance without a day, which nobody would count', async () => {
    const text =
      'insert into ledger_lines (entry, account, livemode, name, source_type, currency, amount) ' +
      "values ('le_1', 'acct_1', false, 'balance', 'card', 'usd', 5)";
    await expect(world.runtime.database.query({ text })).rejects.toThrow('credits_have_days');
  });
});

/** Resolves once `count` statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const text =
    'select count(*) as waiting from pg_stat_activity ' +
    "where datname = current_database() and wait_event_type = 'Lock'";
  for (;;) {
    const [row] = await world.runtime.database.query<{ waiting: number }>({ text });
    if (row!.waiting >= count) return;
    await pause(5);
  }
}

/** Each of `count` waits here for the others; once all have come, nobody waits any more. */
function barrier(count: number): () => Promise<void> {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let come = 0;
  return () => {
    if (++come >= count) open();
    return opened;
  };
}
