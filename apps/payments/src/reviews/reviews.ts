import type { Charge } from '../charges/charge.ts';
import { clientIp } from '../radar/rules.ts';
import { close, type ClosedReason, open, wantsReview } from './review.ts';
import { reviews } from './review.entity.ts';

/** The charge with the review that it will have, if a rule wants one: every event of the charge is to name it. */
export function markForReview(charge: Charge): Charge {
  return wantsReview(charge) ? { ...charge, review: reviews.identity().id } : charge;
}

/** Opens the review of a charge that was marked for one. */
export function openReview(charge: Charge): void {
  if (charge.review === null) return;
  reviews.insert(open(charge, clientIp(), reviews.identity(charge.review)), 'review.opened');
}

/** The review of a charge is over, since what it was about has been decided elsewhere. */
export async function closeReview(charge: Charge, reason: ClosedReason): Promise<void> {
  if (charge.review === null) return;
  const review = await reviews.load(charge.review);
  if (review.open) reviews.save(close(review, reason), 'review.closed');
}
