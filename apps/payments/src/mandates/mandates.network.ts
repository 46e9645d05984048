import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { now, setTimer, Timer } from '@pinstripe/service';
import type { MandateVerdict } from '../providers/provider.ts';
import { decide, isUndecided, type Mandate } from './mandate.ts';
import { mandates } from './mandate.entity.ts';

/**
 * Mandates that the payer's bank has to accept first, through its network ("Bacs Direct Debit", "Mandates"): pending until then,
 * though payments may be ordered under them.
 */

/** Timers of this kind bring what a network says of a mandate that is new to it. */
const DECISION = 'mandate_decision';

/**
 * Presents a mandate that this unit has made to the network, whose verdict is in the provider's `answer`; one that nobody has to accept
 * is in force already.
 */
export async function present(mandate: Mandate, answer: object): Promise<void> {
  if (!isUndecided(mandate)) return;
  const { mandate: verdict } = answer as { mandate?: MandateVerdict };
  const { after_s, network_status } = verdict ?? { after_s: 0, network_status: 'accepted' };
  mandates.setPrivate(mandate.id, { ...mandates.privateOf(mandate.id), network_status });
  await setTimer(DECISION, mandate.id, now() + after_s, { mandate: mandate.id });
}

/** A mandate, which this unit has loaded, as it is once its network has spoken: whatever comes of its debits comes after that. */
export function presented(mandate: Mandate): Mandate {
  if (!isUndecided(mandate)) return mandate;
  return decide(mandate, mandates.privateOf(mandate.id)?.network_status ?? 'accepted');
}

@Injectable()
export class MandatesWorker {
  @Timer(DECISION)
  async decide({ mandate: id }: JsonObject) {
    const mandate = await mandates.load(id as string);
    if (isUndecided(mandate)) mandates.save(presented(mandate), 'mandate.updated');
  }
}
