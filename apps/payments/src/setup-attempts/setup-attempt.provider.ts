import type { StripeError } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { SetupAnswer } from '../providers/provider.ts';
import { type Attempted, blankAttempt, type SetupAttempt } from './setup-attempt.ts';

const STATUSES = { failed: 'failed', requires_action: 'requires_action', set_up: 'succeeded' };

/** One confirmation of a SetupIntent, and what the provider of the payment method said to it. */
export function ofProvider(
  intent: Attempted,
  payment_method: PaymentMethod,
  { kind }: Pick<SetupAnswer, 'kind'>,
  setup_error: StripeError | null,
  identity: Identity,
): SetupAttempt {
  const { type } = payment_method;
  return {
    ...blankAttempt(intent, payment_method, setup_error, identity),
    payment_method_details: { [type]: {}, type },
    status: STATUSES[kind],
  };
}
