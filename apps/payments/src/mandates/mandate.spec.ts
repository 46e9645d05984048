import { allows } from '@pinstripe/kernel';
import type { Acceptance } from './acceptance.ts';
import {
  create,
  decide,
  end,
  endsWith,
  isUndecided,
  type Mandate,
  requirePermits,
  STATUSES,
} from './mandate.ts';

const accepted = { accepted_at: 1_741_000_000, offline: {}, type: 'offline' } as unknown as Acceptance;
const method = { id: 'pm_1', type: 'sepa_debit' };
const identity = { id: 'mandate_1', created: 1, livemode: false };
const details = { reference: 'EX4MPL3-19CNCI920C2M02O3', url: 'https://example.com' };
const kept = create(method, accepted, 'multi_use', details, identity);
const payment = { amount: 2000, currency: 'eur', payment_method: 'pm_1' };
const single = create(method, accepted, { amount: 2000, currency: 'eur' }, details, identity);

it('has every field of a mandate, and of what it is about only one', () => {
  const mandate = {
    id: 'mandate_1',
    object: 'mandate',
    customer_acceptance: accepted,
    livemode: false,
    payment_method: 'pm_1',
    payment_method_details: { type: 'sepa_debit', sepa_debit: details },
    status: 'active',
  };
  expect(kept).toEqual({ ...mandate, multi_use: {}, type: 'multi_use' });
  expect(single).toEqual({
    ...mandate,
    single_use: { amount: 2000, currency: 'eur' },
    type: 'single_use',
  });
});

describe('what is possible', () => {
  it.each`
    status        | pay      | end
    ${'pending'}  | ${true}  | ${true}
    ${'active'}   | ${true}  | ${true}
    ${'inactive'} | ${false} | ${false}
  `('when $status', ({ status, ...possible }: { status: Mandate['status'] }) => {
    for (const [action, expected] of Object.entries(possible)) {
      expect([action, allows(STATUSES, status, action as 'end')]).toEqual([action, expected]);
    }
  });
});

it.each`
  what                      | mandate      | over
  ${'another method'}       | ${kept}      | ${{ payment_method: 'pm_2' }}
  ${'ended'}                | ${end(kept)} | ${{}}
  ${'for another amount'}   | ${single}    | ${{ amount: 1999 }}
  ${'for another currency'} | ${single}    | ${{ currency: 'usd' }}
`('permits no payment when it is of or $what', ({ mandate, over }) => {
  const paying = () => requirePermits(mandate as Mandate, { ...payment, ...(over as object) });
  expect(paying).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ code: 'payment_intent_mandate_invalid' }) }),
  );
});

it('permits what it is about', () => {
  expect(() => requirePermits(single, payment)).not.toThrow();
  expect(() => requirePermits(kept, { ...payment, amount: 1 })).not.toThrow();
});

describe('one that a network has to accept', () => {
  const bacs = {
    network_status: 'pending',
    reference: '1',
    revocation_reason: null,
    url: 'https://example.com',
  };
  const presented = create({ id: 'pm_1', type: 'bacs_debit' }, accepted, 'multi_use', bacs, identity);

  it.each`
    mandate           | network_status | status
    ${presented}      | ${'accepted'}  | ${'active'}
    ${presented}      | ${'refused'}   | ${'inactive'}
    ${end(presented)} | ${'accepted'}  | ${'inactive'}
  `('is $status when it was $network_status', ({ mandate, network_status, status }) => {
    expect([presented.status, isUndecided(mandate as Mandate)]).toEqual(['pending', true]);
    const decided = decide(mandate as Mandate, network_status as 'accepted');
    expect(decided).toMatchObject({ payment_method_details: { bacs_debit: { network_status } }, status });
    expect(isUndecided(decided)).toBe(false);
  });
});

it.each([
  ['account_closed', true],
  ['debit_not_authorized', true],
  ['no_account', true],
  ['insufficient_funds', false],
  ['generic_could_not_process', false],
])('%s ends it: %s', (code, ends) => {
  expect(endsWith(code)).toBe(ends);
});
