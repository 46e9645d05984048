import type { RefundAnswer } from '../card-network/card-network.ts';
import { drawDigits } from '../draws.ts';
import { destinationOf } from '../refunds/refund.destination.ts';
import type { ProviderOrder } from './provider.ts';

/** How long a provider takes. The documentation says minutes or days, and of tests that what takes long takes less. */
const DECIDED_AFTER_S = 5;

/** Whose refunds are pending at first, as the page of each says. All others are there at once. */
const LATER: ReadonlySet<string> = new Set(
  (
    'ach_debit acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit cashapp fpx ' +
    'grabpay multibanco pay_by_bank paynow revolut_pay sepa_debit swish twint us_bank_account wechat_pay'
  ).split(' '),
);

/** No documented value makes a refund fail that is not a card's: this address of the payer does, before the `@`. */
const FAILS = /refund_fail$/;

/** What comes of giving money back. */
export function refund({ attempt_id, email, type }: ProviderOrder): RefundAnswer {
  const is_later = LATER.has(type);
  const reference = drawDigits(attempt_id, 'refund', 15);
  const traced = destinationOf(type, { reference, reference_status: 'available' });
  const succeeded = { kind: 'succeeded', destination_details: traced, later: null } as const;
  const answer = FAILS.test(email?.split('@')[0] ?? '') ? declined(type) : succeeded;
  if (!is_later && answer === succeeded) return succeeded;
  const destination_details = is_later
    ? destinationOf(type, { reference: null, reference_status: 'pending' })
    : traced;
  return {
    kind: is_later ? 'pending' : 'succeeded',
    destination_details,
    later: { after_s: DECIDED_AFTER_S, answer },
  };
}

function declined(type: string) {
  return {
    kind: 'failed',
    failure_reason: 'declined',
    destination_details: destinationOf(type, {
      reference: null,
      reference_status: 'unavailable',
      network_decline_code: 'declined',
    }),
  } as const;
}
