import type { SetupIntent } from '../setup-intents/setup-intent.ts';
import { abandon } from './setup-attempt.ts';
import { setupAttempts } from './setup-attempt.entity.ts';

/** Gives up the attempt of an intent that waits for its cardholder, if there is one. */
export async function abandonAttempt({ latest_attempt, status }: SetupIntent): Promise<void> {
  if (status !== 'requires_action') return;
  setupAttempts.save(abandon(await setupAttempts.load(latest_attempt!)));
}
