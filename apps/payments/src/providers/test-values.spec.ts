import { iban } from '../payment-method-types/iban.ts';
import { iban_fates } from './test-ibans.ts';

it('knows IBANs only that could be ones, and each once', () => {
  for (const [number] of iban_fates) expect(iban(number, 'iban').country).toBe(number.slice(0, 2));
  expect(iban_fates.size).toBe(19 * 7);
});

it.each([
  ['DE08370400440532013003', 'succeeds_later'],
  ['DE62370400440532013001', 'fails'],
  ['DE35370400440532013002', 'disputed'],
  ['CH1800762000002222227', 'insufficient_funds'],
  ['GB32WEST12345600121212', 'exceeds_transaction_limit'],
  ['DE89370400440532013000', undefined],
])('%s %s', (number, fate) => {
  expect(iban_fates.get(number)).toBe(fate);
});
