import { DAY, HOUR, type Timestamp } from '@pinstripe/kernel';
import { businessDaysAfter } from '../balance-transactions/business-days.ts';
import { EXPIRED } from './failures.ts';
import type { Failed, Later, Paid, Payer, PaymentRequest, Processing } from './provider.ts';

/** What becomes of a voucher whose page nobody opens ("Test your integration" in the guides of each type). */
export type VoucherFate =
  | 'expire_immediately'
  | 'expire_with_delay'
  | 'fill_never'
  | 'reject'
  | 'succeed_immediately'
  | 'succeed_with_delay';

type Voucher = Pick<Payer, 'billing_details' | 'options'>;

const BY_EMAIL = /(expire_immediately|expire_with_delay|fill_never|succeed_immediately)@/;

/** Of konbini alone, and stronger than the email. */
const BY_CONFIRMATION_NUMBER: ReadonlyMap<unknown, VoucherFate> = new Map([
  ['11111111110', 'succeed_with_delay'],
  ['22222222220', 'succeed_immediately'],
  ['33333333330', 'expire_immediately'],
  ['44444444440', 'expire_with_delay'],
  ['55555555550', 'fill_never'],
  ['01234567890', 'reject'],
]);

export function voucherFate({ billing_details, options }: Voucher): VoucherFate {
  const numbered = BY_CONFIRMATION_NUMBER.get(options['confirmation_number']);
  const [, word] = BY_EMAIL.exec(billing_details.email ?? '') ?? [];
  return numbered ?? (word as VoucherFate | undefined) ?? 'succeed_with_delay';
}

/** What the documentation calls seconds, and about three minutes. */
export const SOON_S = 5;
export const DELAY_S = 3 * 60;

/** Midnight in Brazil, Mexico and Japan, none of which changes its clocks. */
const UTC_OFFSET: Readonly<Record<string, number>> = {
  boleto: -3 * HOUR,
  oxxo: -6 * HOUR,
  konbini: 9 * HOUR,
};
const DAYS = 3;
const MULTIBANCO_DAYS = 7;

/** Until when a voucher can be paid that is asked for at `now`; those that expire on purpose do not mind their options. */
export function voucherExpiry(type: string, voucher: Voucher, now: Timestamp): Timestamp {
  const fate = voucherFate(voucher);
  if (fate === 'expire_immediately') return now;
  if (fate === 'expire_with_delay') return now + DELAY_S;
  if (type === 'multibanco') return now + MULTIBANCO_DAYS * DAY;
  const { expires_after_days, expires_at } = voucher.options as Record<string, number | null | undefined>;
  return expires_at ?? endOfDay(now, expires_after_days ?? DAYS, UTC_OFFSET[type]!);
}

/** The last second of the day that comes `days` after today, where clocks are `offset` before those of UTC. */
function endOfDay(now: Timestamp, days: number, offset: number): Timestamp {
  return (Math.floor((now + offset) / DAY) + days + 1) * DAY - offset - 1;
}

/** Types of which it is not known at their expiry whether somebody has paid before, and when it is. */
const DECIDED_AT: Readonly<Record<string, (expiry: Timestamp) => Timestamp>> = {
  multibanco: (expiry) => expiry + 4 * DAY,
  oxxo: (expiry) => businessDaysAfter(expiry, 1) + 2 * DAY,
};

/** The shops do not take the number that the client wants. */
export const REJECTED: Failed = {
  kind: 'failed',
  failure: {
    code: 'payment_intent_konbini_rejected_confirmation_number',
    message: 'The confirmation number was rejected by those who process payments at convenience stores.',
  },
  details: {},
};
const UNPAID: Failed = { kind: 'failed', failure: EXPIRED, details: {} };

/** What comes of a voucher by itself, null where there is to be none; `paid` is what is said of it once it is paid. */
export function onVoucher(
  { requested_at, type }: Pick<PaymentRequest, 'requested_at' | 'type'>,
  payer: Payer,
  paid: Paid,
): Later<Failed | Paid | Processing> | null {
  switch (voucherFate(payer)) {
    case 'expire_immediately':
      return { after_s: SOON_S, answer: UNPAID };
    case 'expire_with_delay':
      return { after_s: DELAY_S, answer: UNPAID };
    case 'fill_never':
      return neverPaid(type, voucherExpiry(type, payer, requested_at), requested_at);
    case 'reject':
      return null;
    case 'succeed_immediately':
      return { after_s: SOON_S, answer: paid };
    case 'succeed_with_delay':
      return { after_s: DELAY_S, answer: paid };
  }
}

function neverPaid(type: string, expiry: Timestamp, now: Timestamp): Later<Failed | Processing> {
  const after_s = expiry - now;
  const decidedAt = DECIDED_AT[type];
  if (decidedAt === undefined) return { after_s, answer: UNPAID };
  const later = { after_s: decidedAt(expiry) - expiry, answer: UNPAID };
  return { after_s, answer: { kind: 'processing', details: {}, later } };
}
