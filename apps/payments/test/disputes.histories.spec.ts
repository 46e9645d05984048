import { DAY, MINUTE } from '@pinstripe/kernel';
import fc from 'fast-check';
import { disputing } from './disputing.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());

const { pay, disputesOf, charged, refund } = disputing(() => world);

/** What can be done to a disputed payment; whatever its state does not allow is refused, and moves nothing. */
const actions = {
  refund_part: ({ charge }) => refund(charge, { amount: 300 }),
  refund_all: ({ charge }) => refund(charge),
  win: ({ id }) => contest(id, 'winning_evidence'),
  lose: ({ id }) => contest(id, 'losing_evidence'),
  escalate: ({ id }) => contest(id, 'escalate_inquiry_evidence'),
  stage: ({ id }) =>
    world.call('POST /v1/disputes/{dispute}', [id], { evidence: { customer_name: 'J' }, submit: false }),
  close: ({ id }) => world.call('POST /v1/disputes/{dispute}/close', [id]),
  wait: () => world.advance(30 * DAY),
} satisfies Record<string, (disputed: { charge: string; id: string }) => Promise<unknown>>;

async function contest(id: string, uncategorized_text: string) {
  await world.call('POST /v1/disputes/{dispute}', [id], {
    evidence: {
      enhanced_evidence: '',
      uncategorized_text,
    },
  });
  await world.advance(MINUTE);
}

interface Booked {
  amount: number;
  fee: number;
  net: number;
  reporting_category: string;
}

it('conserves money, whatever becomes of a disputed payment', async () => {
  const histories = fc.asyncProperty(
    fc.constantFrom('tok_createDispute', 'tok_createDisputeInquiry', 'tok_createMultipleDisputes'),
    fc.array(
      fc.tuple(
        fc.constantFrom(...(Object.keys(actions) as (keyof typeof actions)[])),
        fc.integer({ max: 1, min: 0 }),
      ),
      { maxLength: 5 },
    ),
    async (source, history) => {
      world.begin();
      const charge = await pay(source, { amount: 5001 });
      const ids = (await disputesOf(charge)).map(({ id }) => id as string);
      for (const [action, which] of history) {
        await actions[action]({ charge, id: ids[which] ?? ids[0]! });
      }

      const { available, pending } = await world.balance();
      const booked = (await world.list('GET /v1/balance_transactions', {
        limit: 100,
      })) as unknown as Booked[];
      const sumOf = (category: string) =>
        booked
          .filter(({ reporting_category }) => reporting_category === category)
          .reduce((sum, { amount }) => sum + amount, 0);
      const disputes = await disputesOf(charge);
      const inStatus = (...statuses: string[]) =>
        disputes
          .filter(({ status }) => statuses.includes(status as string))
          .reduce((sum, { amount }) => sum + (amount as number), 0);
      const { amount_refunded } = await charged(charge);
      const net = booked.reduce((sum, transaction) => sum + transaction.net, 0);
      expect(available + pending).toBe(net);
      for (const { amount, fee, net: each } of booked) expect(each).toBe(amount - fee);
      expect(sumOf('dispute')).toBe(0 - inStatus('needs_response', 'under_review', 'won', 'lost'));
      expect(sumOf('dispute_reversal')).toBe(inStatus('won'));
      expect(sumOf('refund')).toBe(0 - (amount_refunded as number));
      expect(booked.filter(({ reporting_category }) => reporting_category === 'dispute')).toHaveLength(
        disputes.filter(({ status }) => !(status as string).startsWith('warning_')).length,
      );
    },
  );
  await fc.assert(histories, { numRuns: 25 });
});
