import type { Charge } from '../charges/charge.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { requireRevocableDebit } from './payment-intent.debit.ts';

const time = (text: string) => Date.parse(text) / 1000;
const intent = { id: 'pi_1', object: 'payment_intent', status: 'processing' } as PaymentIntent;

it.each`
  type                 | debited_at                | now                       | can
  ${'us_bank_account'} | ${null}                   | ${'2025-03-03T10:00:00Z'} | ${true}
  ${'us_bank_account'} | ${'2025-03-04T00:00:00Z'} | ${'2025-03-03T10:00:00Z'} | ${true}
  ${'bacs_debit'}      | ${null}                   | ${'2025-03-03T10:00:00Z'} | ${false}
  ${'bacs_debit'}      | ${'2025-03-06T00:00:00Z'} | ${'2025-03-03T10:00:00Z'} | ${true}
  ${'bacs_debit'}      | ${'2025-03-06T00:00:00Z'} | ${'2025-03-04T10:00:00Z'} | ${false}
  ${'sepa_debit'}      | ${'2025-03-10T00:00:00Z'} | ${'2025-03-07T10:00:00Z'} | ${false}
  ${'sofort'}          | ${null}                   | ${'2025-03-03T10:00:00Z'} | ${false}
`('$type, debited $debited_at, at $now: $can', ({ type, debited_at, now, can }) => {
  const charge = { payment_method_details: { type } } as Charge;
  const at = debited_at === null ? undefined : time(debited_at as string);
  const revoking = () => requireRevocableDebit(intent, charge, at, time(now as string));
  if (can) expect(revoking).not.toThrow();
  else {
    expect(revoking).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code: 'payment_intent_unexpected_state' }) }),
    );
  }
});
