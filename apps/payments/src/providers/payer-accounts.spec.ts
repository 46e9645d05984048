import { payerIban } from './payer-accounts.ts';
import type { Payer } from './provider.ts';
import { iban_fates } from './test-ibans.ts';

it.each`
  type            | email                                                        | hash                 | country | fate
  ${'ideal'}      | ${'jenny@example.com'}                                       | ${{}}                | ${'NL'} | ${undefined}
  ${'bancontact'} | ${null}                                                      | ${{}}                | ${'BE'} | ${undefined}
  ${'sofort'}     | ${'jenny@example.com'}                                       | ${{ country: 'ES' }} | ${'ES'} | ${undefined}
  ${'sofort'}     | ${'jenny@example.com'}                                       | ${{ country: 'IT' }} | ${'DE'} | ${undefined}
  ${'ideal'}      | ${'generatedSepaDebitIntentsSucceed@example.com'}            | ${{}}                | ${'NL'} | ${undefined}
  ${'ideal'}      | ${'generatedSepaDebitIntentsSucceedDelayed@example.com'}     | ${{}}                | ${'NL'} | ${'succeeds_later'}
  ${'bancontact'} | ${'test_1_generatedSepaDebitIntentsFail@example.com'}        | ${{}}                | ${'BE'} | ${'fails'}
  ${'ideal'}      | ${'generatedSepaDebitIntentsFailDelayed@example.com'}        | ${{}}                | ${'NL'} | ${'fails_later'}
  ${'ideal'}      | ${'generatedSepaDebitIntentsSucceedDisputed@example.com'}    | ${{}}                | ${'NL'} | ${'disputed'}
  ${'sofort'}     | ${'generatedSepaDebitIntentsFailDelayedAustria@example.com'} | ${{ country: 'DE' }} | ${'AT'} | ${'fails_later'}
  ${'ideal'}      | ${'xgeneratedSepaDebitIntentsFail@example.com'}              | ${{}}                | ${'NL'} | ${undefined}
`('$type by $email: an account in $country, $fate', ({ country, email, fate, hash, type }) => {
  const payer = { billing_details: { email }, hash } as Payer;
  const number = payerIban({ payer, type: type as string });
  expect(number.slice(0, 2)).toBe(country);
  expect(iban_fates.get(number)).toBe(fate);
});
