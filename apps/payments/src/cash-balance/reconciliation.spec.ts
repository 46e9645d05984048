import fc from 'fast-check';
import { type Awaiting, reconcile } from './reconciliation.ts';

/** Payments by their names, oldest first; what each waits for. */
function awaiting(remaining: Record<string, number>): Awaiting[] {
  return Object.entries(remaining).map(([id, amount]) => ({
    id,
    remaining: amount,
    reference: `REF${id.toUpperCase()}`,
  }));
}

function applied(open: Record<string, number>, sent: number, reference: string | null = null, more = 0) {
  const funds = { available: sent + more, received: sent, reference };
  return Object.fromEntries(reconcile(awaiting(open), funds).map(({ id, amount }) => [id, amount]));
}

it.each<[string, Record<string, number>, number, string | null, Record<string, number>]>([
  ['nothing where nothing waits', {}, 100, null, {}],
  ['the one that is named', { a: 100, b: 100 }, 100, 'REFB', { b: 100 }],
  ['the one that is named among other words', { a: 100, b: 100 }, 100, 'thanks! refb 7', { b: 100 }],
  ['the one that is named, in part', { a: 60, b: 100 }, 60, 'REFB', { b: 60 }],
  ['the one that is named, and with the rest the oldest', { a: 60, b: 100 }, 120, 'REFB', { b: 100, a: 20 }],
  ['no one where two are named', { a: 60, b: 100 }, 100, 'REFA REFB', { b: 100 }],
  ['the one of just this amount', { a: 60, b: 100 }, 100, null, { b: 100 }],
  ['the oldest of several such', { a: 60, b: 100, c: 100 }, 100, null, { b: 100 }],
  ['two of just this amount', { a: 60, b: 70, c: 40 }, 100, 'nobody', { a: 60, c: 40 }],
  ['rather one than two', { a: 60, b: 40, c: 100 }, 100, null, { c: 100 }],
  ['rather the two with the oldest', { a: 60, b: 30, c: 70, d: 40 }, 100, null, { a: 60, d: 40 }],
  [
    'five of just this amount',
    { a: 1, b: 2, c: 4, d: 8, e: 16, f: 100 },
    31,
    null,
    { a: 1, b: 2, c: 4, d: 8, e: 16 },
  ],
  [
    'the oldest first where six would be needed',
    { a: 1, b: 2, c: 4, d: 8, e: 16, f: 32 },
    63,
    null,
    { a: 1, b: 2, c: 4, d: 8, e: 16, f: 32 },
  ],
  ['the oldest first, and the last in part', { a: 60, b: 70 }, 100, null, { a: 60, b: 40 }],
  ['as much as they wait for', { a: 60 }, 100, null, { a: 60 }],
])('pays %s', (_, open, sent, reference, expected) => {
  expect(applied(open, sent, reference)).toEqual(expected);
});

it('takes what was there before only for what comes after the group', () => {
  expect(applied({ a: 50, b: 100 }, 100, null, 30)).toEqual({ b: 100, a: 30 });
  // Less than was sent is there, since there was less than nothing before.
  expect(applied({ a: 50, b: 100 }, 100, null, -20)).toEqual({ a: 50, b: 30 });
});

it('leaves nothing that could be applied, and applies nothing that is not there', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(
      amounts,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: -50, max: 50 }),
      (open, sent, more) => {
        const waiting = awaiting(Object.fromEntries(open.map((amount, at) => [`p${at}`, amount])));
        const available = sent + more;
        const applications = reconcile(waiting, { available, received: sent, reference: null });
        const sum = applications.reduce((total, { amount }) => total + amount, 0);
        const wanted = open.reduce((total, amount) => total + amount, 0);
        expect(sum).toBe(Math.max(Math.min(available, wanted), 0));
        expect(new Set(applications.map(({ id }) => id)).size).toBe(applications.length);
        const remaining = new Map(waiting.map((each) => [each.id, each.remaining]));
        for (const { id, amount } of applications) expect(amount).toBeLessThanOrEqual(remaining.get(id)!);
      },
    ),
  );
});
