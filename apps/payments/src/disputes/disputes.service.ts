import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { CARD_NETWORK, type CardNetwork, type DisputeAnswer } from '../card-network/card-network.ts';
import { charges } from '../charges/charge.entity.ts';
import { type Dispute, isInquiry, requireAllowed } from './dispute.ts';
import { disputes } from './dispute.entity.ts';
import { priorCharges } from './dispute.enhanced-evidence.ts';
import { hasEvidence, isSubmission, requireSubmittable, update } from './dispute.evidence.ts';
import { concede, submitEvidence } from './disputes.ts';
import { setDecision } from './disputes.deadlines.ts';

interface Contesting {
  dispute: string;
  is_inquiry: boolean;
  /** By what was paid; undefined where the dispute does not say. */
  type: string | undefined;
  uncategorized_text: string | null;
  params: Stripe.DisputeUpdateParams;
}

interface Conceding {
  dispute: string;
}

@Injectable()
export class DisputesService {
  private readonly contesting: Beginning<Contesting, Stripe.Dispute>;
  private readonly conceding: Beginning<Conceding, Stripe.Dispute>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.contesting = steps.define('contest_dispute', {
      call: ({ dispute, is_inquiry, type, uncategorized_text }: Contesting, attempt_id) =>
        network.contest({ attempt_id, dispute, is_inquiry, type, uncategorized_text }),
      onOutcome: onContested,
    });
    this.conceding = steps.define('concede_dispute', {
      call: ({ dispute }: Conceding, attempt_id) => network.concede({ attempt_id, dispute }),
      onOutcome: onConceded,
    });
  }

  /** Stages evidence, or has the bank see it; metadata may change at any time. */
  async update(id: string, params: Stripe.DisputeUpdateParams) {
    const dispute = await disputes.load(id);
    const submits = isSubmission(params);
    if (submits || hasEvidence(params)) requireAllowed(dispute, 'respond');
    await requireCharges(params);
    const updated = update(dispute, params);
    if (!submits) return disputes.save(updated, 'charge.dispute.updated');
    requireSubmittable(updated);
    const { uncategorized_text } = updated.evidence;
    const { type } = updated.payment_method_details ?? {};
    return this.contesting.begin(
      { resource: disputes, id },
      { dispute: id, is_inquiry: isInquiry(dispute), type, uncategorized_text, params },
    );
  }

  async close(id: string) {
    requireAllowed(await disputes.load(id), 'close');
    return this.conceding.begin({ resource: disputes, id }, { dispute: id });
  }
}

async function requireCharges(params: Stripe.DisputeUpdateParams): Promise<void> {
  for (const [at, charge] of priorCharges(params).entries()) {
    const param =
      'evidence[enhanced_evidence][visa_compelling_evidence_3]' +
      `[prior_undisputed_transactions][${at}][charge]`;
    await charges.load(charge, param);
  }
}

async function onContested({ dispute: id, params }: Contesting, { later }: DisputeAnswer): Promise<Dispute> {
  const submitted = await submitEvidence(update(await disputes.load(id), params));
  if (later !== null) await setDecision(submitted, later);
  return submitted;
}

async function onConceded({ dispute: id }: Conceding): Promise<Dispute> {
  return concede(await disputes.load(id));
}
