import { blocked } from '../bank-account-blocks/bank-account-block.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { seenWith } from './client-secret.ts';

const account = { type: 'us_bank_account', us_bank_account: { last4: '1113' } } as unknown as PaymentMethod;
const block = { network_code: 'R02', reason: 'bank_account_closed' } as const;
const last_setup_error = { code: 'bank_account_unusable', payment_method: blocked(account, block) };
const intent = { id: 'seti_1', customer: 'cus_1', last_setup_error };
const fields = ['id', 'last_setup_error'] as const;

it('shows a page no more of the payment method that has failed than of any other', () => {
  expect(seenWith('publishable', intent, fields, 'last_setup_error')).toEqual({
    id: 'seti_1',
    last_setup_error: {
      code: 'bank_account_unusable',
      payment_method: { ...account, us_bank_account: { last4: '1113', status_details: {} } },
    },
  });
});

it.each([null, { code: 'setup_intent_authentication_failure' }])('shows %j as it is', (error) => {
  const failed = { ...intent, last_setup_error: error };
  expect(seenWith('publishable', failed, fields, 'last_setup_error')).toEqual({
    id: 'seti_1',
    last_setup_error: error,
  });
});

it('shows the server all', () => {
  expect(seenWith('secret', intent, fields, 'last_setup_error')).toBe(intent);
});
