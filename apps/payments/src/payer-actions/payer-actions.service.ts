import { Injectable } from '@nestjs/common';
import type {
  PageParams,
  PayerActionCompleteParams,
  PayerActionSeen,
  PayerActionVerifyMicrodepositsParams,
} from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { mismatch } from '../microdeposits/microdeposits.ts';
import type { PaymentIntent } from '../payment-intents/payment-intent.ts';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';
import { PaymentIntentConfirmations } from '../payment-intents/payment-intents.confirm.ts';
import { PaymentIntentsService } from '../payment-intents/payment-intents.service.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import type { SetupIntent } from '../setup-intents/setup-intent.ts';
import { setupIntents } from '../setup-intents/setup-intent.entity.ts';
import { SetupIntentConfirmations } from '../setup-intents/setup-intents.confirm.ts';
import { SetupIntentsService } from '../setup-intents/setup-intents.service.ts';
import type { Source } from '../sources/source.ts';
import { sources } from '../sources/source.entity.ts';
import { voucherOfSource } from '../sources/source.receiver.ts';
import { onPayerAction as onSourceAction } from '../sources/sources.payer.ts';
import {
  abandon,
  type Asking,
  complete,
  failureMessage,
  type PayerAction,
  requireSecret,
  returnUrl,
} from './payer-action.ts';
import { payerActions } from './payer-action.entity.ts';
import { voucherOf } from './voucher.ts';

/** What pages ask for: to show what a payer is to do, and to go on once it is done. */
@Injectable()
export class PayerActionsService {
  constructor(
    private readonly payments: PaymentIntentConfirmations,
    private readonly setups: SetupIntentConfirmations,
    private readonly payment_intents: PaymentIntentsService,
    private readonly setup_intents: SetupIntentsService,
  ) {}

  async retrieve(id: string, { client_secret }: PageParams): Promise<PayerActionSeen> {
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
    if (depositsOf(action) !== undefined) {
      throw errors.invalid('This action is completed by what the payer has read of microdeposits.');
    }
    const completed = payerActions.save(complete(action, outcome));
    if (intent.object === 'source') return seen(completed, await onSourceAction(intent, outcome));
    const { step } = payerActions.privateOf(id)!;
    return intent.object === 'payment_intent'
      ? this.payments.onPayerAction(intent, step, outcome)
      : this.setups.onPayerAction(intent, step, outcome);
  }

  /** A form that is sent twice counts once: it says how often the payer had been wrong when it was shown. */
  async verifyMicrodeposits(
    id: string,
    { client_secret, missed, ...read }: PayerActionVerifyMicrodepositsParams,
  ) {
    const action = await payerActions.load(id);
    const intent = await intentOf(action);
    requireSecret(intent, action, client_secret);
    const is_pending = action.status === 'pending' && isAwaited(action, intent);
    if (intent.object === 'source' || !is_pending || missed !== (await missedOf(action, intent))) {
      return seen(action, intent);
    }
    return intent.object === 'payment_intent'
      ? this.payment_intents.verifyMicrodeposits(intent.id, { ...read, client_secret })
      : this.setup_intents.verifyMicrodeposits(intent.id, { ...read, client_secret });
  }
}

function intentOf({ intent }: PayerAction) {
  if (intent.startsWith('src_')) return sources.load(intent);
  return intent.startsWith('pi_') ? paymentIntents.load(intent) : setupIntents.load(intent);
}

/** Whether its intent, which is loaded, still waits for this very action. */
function isAwaited({ id }: PayerAction, { id: intent, object, status }: Asking): boolean {
  if (object === 'source') return status === 'pending' && sources.privateOf(intent)?.payer_action === id;
  const intents = object === 'payment_intent' ? paymentIntents : setupIntents;
  return status === 'requires_action' && intents.privateOf(intent)?.payer_action === id;
}

/** Sources are verified by codes that no page asks for. */
function depositsOf({ intent, payment_method }: PayerAction) {
  return intent.startsWith('src_') ? undefined : typeOf(payment_method).microdeposits;
}

/** How often its payer has said wrongly what was deposited to the account, as the page asks for it. */
async function missedOf(
  action: PayerAction,
  { payment_method }: PaymentIntent | SetupIntent,
): Promise<number> {
  const terms = depositsOf(action);
  if (terms === undefined || payment_method === null) return 0;
  const method = await paymentMethods.find(payment_method);
  return (method && paymentMethods.privateOf(method.id)?.missed?.[terms.type]) ?? 0;
}

async function seen(
  action: PayerAction,
  intent: PaymentIntent | SetupIntent | Source,
): Promise<PayerActionSeen> {
  const voucher = intent.object === 'source' ? voucherOfSource(intent) : voucherOf(intent.next_action);
  return {
    ...action,
    failure_message: failureMessage(action, intent),
    microdeposits: await microdepositsOf(action, intent),
    return_url: returnUrl(action, intent),
    voucher: action.status === 'pending' ? voucher : null,
  };
}

async function microdepositsOf(
  action: PayerAction,
  intent: PaymentIntent | SetupIntent | Source,
): Promise<PayerActionSeen['microdeposits']> {
  const terms = depositsOf(action);
  if (terms === undefined || intent.object === 'source') return null;
  const { attempts, type } = terms;
  const missed = await missedOf(action, intent);
  const error_message = missed === 0 ? null : mismatch(type, attempts[type] - missed).message;
  return { error_message, missed, type };
}
