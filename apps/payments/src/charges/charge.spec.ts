import fc from 'fast-check';
import { chargeOf, NOW } from '../../test/charges.ts';
import {
  authorizeMore,
  capture,
  type Charge,
  refund,
  refundable,
  release,
  requireCapturable,
} from './charge.ts';

type Money = Pick<Charge, 'amount' | 'amount_captured' | 'amount_refunded' | 'captured' | 'refunded'>;

function money({ amount, amount_captured, amount_refunded, captured, refunded }: Charge): Money {
  return { amount, amount_captured, amount_refunded, captured, refunded };
}

describe('a charge', () => {
  it('is captured with its authorization, or waits for it', async () => {
    expect(money(await chargeOf())).toEqual({
      amount: 1000,
      amount_captured: 1000,
      amount_refunded: 0,
      captured: true,
      refunded: false,
    });
    const waiting = await chargeOf({ capture: false });
    expect(money(waiting)).toMatchObject({ amount_captured: 0, captured: false });
    expect(waiting).toMatchObject({ paid: true, status: 'succeeded' });
    expect(waiting.payment_method_details!.card!.capture_before).toBe(NOW + 7 * 86_400);
  });

  it('says why it failed', async () => {
    expect(await chargeOf({ number: '4000000000009995' })).toMatchObject({
      amount_captured: 0,
      captured: false,
      failure_code: 'card_declined',
      failure_message: 'Your card has insufficient funds.',
      outcome: { type: 'issuer_declined', reason: 'insufficient_funds' },
      paid: false,
      status: 'failed',
    });
  });

  it.each`
    amount  | expected
    ${1000} | ${{ amount: 1000, amount_captured: 1000, amount_refunded: 0, captured: true, refunded: false }}
    ${700}  | ${{ amount: 1000, amount_captured: 700, amount_refunded: 300, captured: true, refunded: false }}
  `('shows as refunded what capturing $amount of 1000 leaves', async ({ amount, expected }) => {
    const captured = capture(await chargeOf({ capture: false }), amount as number, true);
    expect(money(captured)).toEqual(expected);
    expect(refundable(captured)).toBe(amount);
  });

  it('takes more than was authorized where the card allows it', async () => {
    const authorized = await chargeOf({ capture: false, request_overcapture: true });
    const captured = capture(authorized, 1200, true);
    expect(money(captured)).toMatchObject({ amount: 1200, amount_captured: 1200, amount_refunded: 0 });
    expect(captured.payment_method_details!.card!.amount_authorized).toBe(1000);
  });

  it('is captured in parts where the card allows it; only what was captured can be refunded', async () => {
    const authorized = await chargeOf({ capture: false, request_multicapture: true });
    const first = capture(authorized, 700, false);
    expect(money(first)).toMatchObject({ amount_captured: 700, amount_refunded: 0, captured: false });
    expect(refundable(first)).toBe(700);
    const all_given_back = refund(first, 700);
    expect(all_given_back.refunded).toBe(false);
    const last = capture(all_given_back, 200, true);
    expect(money(last)).toMatchObject({ amount_captured: 900, amount_refunded: 700, captured: true });
    expect(last.refunded).toBe(false);
    expect(refund(last, 200).refunded).toBe(true);
  });

  it('gives up what was not captured', async () => {
    expect(money(release(await chargeOf({ capture: false })))).toEqual({
      amount: 1000,
      amount_captured: 0,
      amount_refunded: 1000,
      captured: false,
      refunded: true,
    });
    const in_parts = capture(await chargeOf({ capture: false, request_multicapture: true }), 700, false);
    expect(money(release(in_parts))).toMatchObject({
      amount_captured: 700,
      amount_refunded: 0,
      captured: true,
      refunded: false,
    });
  });

  it('can be raised, and captured up to that', async () => {
    const raised = authorizeMore(await chargeOf({ capture: false }), 1500);
    expect(raised.amount).toBe(1500);
    expect(raised.payment_method_details!.card).toMatchObject({
      amount_authorized: 1500,
      overcapture: { maximum_amount_capturable: 1500, status: 'unavailable' },
    });
  });

  it.each([
    ['captured', () => chargeOf(), 'charge_already_captured'],
    [
      'failed',
      () => chargeOf({ number: '4000000000000002', capture: false }),
      'capture_unauthorized_payment',
    ],
    ['released', async () => release(await chargeOf({ capture: false })), 'charge_expired_for_capture'],
  ])('cannot be captured once it is %s', async (_, make, code) => {
    const charge = await make();
    expect(() => requireCapturable(charge)).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code }) }),
    );
  });
});

describe('any history of a charge', () => {
  /** What comes next: a capture, the last one or not, or a refund that may come back later. */
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('capture' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      final: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('refund' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      fails: fc.boolean(),
    }),
  );

  it.each([false, true])(
    'never gives back more than it has taken (in parts: %s)',
    async (request_multicapture) => {
      const authorized = await chargeOf({ capture: false, amount: 10_000, request_multicapture });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
          let charge = authorized;
          let taken = 0;
          let given_back = 0;
          for (const next of steps) {
            if (next.kind === 'capture') {
              const amount = Math.floor((charge.amount - taken) * next.part);
              if (charge.captured || amount < 1) continue;
              charge = capture(charge, amount, next.final || !request_multicapture);
              taken += amount;
            } else if (taken > 0) {
              const amount = Math.floor(refundable(charge) * next.part);
              charge = refund(charge, amount);
              if (next.fails) charge = refund(charge, -amount);
              else given_back += amount;
            }
            if (taken > 0) expect(refundable(charge)).toBe(taken - given_back);
            expect(charge.amount_captured).toBe(taken);
            expect(charge.refunded).toBe(charge.captured && given_back === taken);
          }
          expect(given_back).toBeLessThanOrEqual(taken);
          expect(taken).toBeLessThanOrEqual(charge.amount);
        }),
      );
    },
  );
});
