import type { Charge } from '../../charges/charge.ts';
import { charges } from '../../charges/charge.entity.ts';
import { open, settle } from './early-fraud-warning.ts';
import { earlyFraudWarnings } from './early-fraud-warning.entity.ts';

/** The bank warns of a charge that this unit has loaded or made. */
export function openWarning(charge: Charge): void {
  const warning = open(charge, earlyFraudWarnings.identity());
  earlyFraudWarnings.insert(warning, 'radar.early_fraud_warning.created');
  charges.setPrivate(charge.id, {
    ...charges.privateOf(charge.id)!,
    early_fraud_warning: warning.id,
  });
}

/** Nothing is left to be done about what the bank has warned of. */
export async function settleWarning({ id }: Charge): Promise<void> {
  const { early_fraud_warning } = charges.privateOf(id) ?? {};
  if (early_fraud_warning === undefined) return;
  const warning = await earlyFraudWarnings.load(early_fraud_warning);
  earlyFraudWarnings.save(settle(warning), 'radar.early_fraud_warning.updated');
}
