import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, foreign, type Outside, refuse, scope, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  type AuthorizationAnswer,
  CARD_NETWORK,
  type CardNetwork,
  type VerificationRequest,
} from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireRoom, requireUsable } from '../payment-methods/payment-method.use.ts';
import { countAttached } from '../payment-methods/payment-methods.attach.ts';
import { keepSetUp, resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { create as attempt } from '../setup-attempts/setup-attempt.ts';
import { setupAttempts } from '../setup-attempts/setup-attempt.entity.ts';
import { abandonAttempt } from '../setup-attempts/setup-attempts.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { SetupIntent } from './setup-intent.ts';
import {
  actionRequired,
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
  const { params, payment_method } = confirming;
  const error = answer.kind === 'declined' ? declineError(answer.decline, { payment_method }) : null;
  const attempted = setupAttempts.insert(
    attempt(intent, payment_method, answer, error, setupAttempts.identity()),
  );
  switch (answer.kind) {
    case 'requires_action': {
      const { public_url } = scope().runtime.config;
      return setupIntents.save(
        actionRequired(intent, attempted, answer.authentication_id, params, public_url),
        'setup_intent.requires_action',
      );
    }
    case 'declined': {
      const failed = setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
      return refuse(error!.about({ setup_intent: setupIntents.render(failed) }));
    }
    case 'approved':
      await keepSetUp(intent, payment_method, answer.card.checks);
      return setupIntents.save(succeeded(intent, attempted), 'setup_intent.succeeded');
  }
}
