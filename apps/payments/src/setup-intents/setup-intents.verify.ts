import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  type AuthorizationAnswer,
  CARD_NETWORK,
  type CardNetwork,
  type VerificationRequest,
} from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { nextAction } from '../intents/next-action.ts';
import type { Permission } from '../mandates/mandates.ts';
import { pageUrl } from '../payer-actions/page-url.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { create as attempt, fail, type SetupAttempt } from '../setup-attempts/setup-attempt.ts';
import { setupAttempts } from '../setup-attempts/setup-attempt.entity.ts';
import { noteAttempt } from '../setup-attempts/setup-attempts.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { SetupIntent } from './setup-intent.ts';
import {
  actionRequired,
  authenticationFailed,
  type ConfirmParams,
  refused,
  succeeded,
  verification,
} from './setup-intent.confirm.ts';
import { setupIntents } from './setup-intent.entity.ts';
import { keep, mandatesOf } from './setup-intents.mandates.ts';

/** A card as the network is asked to verify it. */
export interface Verifying {
  setup_intent: string;
  payment_method: PaymentMethod;
  vault: string;
  /** What its holder has permitted, if anybody says so; what older versions have begun says nothing of it. */
  permission?: Permission | null;
  /** Nothing else of them is needed any more, and the rest may bring numbers. */
  params: Pick<ConfirmParams, 'return_url' | 'use_stripe_sdk'>;
  request: Omit<VerificationRequest, 'attempt_id' | 'card'>;
}

/** Sets up cards: asks the card network, and records what it says as a SetupAttempt. */
@Injectable()
export class CardSetups {
  private readonly verifying: Beginning<Verifying, Stripe.SetupIntent>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.verifying = steps.define('verify_setup_intent', {
      call: async ({ request, vault }: Verifying, attempt_id) =>
        network.verify({ ...request, attempt_id, card: await openVault(vault) }),
      onOutcome: (verifying: Verifying, answer: AuthorizationAnswer) => onAnswer(verifying, answer),
    });
  }

  /** Begins to set up this card for an intent that is confirmed with it. */
  begin(
    confirming: SetupIntent,
    payment_method: PaymentMethod,
    params: ConfirmParams,
    permission: Permission | null,
  ): Outside<Stripe.SetupIntent> {
    const { id } = confirming;
    const { vault } = paymentMethods.privateOf(payment_method.id)!;
    const request = verification(confirming, params, payment_method);
    const { return_url, use_stripe_sdk } = params;
    const kept = {
      ...(return_url === undefined ? {} : { return_url }),
      ...(use_stripe_sdk === undefined ? {} : { use_stripe_sdk }),
    };
    return this.verifying.begin(
      { resource: setupIntents, id },
      { setup_intent: id, payment_method, vault: vault!, params: kept, permission, request },
    );
  }

  /** The cardholder has authenticated, and the network is asked again; or the attempt has failed. */
  async onPayerAction(intent: SetupIntent, verifying: Verifying, outcome: Outcome) {
    if (outcome === 'succeeded') {
      return this.verifying.begin({ resource: setupIntents, id: intent.id }, verifying);
    }
    const error = authenticationFailed(verifying.payment_method);
    const attempted = setupAttempts.save(fail(await setupAttempts.load(intent.latest_attempt!), error));
    return setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
  }
}

async function onAnswer(verifying: Verifying, answer: AuthorizationAnswer): Promise<SetupIntent> {
  const intent = await setupIntents.load(verifying.setup_intent);
  const { payment_method } = verifying;
  const error = answer.kind === 'declined' ? declineError(answer.decline, { payment_method }) : null;
  const attempted = await noteAttempt(intent, (identity) =>
    attempt(intent, payment_method, answer, error, identity),
  );
  switch (answer.kind) {
    case 'requires_action':
      return onActionRequired(intent, verifying, attempted, answer.authentication_id);
    case 'declined': {
      const failed = setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
      return refuse(error!.about({ setup_intent: setupIntents.render(failed) }));
    }
    case 'approved': {
      await keep(intent, payment_method, answer.card.checks);
      const { permission = null } = verifying;
      const permitted = await mandatesOf(intent, permission, payment_method, {}, answer);
      return setupIntents.save({ ...succeeded(intent, attempted), ...permitted }, 'setup_intent.succeeded');
    }
  }
}

function onActionRequired(
  intent: SetupIntent,
  verifying: Verifying,
  attempted: SetupAttempt,
  authentication_id: string,
): SetupIntent {
  const { params, payment_method, request } = verifying;
  const step: Verifying = { ...verifying, request: { ...request, authentication_id } };
  const { return_url, use_stripe_sdk } = params;
  const payer_action = askPayer(intent, { amount: null, currency: null, payment_method, step, return_url });
  const url = pageUrl('/3d_secure_2/hosted', intent, payer_action);
  const next_action = nextAction(payer_action, url, { return_url, use_stripe_sdk });
  setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action });
  return setupIntents.save(actionRequired(intent, attempted, next_action), 'setup_intent.requires_action');
}
