import type { Identity } from '@pinstripe/service';
import type { SetupIntent } from '../setup-intents/setup-intent.ts';
import { abandon, type SetupAttempt } from './setup-attempt.ts';
import { setupAttempts } from './setup-attempt.entity.ts';

/** Gives up the attempt of an intent that waits for its cardholder, if there is one. */
export async function abandonAttempt({ latest_attempt, status }: SetupIntent): Promise<void> {
  if (status !== 'requires_action') return;
  setupAttempts.save(abandon(await setupAttempts.load(latest_attempt!)));
}

/** Notes what `make` says of an attempt: one attempt lasts from the confirmation to its end, with what its payer does in between. */
export async function noteAttempt(
  { latest_attempt, status }: SetupIntent,
  make: (identity: Identity) => Promise<SetupAttempt> | SetupAttempt,
): Promise<SetupAttempt> {
  if (status !== 'requires_action') return setupAttempts.insert(await make(setupAttempts.identity()));
  const { id, created, livemode } = await setupAttempts.load(latest_attempt!);
  return setupAttempts.save(await make({ id, created, livemode }));
}
