import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { blockAfter, blocked, isBlocked, seenBy } from './bank-account-block.ts';

const method = {
  id: 'pm_1',
  type: 'us_bank_account',
  us_bank_account: { last4: '1113', status_details: {} },
} as unknown as PaymentMethod;

it.each`
  reason                         | unauthorized | network_code | blocks
  ${'account_closed'}            | ${0}         | ${'R02'}     | ${'bank_account_closed'}
  ${'no_account'}                | ${0}         | ${'R03'}     | ${'bank_account_invalid_details'}
  ${'incorrect_account_details'} | ${0}         | ${'R04'}     | ${'bank_account_invalid_details'}
  ${'debit_not_authorized'}      | ${1}         | ${null}      | ${null}
  ${'debit_not_authorized'}      | ${2}         | ${'R10'}     | ${'debit_not_authorized'}
  ${'insufficient_funds'}        | ${2}         | ${null}      | ${null}
`('$reason, unauthorized $unauthorized: $blocks', ({ reason, unauthorized, network_code, blocks }) => {
  expect(blockAfter(reason as string, unauthorized as number)).toEqual(
    blocks === null ? null : { network_code, reason: blocks },
  );
});

it('is seen by the merchant alone', () => {
  const closed = blocked(method, { network_code: 'R02', reason: 'bank_account_closed' });
  expect([isBlocked(method), isBlocked(closed)]).toEqual([false, true]);
  expect(isBlocked(seenBy(closed, 'publishable'))).toBe(false);
  expect(seenBy(closed, 'secret')).toBe(closed);
  expect(seenBy(closed, 'publishable').us_bank_account).toMatchObject({ last4: '1113' });
});
