import { allocate } from '@pinstripe/kernel';
import { charges } from '../charges/charge.entity.ts';
import { openWarning } from '../radar/early-fraud-warnings/early-fraud-warnings.ts';
import { foreseen_causes } from './dispute.causes.ts';
import { openDispute } from './disputes.ts';

/**
 * Raises what the bank announced with its authorization, once the payment has been captured. Called at the end of the
 * unit that captures, so that a list which follows the answer has it.
 */
export async function raiseForeseen(charge: string): Promise<void> {
  const hidden = charges.privateOf(charge);
  if (hidden?.foreseen === undefined) return;
  const { foreseen, ...rest } = hidden;
  charges.setPrivate(charge, rest);
  const captured = await charges.load(charge);
  if (foreseen === 'early_fraud_warning') {
    openWarning(captured);
    return;
  }
  const causes = typeof foreseen === 'string' ? foreseen_causes[foreseen] : [foreseen];
  const parts = allocate(
    captured.amount_captured,
    causes.map(() => 1),
  );
  for (const [at, cause] of causes.entries()) {
    if (parts[at]! > 0) await openDispute(await charges.load(charge), parts[at]!, cause);
  }
}
