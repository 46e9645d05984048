import type { PaymentRequest, SetupRequest } from './provider.ts';
import { type IbanFate, testIban } from './test-ibans.ts';

/**
 * What becomes of debits of the account that a payer has paid from, by their email (guides "Save bank details during an iDEAL payment", and
 * of Bancontact and Sofort, "Test your integration").
 */
const BY_EMAIL =
  /(?:^|_)generatedSepaDebitIntents(Succeed|SucceedDelayed|Fail|FailDelayed|SucceedDisputed)(Austria|Belgium|Germany|Italy|Netherlands|Spain)?@/;

const FATES: Readonly<Record<string, IbanFate | null>> = {
  Fail: 'fails',
  FailDelayed: 'fails_later',
  Succeed: null,
  SucceedDelayed: 'succeeds_later',
  SucceedDisputed: 'disputed',
};

const COUNTRIES: Readonly<Record<string, string>> = {
  Austria: 'AT',
  Belgium: 'BE',
  Germany: 'DE',
  Italy: 'IT',
  Netherlands: 'NL',
  Spain: 'ES',
  bancontact: 'BE',
  ideal: 'NL',
};

/** The IBAN from which somebody pays at their bank. */
export function payerIban({ payer, type }: Pick<PaymentRequest | SetupRequest, 'payer' | 'type'>): string {
  const [, fate = 'Succeed', country] = BY_EMAIL.exec(payer?.billing_details.email ?? '') ?? [];
  const of_type = COUNTRIES[type] ?? (payer?.hash['country'] as string);
  return testIban(COUNTRIES[country ?? ''] ?? of_type, FATES[fate]!);
}
