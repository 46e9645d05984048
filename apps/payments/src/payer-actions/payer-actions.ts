import type { JsonObject } from '@pinstripe/kernel';
import { context, publicUrl } from '@pinstripe/service';
import { nextAction } from '../intents/next-action.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { payerActions } from './payer-action.entity.ts';
import type { Asking } from './payer-action.ts';

interface Asked {
  amount: number | null;
  currency: string | null;
  payment_method: PaymentMethod;
  /** What has to wait, as it goes on once the payer has authenticated. */
  step: object;
  return_url: string | undefined;
  use_stripe_sdk: boolean | undefined;
}

/** Asks the payer of `intent` to act; answers the action's id, and what the client is told of it. */
export function askPayer(
  intent: Asking,
  { amount, currency, payment_method, step, return_url, use_stripe_sdk }: Asked,
) {
  const { brand, last4 } = payment_method.card!;
  const { id } = payerActions.insert({
    ...payerActions.identity(),
    object: 'payer_action',
    amount,
    currency,
    intent: intent.id,
    payment_method: { brand, last4 },
    return_url: return_url ?? null,
    status: 'pending',
  });
  payerActions.setPrivate(id, { step: step as JsonObject });
  const at = { account: context().account, public_url: publicUrl() };
  const handling = {
    ...(return_url === undefined ? {} : { return_url }),
    ...(use_stripe_sdk === undefined ? {} : { use_stripe_sdk }),
  };
  return { payer_action: id, next_action: nextAction(intent, id, handling, at) };
}
