import { dropInquiries } from '../disputes/disputes.ts';
import { settleWarning } from '../radar/early-fraud-warnings/early-fraud-warnings.ts';
import { closeReview } from '../reviews/reviews.ts';
import { askForRefund } from '../sources/sources.receivers.ts';
import { charges } from './charge.entity.ts';

/**
 * What hangs on a charge ends when all of it has been given back, and its review also when any of it was, as fraudulent.
 * To be called when the refund has been booked.
 */
export async function onRefunded(id: string, reason: string | null): Promise<void> {
  const charge = await charges.load(id);
  await askForRefund(charge);
  if (reason === 'fraudulent') await closeReview(charge, 'refunded_as_fraud');
  if (!charge.refunded) return;
  await closeReview(charge, 'refunded');
  await settleWarning(charge);
  await dropInquiries(charge);
}
