import { randomText } from '@pinstripe/kernel';
import Stripe from 'stripe';

/** Longer than an abandoned attempt is left to the process that began it, and a broker takes to come back. */
export const PATIENCE_MS = 60_000;
const PAUSE_MS = 60;

/** Asks with one idempotency key until the answer is final. @throws the error that is final. */
export async function insist<T>(
  ask: (options: Stripe.RequestOptions) => Promise<T>,
  idempotencyKey = randomText(16),
): Promise<T> {
  const give_up_at = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask({ idempotencyKey });
    } catch (error) {
      if (isFinal(error) || performance.now() > give_up_at) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** What has not come about yet is worth another question. */
export function notYet(message: string): Error {
  return new Stripe.errors.StripeConnectionError({ message, type: 'api_error' });
}

/** As the SDK has it: what was not answered, conflicts, limits and failures of the server are worth another try. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return true;
  const { statusCode = 0 } = error;
  return statusCode !== 0 && statusCode !== 409 && statusCode !== 429 && statusCode < 500;
}

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
