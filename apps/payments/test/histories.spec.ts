import fc from 'fast-check';
import { CUSTOMER } from './bank-transfers.ts';
import { account_deeds, dispute_deeds, payment_deeds, type Step } from './histories.ts';
import { MoneyWorld } from './money-world.ts';
import { Watch } from './watch.ts';
import { card_ways, disputed_ways, other_ways, type WayToPay } from './ways-to-pay.ts';

/** How many histories of each kind: enough for every day, and `HISTORIES` asks for more. */
const COUNT = Number(process.env['HISTORIES'] ?? 20);

const deeds = { ...payment_deeds, ...dispute_deeds, ...account_deeds };
type Deed = keyof typeof deeds;
type Steps = readonly (Step & { does: Deed })[];

const ways = [...card_ways, ...disputed_ways, ...other_ways];

let world: MoneyWorld;

beforeEach(async () => {
  world = await MoneyWorld.open();
});
afterEach(() => world.close());

const history = (of: readonly Deed[], maxLength: number) =>
  fc.array(
    fc.record({
      does: fc.constantFrom(...of),
      way: fc.constantFrom(...ways),
      amount: fc.integer({ min: 500, max: 6000 }),
      which: fc.nat({ max: 60 }),
    }),
    { maxLength, size: 'max' },
  );

/** Does all of it in an account of its own, and looks at everything after each step. */
async function live(steps: Steps): Promise<void> {
  world.begin();
  world.customers = { cus_1: CUSTOMER };
  const watch = new Watch(world);
  for (const { does, ...step } of steps) {
    await deeds[does](world, step, watch.seen);
    await watch.look();
  }
}

const about_payments = Object.keys(payment_deeds) as Deed[];
const about_disputes = [
  ...Object.keys(dispute_deeds),
  'authorize',
  'capture_part',
  'refund',
  'wait',
] as Deed[];

it.each<[string, readonly WayToPay[], readonly Deed[]]>([
  ['by card', card_ways, about_payments],
  ['otherwise', other_ways, about_payments],
  ['that is disputed', disputed_ways, about_disputes],
])(
  'conserves money, whatever becomes of a payment %s',
  async (_how, of, done) => {
    const property = fc.asyncProperty(fc.constantFrom(...of), history(done, 8), (way, steps) =>
      live([{ does: 'pay', way, amount: 3001, which: 0 }, ...steps]),
    );
    await fc.assert(property, { numRuns: COUNT });
  },
  60_000 + COUNT * 3_000,
);

/** Something has to be there before anything can become of it. */
const often = Array.from({ length: 6 }, (): Deed[] => ['pay', 'pay', 'authorize', 'wait']).flat();
const about_accounts = [...often, ...(Object.keys(deeds) as Deed[])];

it(
  'conserves money, whatever happens to an account',
  () => fc.assert(fc.asyncProperty(history(about_accounts, 30), live), { numRuns: Math.ceil(COUNT / 2) }),
  60_000 + COUNT * 10_000,
);
