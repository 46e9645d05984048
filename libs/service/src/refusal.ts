import type { StripeError } from '@pinstripe/kernel';

/** An error that is the outcome of a decision: what the unit has buffered commits with it. */
export class Refusal extends Error {
  constructor(readonly error: StripeError) {
    super(error.message);
  }
}

/**
 * Commits the unit and answers with `error`: a declined card leaves a failed charge, `last_payment_error` and events
 * behind. An error that is merely thrown changes nothing.
 */
export function refuse(error: StripeError): never {
  throw new Refusal(error);
}
