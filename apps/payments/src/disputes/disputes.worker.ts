import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { Timer } from '@pinstripe/service';
import type { DisputeVerdict } from '../card-network/card-network.ts';
import { inquiryTerms, isAllowed, isInquiry } from './dispute.ts';
import { disputes } from './dispute.entity.ts';
import { concede, recordVerdict } from './disputes.ts';
import { DISPUTE_DEADLINE, DISPUTE_DECISION } from './disputes.deadlines.ts';

@Injectable()
export class DisputesWorker {
  @Timer(DISPUTE_DEADLINE)
  async lapse({ dispute: id }: JsonObject) {
    const dispute = await disputes.load(id as string);
    if (!isAllowed(dispute, 'lapse')) return;
    if (isInquiry(dispute) && inquiryTerms(dispute).escalates) await recordVerdict(dispute, 'escalated');
    else await concede(dispute);
  }

  @Timer(DISPUTE_DECISION)
  async decide({ dispute: id, verdict }: JsonObject) {
    const dispute = await disputes.load(id as string);
    const action = verdict === 'escalated' ? 'escalate' : 'decide';
    if (isAllowed(dispute, action)) await recordVerdict(dispute, verdict as DisputeVerdict);
  }
}
