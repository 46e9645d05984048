import { now, setTimer } from '@pinstripe/service';
import { secretPageUrl } from '../payer-actions/page-url.ts';
import { askCustomer, expiryOf } from './refund.emailed.ts';
import type { Refund } from './refund.ts';

/** Timers of this kind end the waiting for a customer who does not answer. */
export const EXPIRY = 'refund_expiry';

/** Writes to the customer of a refund which is about to be saved, and waits for an answer. */
export async function waitForAnswer(refund: Refund, email: string): Promise<Refund> {
  const asked = askCustomer(refund, email, now());
  await setExpiry(asked);
  return asked;
}

/** What its customer does not answer in time, ends. */
export async function setExpiry(asked: Refund): Promise<void> {
  await setTimer(EXPIRY, asked.id, expiryOf(asked), { refund: asked.id });
}

/** Where the customer answers: a mail would say so. */
export function answerPageUrl({ id }: Refund): string {
  return secretPageUrl('/refunds', 'refund', id);
}
