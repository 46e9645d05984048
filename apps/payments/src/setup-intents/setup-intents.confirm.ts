import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, StripeError } from '@pinstripe/kernel';
import { type Beginning, foreign, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  type AuthorizationAnswer,
  CARD_NETWORK,
  type CardNetwork,
  type VerificationRequest,
} from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireRoom, requireUsable } from '../payment-methods/payment-method.use.ts';
import { countAttached } from '../payment-methods/payment-methods.attach.ts';
import { keepSetUp, resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { create as attempt, fail, type SetupAttempt } from '../setup-attempts/setup-attempt.ts';
import { setupAttempts } from '../setup-attempts/setup-attempt.entity.ts';
import { abandonAttempt } from '../setup-attempts/setup-attempts.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { SetupIntent } from './setup-intent.ts';
import {
  actionRequired,
  authenticationFailed,
  confirm,
  type ConfirmParams,
  refused,
  succeeded,
  verification,
} from './setup-intent.confirm.ts';
import { setupIntents } from './setup-intent.entity.ts';

interface Confirming {
  setup_intent: string;
  payment_method: PaymentMethod;
  vault: string;
  params: ConfirmParams;
  request: Omit<VerificationRequest, 'attempt_id' | 'card'>;
}

/** Confirms SetupIntents: asks the card network, and records what it says as a SetupAttempt. */
@Injectable()
export class SetupIntentConfirmations {
  private readonly confirming: Beginning<Confirming, Stripe.SetupIntent>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.confirming = steps.define('verify_setup_intent', {
      call: async ({ request, vault }: Confirming, attempt_id) =>
        network.verify({ ...request, attempt_id, card: await openVault(vault) }),
      onOutcome: (confirming: Confirming, answer: AuthorizationAnswer) => onAnswer(confirming, answer),
    });
  }

  /** Begins to confirm an intent that this unit has loaded or made. */
  async begin(
    intent: SetupIntent,
    params: ConfirmParams & { payment_method?: string },
  ): Promise<Outside<Stripe.SetupIntent>> {
    const confirming = confirm(intent, params, params.payment_method ?? intent.payment_method);
    if (intent.customer !== null) foreign('customer', intent.customer, 'customer');
    const payment_method = await choose(confirming);
    await abandonAttempt(intent);
    setupIntents.save({ ...confirming, payment_method: payment_method.id });
    return this.confirming.begin(
      { resource: setupIntents, id: intent.id },
      {
        setup_intent: intent.id,
        payment_method,
        vault: paymentMethods.privateOf(payment_method.id)!.vault,
        params,
        request: verification(confirming, payment_method),
      },
    );
  }

  /** Goes on once the cardholder has acted: the network is asked again, or the attempt has failed. */
  async onPayerAction(intent: SetupIntent, step: JsonObject, outcome: Outcome) {
    const confirming = step as unknown as Confirming;
    setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action: null });
    if (outcome === 'succeeded')
      return this.confirming.begin({ resource: setupIntents, id: intent.id }, confirming);
    const error = authenticationFailed(confirming.payment_method);
    const attempted = setupAttempts.save(fail(await setupAttempts.load(intent.latest_attempt!), error));
    return setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
  }
}

/** The payment method to set up. Without a customer it stays nobody's, and may become somebody's later. */
async function choose(intent: SetupIntent): Promise<PaymentMethod> {
  const method = await resolvePaymentMethod(intent.payment_method!, 'payment_method');
  requireUsable(method, paymentMethods.privateOf(method.id)!, intent, 'SetupIntent');
  if (intent.customer !== null && method.customer === null) {
    requireRoom(intent.customer, await countAttached(intent.customer));
  }
  return method;
}

async function onAnswer(confirming: Confirming, answer: AuthorizationAnswer): Promise<SetupIntent> {
  const intent = await setupIntents.load(confirming.setup_intent);
  const { payment_method } = confirming;
  const error = answer.kind === 'declined' ? declineError(answer.decline, { payment_method }) : null;
  const attempted = await noteAttempt(intent, payment_method, answer, error);
  switch (answer.kind) {
    case 'requires_action':
      return onActionRequired(intent, confirming, attempted, answer.authentication_id);
    case 'declined': {
      const failed = setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
      return refuse(error!.about({ setup_intent: setupIntents.render(failed) }));
    }
    case 'approved':
      await keepSetUp(intent, payment_method, answer.card.checks);
      return setupIntents.save(succeeded(intent, attempted), 'setup_intent.succeeded');
  }
}

/** One attempt lasts from the confirmation to its end, with the cardholder's authentication in between. */
async function noteAttempt(
  intent: SetupIntent,
  payment_method: PaymentMethod,
  answer: AuthorizationAnswer,
  error: StripeError | null,
): Promise<SetupAttempt> {
  if (intent.status !== 'requires_action')
    return setupAttempts.insert(attempt(intent, payment_method, answer, error, setupAttempts.identity()));
  const { id, created, livemode } = await setupAttempts.load(intent.latest_attempt!);
  return setupAttempts.save(attempt(intent, payment_method, answer, error, { id, created, livemode }));
}

function onActionRequired(
  intent: SetupIntent,
  confirming: Confirming,
  attempted: SetupAttempt,
  authentication_id: string,
): SetupIntent {
  const { params, payment_method, request } = confirming;
  const step: Confirming = { ...confirming, request: { ...request, authentication_id } };
  const { return_url, use_stripe_sdk } = params;
  const { payer_action, next_action } = askPayer(intent, {
    amount: null,
    currency: null,
    payment_method,
    step,
    return_url,
    use_stripe_sdk,
  });
  setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action });
  return setupIntents.save(actionRequired(intent, attempted, next_action), 'setup_intent.requires_action');
}
