import { bookRefundFailure } from '../balance-transactions/balance-transactions.service.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { refunds } from './refund.entity.ts';

/** Refunds that have not reached the customer fail when the bank takes the money back itself. */
export async function failPendingRefunds({ id }: Charge): Promise<void> {
  const { data } = await refunds.list({ limit: 100 }, { charge: id });
  for (const { id: refund, status } of data) {
    if (status !== 'pending') continue;
    await bookRefundFailure(
      await charges.load(id),
      await refunds.load(refund),
      'failed',
      'charge_for_pending_refund_disputed',
    );
  }
}
