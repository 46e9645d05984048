import { Injectable } from '@nestjs/common';
import type {
  PayerActionCompleteParams,
  PayerActionRetrieveParams,
  PayerActionSeen,
} from '@pinstripe/contract';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';
import { PaymentIntentConfirmations } from '../payment-intents/payment-intents.confirm.ts';
import { setupIntents } from '../setup-intents/setup-intent.entity.ts';
import { SetupIntentConfirmations } from '../setup-intents/setup-intents.confirm.ts';
import {
  abandon,
  type Asking,
  complete,
  type PayerAction,
  requireSecret,
  returnUrl,
} from './payer-action.ts';
import { payerActions } from './payer-action.entity.ts';

/** What pages ask for: to show what a payer is to do, and to go on once it is done. */
@Injectable()
export class PayerActionsService {
  constructor(
    private readonly payments: PaymentIntentConfirmations,
    private readonly setups: SetupIntentConfirmations,
  ) {}

  async retrieve(id: string, { client_secret }: PayerActionRetrieveParams): Promise<PayerActionSeen> {
    const action = await payerActions.load(id);
    const intent = await intentOf(action);
    requireSecret(intent, action, client_secret);
    return seen(action.status === 'pending' && !isAwaited(action, intent) ? abandon(action) : action, intent);
  }

  /** Nothing happens twice: a page that is sent again finds what has come of it. */
  async complete(id: string, { client_secret, outcome }: PayerActionCompleteParams) {
    const action = await payerActions.load(id);
    const intent = await intentOf(action);
    requireSecret(intent, action, client_secret);
    if (action.status !== 'pending') return seen(action, intent);
    if (!isAwaited(action, intent)) return seen(payerActions.save(abandon(action)), intent);
    payerActions.save(complete(action, outcome));
    const { step } = payerActions.privateOf(id)!;
    return intent.object === 'payment_intent'
      ? this.payments.onPayerAction(intent, step, outcome)
      : this.setups.onPayerAction(intent, step, outcome);
  }
}

function intentOf({ intent }: PayerAction) {
  return intent.startsWith('pi_') ? paymentIntents.load(intent) : setupIntents.load(intent);
}

/** Whether its intent, which is loaded, still waits for this very action. */
function isAwaited({ id }: PayerAction, { id: intent, object, status }: Asking): boolean {
  const intents = object === 'payment_intent' ? paymentIntents : setupIntents;
  return status === 'requires_action' && intents.privateOf(intent)?.payer_action === id;
}

function seen(action: PayerAction, intent: Asking): PayerActionSeen {
  return { ...action, return_url: returnUrl(action, intent) };
}
