import { DAY, type Timestamp } from '@pinstripe/kernel';
import type { Failed, Later, Paid, Payer, PaymentRequest } from './provider.ts';
import { DELAY_S, SOON_S, voucherFate } from './vouchers.ts';

/** How long a payer who was sent away may take. The documentation names this for a few types only. */
export const ACTED_WITHIN_S = DAY;

/** Types that are paid by themselves, as the test emails have it, and how soon where these say nothing. */
const PAID_AFTER_S: Readonly<Record<string, number>> = { pix: DELAY_S, swish: 60 };

/** Until when a Pix can be paid that is asked for at `now`; one that expires on purpose does not mind its options. */
export function pixExpiry(payer: Pick<Payer, 'billing_details' | 'options'>, now: Timestamp): Timestamp {
  const fate = voucherFate(payer);
  if (fate === 'expire_immediately') return now;
  if (fate === 'expire_with_delay') return now + DELAY_S;
  const { expires_after_seconds, expires_at } = payer.options as Record<string, number | null | undefined>;
  return expires_at ?? now + (expires_after_seconds ?? DAY);
}

/** What comes by itself of a code whose page nobody opens, null where the documentation does not say; `paid` or `expired`. */
export function onCode(
  { requested_at, type }: Pick<PaymentRequest, 'requested_at' | 'type'>,
  payer: Payer,
  { expired, paid }: { expired: Failed; paid: Paid },
): Later<Failed | Paid> | null {
  const after_s = PAID_AFTER_S[type];
  if (after_s === undefined) return null;
  switch (voucherFate(payer)) {
    case 'expire_immediately':
      return { after_s: SOON_S, answer: expired };
    case 'expire_with_delay':
      return { after_s: DELAY_S, answer: expired };
    case 'succeed_immediately':
      return { after_s: SOON_S, answer: paid };
    case 'fill_never':
      if (type === 'pix') return { after_s: pixExpiry(payer, requested_at) - requested_at, answer: expired };
  }
  return { after_s, answer: paid };
}
