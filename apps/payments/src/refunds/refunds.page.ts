import type { PageParams, RefundAnswerParams, RefundLink, RefundSeen } from '@pinstripe/contract';
import { MERCHANT_NAME } from '../charges/statement-descriptor.ts';
import { requirePageSecret } from '../payer-actions/page-url.ts';
import type { Refund } from './refund.ts';
import { refunds } from './refund.entity.ts';
import { sendRefund } from './refunds.emailed.ts';

/** Where the customer of a refund is asked for an account: in a sandbox nobody gets the mail that says so. */
export async function linkOf(id: string): Promise<RefundLink> {
  await refunds.load(id);
  return { id, object: 'refund_link', hosted_details_url: refunds.privateOf(id)?.page_url ?? null };
}

/** What the page shows on which the customer of a refund names an account. */
export async function seenOnPage(id: string, { client_secret }: PageParams): Promise<RefundSeen> {
  return seen(await loadSeen(id, client_secret));
}

/** An account that a form names is taken once: a form from before the last question, or that was sent already, changes nothing. */
export async function answerOnPage(
  id: string,
  { asked_at, client_secret, ...account }: RefundAnswerParams,
): Promise<RefundSeen> {
  const refund = await loadSeen(id, client_secret);
  return seen(askedAt(refund) === asked_at ? await sendRefund(id, account) : refund);
}

async function loadSeen(id: string, secret: string): Promise<Refund> {
  const refund = await refunds.load(id);
  requirePageSecret(refunds.privateOf(id)?.page_url, secret, ['refund', id]);
  return refund;
}

function seen(refund: Refund): RefundSeen {
  const { id, amount, created, currency, destination_details, next_action, status } = refund;
  const { type } = destination_details!;
  const asked_at = askedAt(refund);
  return {
    id,
    object: 'refund_page',
    amount,
    asked_at,
    currency,
    expires_at: next_action?.display_details?.expires_at ?? null,
    merchant: MERCHANT_NAME,
    reference: destination_details![type as 'us_bank_transfer']?.reference ?? null,
    returned: asked_at !== null && asked_at > created,
    status,
    transfer_type: type,
  };
}

/** When its customer was asked last; null while nobody is. */
function askedAt({ next_action }: Refund): number | null {
  return next_action?.display_details?.email_sent.email_sent_at ?? null;
}
