import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { Timer } from '@pinstripe/service';
import { bookRefundFailure } from '../balance-transactions/balance-transactions.service.ts';
import type { RefundAnswer, RefundFailed } from '../card-network/card-network.ts';
import { charges } from '../charges/charge.entity.ts';
import { isAllowed, told, updateEvents } from './refund.ts';
import { refunds } from './refund.entity.ts';
import { awaitDecision, REFUND_ANSWER, REFUND_DECISION } from './refunds.pending.ts';

@Injectable()
export class RefundsWorker {
  @Timer(REFUND_ANSWER)
  async tell({ refund, answer }: JsonObject) {
    await record(refund as string, answer as unknown as RefundAnswer | RefundFailed);
  }

  @Timer(REFUND_DECISION)
  async decide(payload: JsonObject) {
    await record(payload['refund'] as string, answerOf(payload));
  }
}

/** What is said of a refund, in either of the forms in which earlier versions kept it. */
function answerOf({ answer, failure_reason }: JsonObject): RefundAnswer | RefundFailed {
  if (answer !== undefined) return answer as unknown as RefundAnswer | RefundFailed;
  const destination_details = null;
  if (failure_reason === null) return { kind: 'succeeded', destination_details, later: null };
  return { kind: 'failed', failure_reason: failure_reason as string, destination_details };
}

async function record(id: string, answer: RefundAnswer | RefundFailed): Promise<void> {
  const refund = await refunds.load(id);
  if (!isAllowed(refund, answer.kind === 'failed' ? 'fail' : 'tell')) return;
  if (answer.kind === 'failed') {
    const charge = await charges.load(refund.charge!);
    await bookRefundFailure(charge, told(refund, answer), 'failed', answer.failure_reason);
    return;
  }
  const decided = refunds.save(told(refund, answer), ...updateEvents(refund));
  await awaitDecision(decided, answer.later);
}
