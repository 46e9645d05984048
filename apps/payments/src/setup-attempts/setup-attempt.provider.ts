import type { JsonObject, StripeError } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { SetupAnswer } from '../providers/provider.ts';
import { type Attempted, blankAttempt, type SetupAttempt } from './setup-attempt.ts';

const STATUSES = { failed: 'failed', requires_action: 'requires_action', set_up: 'succeeded' };

/** One confirmation of a SetupIntent, and what the provider of the payment method said to it. */
export function ofProvider(
  intent: Attempted,
  payment_method: PaymentMethod,
  { details = {}, kind }: { details?: JsonObject; kind: SetupAnswer['kind'] },
  setup_error: StripeError | null,
  identity: Identity,
): SetupAttempt {
  const { type } = payment_method;
  const { attempt_fields = [] } = typeOf(payment_method);
  const shown = Object.fromEntries(attempt_fields.map((field) => [field, details[field] ?? null]));
  return {
    ...blankAttempt(intent, payment_method, setup_error, identity),
    payment_method_details: { [type]: shown, type },
    status: STATUSES[kind],
  };
}
