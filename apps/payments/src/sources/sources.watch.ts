import { DAY, type Timestamp } from '@pinstripe/kernel';
import { clearTimer, context, now, setTimer } from '@pinstripe/service';
import { foreseePayer } from '../providers/test-payers.ts';
import type { Source } from './source.ts';
import { sourceType } from './source-types.ts';

/** Timers of this kind end sources that nobody has authorized, or charged, in time. */
export const EXPIRY = 'source_expiry';
/** Timers of this kind bring what payers of the sandbox do by themselves. */
export const PAYER = 'source_payer';
/** Timers of this kind bring it that a transfer has cleared. */
export const CLEARING = 'source_transaction_clearing';

/** Waits for whoever acts next, as its type has it; to be called when its status has become another. */
export async function watchSource(source: Source): Promise<void> {
  const { id } = source;
  const at = expiryOf(source, now());
  if (at === null) await clearTimer(EXPIRY, id);
  else await setTimer(EXPIRY, id, at, { source: id });
}

/** When a source that has just got its status is over; null where it waits for ever. */
export function expiryOf(source: Source, now: Timestamp): Timestamp | null {
  const { chargeable_for, chargeable_until_s, pending_for } = sourceType(source);
  if (source.status === 'pending') return pending_for === undefined ? null : now + pending_for;
  if (source.status !== 'chargeable' || chargeable_for === undefined) return null;
  const at = now + chargeable_for;
  if (chargeable_until_s === undefined) return at;
  const closing = now - (now % DAY) + chargeable_until_s;
  return Math.min(at, closing > now ? closing : closing + DAY);
}

/** In test mode the payer of a new source may act without being seen. */
export async function watchPayer(source: Source): Promise<void> {
  const payer = source.status === 'pending' && !context().livemode ? foreseePayer(source) : null;
  if (payer === null) return;
  const { after_s, amount } = payer;
  await setTimer(PAYER, source.id, now() + after_s, { source: source.id, amount });
}
