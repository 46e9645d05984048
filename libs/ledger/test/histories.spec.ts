import { DAY, StripeError, timestamp } from '@pinstripe/kernel';
import type { UnitWorld } from '@pinstripe/testing';
import fc from 'fast-check';
import { type Balance, type Entry, foldBalances } from '../src/index.ts';
import { charge, ledgerWorld, payout, refund, Teller } from './movements.ts';

/**
 * Random histories of an account and one that it transfers to, against a model that is a list of dated amounts. A day is
 * the unit of time: what is dated `days` ahead is available once the clock has been set forward that often.
 */
type Step =
  | { what: 'charge'; amount: number; days: number }
  | { what: 'refund'; amount: number; days: number }
  | { what: 'payout' | 'transfer'; amount: number }
  | { what: 'advance'; days: number }
  | { what: 'fold'; limit: number };

const amount = fc.integer({ min: 1, max: 1000 });
const days = fc.integer({ min: 0, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('charge' as const), amount, days }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('refund' as const), amount, days }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('payout' as const, 'transfer' as const), amount }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('advance' as const), days }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('fold' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  },
);

class Model {
  private readonly dated: { day: number; amount: number }[] = [];
  today = 0;

  add(amount: number, days = 0): void {
    this.dated.push({ day: this.today + days, amount });
  }

  get card(): Pick<Balance, 'available' | 'pending'> {
    const sum = (counts: (day: number) => boolean) =>
      this.dated.reduce((total, { day, amount }) => total + (counts(day) ? amount : 0), 0);
    return { available: sum((day) => day <= this.today), pending: sum((day) => day > this.today) };
  }
}

let world: UnitWorld;
let accounts = 0;

beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.close());

it('has every balance as the model has it, after each step of any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (history) => {
      const [merchant, connected] = [1, 2].map(
        (n) => new Teller(world.runtime, world.context, `acct_${(accounts += n)}`),
      );
      const [own, theirs] = [new Model(), new Model()];
      for (const each of history) {
        await take(each, merchant!, own, connected!.context.account, theirs);
        expect(await merchant!.card()).toEqual(own.card);
      }
      expect(await connected!.card()).toEqual(theirs.card);
    }),
    { numRuns: 30 },
  );
  await expectConserved();
});

async function take(step: Step, merchant: Teller, own: Model, other: string, theirs: Model): Promise<void> {
  switch (step.what) {
    case 'charge':
    case 'refund': {
      const { amount, days } = step;
      const available_on = days === 0 ? undefined : timestamp(world.clock) + days * DAY;
      await merchant.post((step.what === 'charge' ? charge : refund)(amount, available_on));
      return own.add(step.what === 'charge' ? amount : -amount, days);
    }
    case 'payout':
    case 'transfer': {
      const covered = own.card.available >= step.amount;
      expect(
        await passes(merchant, step.what === 'payout' ? payout(step.amount) : transfer(step.amount, other)),
      ).toBe(covered);
      if (covered) own.add(-step.amount);
      if (covered && step.what === 'transfer') theirs.add(step.amount);
      return;
    }
    case 'advance':
      own.today += step.days;
      theirs.today += step.days;
      return world.clock.advance(step.days * DAY);
    case 'fold':
      await foldBalances(world.runtime, step.limit);
  }
}

async function passes(merchant: Teller, entry: Entry): Promise<boolean> {
  try {
    await merchant.post(entry);
    return true;
  } catch (error) {
    if (error instanceof StripeError && error.body.code === 'balance_insufficient') return false;
    throw error;
  }
}

function transfer(amount: number, account: string): Entry {
  const card = { name: 'balance', source_type: 'card', currency: 'usd' } as const;
  return {
    kind: 'transfer',
    source: 'tr_1',
    lines: [
      { ...card, amount: -amount },
      { ...card, amount, account },
    ],
  };
}

/** All lines together are nothing, and `debits` are what the journal says went out at once. */
async function expectConserved(): Promise<void> {
  const [sums] = await world.runtime.database.query({
    text: `
      select (select sum(amount)::bigint from ledger_lines) as lines,
        (select sum(amount)::bigint from ledger_lines where source_type is not null and available_on is null) as out,
        (select -sum(debits)::bigint from ledger_accounts) as debits`,
  });
  expect(sums).toMatchObject({ lines: 0 });
  const { out, debits } = sums as { out: number; debits: number };
  expect(out).toBeLessThan(0);
  expect(debits).toBe(out);
}
