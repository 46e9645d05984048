import { DAY, type JsonObject } from '@pinstripe/kernel';
import fc from 'fast-check';
import { CUSTOMER, transferring } from './bank-transfers.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());

const {
  apply,
  available,
  cancel,
  confirm,
  fund,
  inLedger,
  pay,
  refund,
  reverse,
  setMode,
  transactions,
  update,
} = transferring(() => world);

const GOOD_ACCOUNT = '000123456789';
const BAD_ACCOUNT = '000111111113';

/** What was made so far, and which of it a step is about. */
interface Made {
  intents: string[];
  refunds: string[];
}
interface Step {
  amount: number;
  which: number;
}

const one = (of: string[], which: number) => of[which % Math.max(of.length, 1)] ?? 'none';

/** An answer that is an error is the API's own: whatever the state of things does not allow is refused, and moves nothing. */
async function answered(answering: Promise<[number, JsonObject]>): Promise<string | null> {
  const [status, body] = await answering;
  expect([200, 400, 402, 404]).toContain(status);
  return status === 200 ? (body['id'] as string) : null;
}

/** What can happen. */
const actions = {
  fund: ({ amount }: Step) => fund(amount),
  pay: async ({ amount }: Step, { intents }: Made) => keep(intents, await answered(pay(amount))),
  pay_all: async ({ amount }: Step, { intents }: Made) =>
    keep(intents, await answered(pay(amount, { payment_method_options: undefined }))),
  change: ({ amount, which }: Step, { intents }: Made) => answered(update(one(intents, which), { amount })),
  confirm: ({ which }: Step, { intents }: Made) => answered(confirm(one(intents, which))),
  cancel: ({ which }: Step, { intents }: Made) => answered(cancel(one(intents, which))),
  apply: ({ amount, which }: Step, { intents }: Made) => answered(apply(one(intents, which), { amount })),
  reverse: ({ amount }: Step) => reverse(amount),
  manual: () => setMode('manual'),
  automatic: () => setMode('automatic'),
  refund_payment: async ({ amount, which }: Step, { intents, refunds }: Made) =>
    keep(refunds, await answered(refund({ amount, payment_intent: one(intents, which) }))),
  refund_cash: async ({ amount }: Step, { refunds }: Made) => {
    const params = { amount, currency: 'usd', customer: 'cus_1', origin: 'customer_balance' };
    keep(refunds, await answered(refund(params)));
  },
  end_refund: ({ which }: Step, { refunds }: Made) =>
    answered(
      world.call(
        which % 2 === 0
          ? 'POST /v1/refunds/{refund}/cancel'
          : 'POST /v1/test_helpers/refunds/{refund}/expire',
        [one(refunds, which)],
      ),
    ),
  answer: async ({ amount, which }: Step, { refunds }: Made) => {
    const account_number = amount % 2 === 0 ? GOOD_ACCOUNT : BAD_ACCOUNT;
    const ids = [one(refunds, which)];
    await answered(world.call('POST /pinstripe/refunds/{refund}/bank_account', ids, { account_number }));
    await world.advance(10);
  },
  wait: ({ which }: Step) => world.advance(which * DAY),
} satisfies Record<string, (step: Step, made: Made) => Promise<unknown>>;

function keep(ids: string[], id: string | null): void {
  if (id !== null) ids.push(id);
}

const sumOf = (of: readonly JsonObject[], field: string) =>
  of.reduce((sum, each) => sum + (each[field] as number), 0);

it('explains every cent of what customers have, whatever happens', async () => {
  const steps = fc.record({
    does: fc.constantFrom(...(Object.keys(actions) as (keyof typeof actions)[])),
    amount: fc.integer({ min: 50, max: 3000 }),
    which: fc.nat({ max: 100 }),
  });
  const kinds = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 25, minLength: 5 }), async (history) => {
      world.begin();
      world.customers = { cus_1: CUSTOMER };
      const made: Made = { intents: [], refunds: [] };
      await fund(2000);
      for (const { does, ...step } of history) {
        await actions[does](step, made);
        const all = await transactions();
        const has = await available();
        expect(has).toBeGreaterThanOrEqual(0);
        expect(sumOf(all, 'net_amount')).toBe(has);
        expect(all[0]!['ending_balance']).toBe(has);
        expect((await inLedger('cash_balance:'))['usd']).toBe(has);
      }
      const all = await transactions();
      for (const { type } of all) kinds.add(type);
      // What was applied and not given back is in payments that were made, or waits in those that lack more.
      const applied = (id: unknown) =>
        0 -
        sumOf(
          all.filter((each) => {
            const to = (each['applied_to_payment'] ?? each['unapplied_from_payment']) as
              JsonObject | undefined;
            return to?.['payment_intent'] === id;
          }),
          'net_amount',
        );
      for (const id of made.intents) {
        const intent = await world.ok('GET /v1/payment_intents/{intent}', [id]);
        const held = (await inLedger(`payment_intent:${id}`))['usd'] ?? 0;
        expect(held + (intent['amount_received'] as number)).toBe(applied(id));
        if (intent['status'] !== 'requires_action') expect(held).toBe(0);
      }
      await world.balance();
    }),
    { numRuns: 25 },
  );
  expect(kinds.size).toBeGreaterThan(5);
});
