import type { JsonObject } from '@pinstripe/kernel';
import { payerActions } from './payer-action.entity.ts';
import { knownBy } from '../payment-methods/known-by.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Asking } from './payer-action.ts';

interface Asked {
  /** Its id, if somebody has been told of it already. */
  id?: string;
  amount: number | null;
  currency: string | null;
  payment_method: Pick<PaymentMethod, 'card'> & { type: string };
  /** What has to wait, as it goes on once the payer has acted. */
  step: object;
  return_url: string | undefined;
}

/** Asks the payer of `intent` to act; answers the action's id. */
export function askPayer(
  intent: Asking,
  { id: minted, amount, currency, payment_method, step, return_url }: Asked,
): string {
  const { id } = payerActions.insert({
    ...payerActions.identity(minted),
    object: 'payer_action',
    amount,
    currency,
    intent: intent.id,
    payment_method: knownBy(payment_method),
    return_url: return_url ?? null,
    status: 'pending',
  });
  payerActions.setPrivate(id, { step: step as JsonObject });
  return id;
}
