import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { now, setTimer, Timer } from '@pinstripe/service';
import { bookRefundFailure } from '../balance-transactions/balance-transactions.service.ts';
import type { RefundAnswer } from '../card-network/card-network.ts';
import { charges } from '../charges/charge.entity.ts';
import { isAllowed, type Refund, succeed } from './refund.ts';
import { refunds } from './refund.entity.ts';

/** Timers of this kind bring what the card's bank has decided about a refund. */
const REFUND_DECISION = 'refund_decision';

/** The bank has not had its last word yet. */
export async function setRefundDecision(
  { id }: Refund,
  later: NonNullable<RefundAnswer['later']>,
): Promise<void> {
  const failure_reason = later.kind === 'failed' ? later.failure_reason : null;
  await setTimer(REFUND_DECISION, id, now() + later.after_s, { refund: id, failure_reason });
}

@Injectable()
export class RefundsWorker {
  @Timer(REFUND_DECISION)
  async decide({ refund: id, failure_reason }: JsonObject) {
    const refund = await refunds.load(id as string);
    if (failure_reason === null) {
      if (isAllowed(refund, 'succeed'))
        refunds.save(succeed(refund), 'refund.updated', 'charge.refund.updated');
    } else if (isAllowed(refund, 'fail')) {
      const charge = await charges.load(refund.charge!);
      await bookRefundFailure(charge, refund, 'failed', failure_reason as string);
    }
  }
}
