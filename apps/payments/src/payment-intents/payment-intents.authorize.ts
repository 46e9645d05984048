import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, now, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  CARD_NETWORK,
  type CardNetwork,
  type Declined,
} from '../card-network/card-network.ts';
import { announced, approved, type Charge, type ChargeDetails, declined } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { CVC_TOKEN, cvcToken } from '../intents/cvc-token.ts';
import { nextAction } from '../intents/next-action.ts';
import type { Mandate } from '../mandates/mandate.ts';
import { grantMandate, type Permission, spendMandate } from '../mandates/mandates.ts';
import { pageUrl } from '../payer-actions/page-url.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { ruleOn } from '../radar/rules.ts';
import { useCvcToken } from '../tokens/tokens.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { PaymentIntent } from './payment-intent.ts';
import {
  actionRequired,
  authenticated,
  authenticationError,
  authorization,
  chargeDetails,
  type ConfirmParams,
  type KeptParams,
  keptParams,
  isManual,
  paymentError,
  refused,
} from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { recordApproval } from './payment-intents.record.ts';
import { clearConfirmationExpiry, setConfirmationExpiry } from './payment-intents.worker.ts';

/** A payment as the network is asked for it. */
export interface Authorizing {
  payment_intent: string;
  payment_method: string;
  vault: string;
  params: KeptParams;
  /** Under which the payment is made, where the client names or describes one. */
  /** Older versions have begun without it. */
  permission?: Permission | null;
  request: Omit<AuthorizationRequest, 'attempt_id' | 'card'>;
}

/** Pays by card: asks the card network, and records what it says. */
@Injectable()
export class CardPayments {
  private readonly authorizing: Beginning<Authorizing, Stripe.PaymentIntent>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.authorizing = steps.define('authorize_payment_intent', {
      call: async ({ request, vault }: Authorizing, attempt_id) =>
        network.authorize({ ...request, attempt_id, card: await openVault(vault) }),
      onOutcome: onAnswer,
    });
  }

  /** Begins to pay an intent that is confirmed with this card; `before` is the intent as it was. */
  async begin(
    before: PaymentIntent,
    confirming: PaymentIntent,
    payment_method: PaymentMethod,
    params: ConfirmParams,
    permission: Permission | null,
  ): Promise<Outside<Stripe.PaymentIntent>> {
    const { vault, set_up = false } = paymentMethods.privateOf(payment_method.id)!;
    const authentication_id = await useAuthentication(before, payment_method);
    const ruling = await ruleOn(confirming, payment_method, vault);
    const request = authorization(
      confirming,
      params,
      payment_method,
      set_up,
      now(),
      authentication_id,
      ruling,
    );
    const cvc_token = cvcToken(params);
    if (cvc_token !== null) await useCvcToken(cvc_token, CVC_TOKEN);
    return this.authorizing.begin(
      { resource: paymentIntents, id: before.id },
      {
        payment_intent: before.id,
        payment_method: payment_method.id,
        vault: vault!,
        params: keptParams(params),
        permission,
        request: cvc_token === null ? request : { ...request, cvc_provided: true },
      },
    );
  }

  /** The cardholder has authenticated: the network is asked again, at once or when the client confirms again. */
  async onAuthenticated(intent: PaymentIntent, authorizing: Authorizing) {
    if (intent.confirmation_method !== 'manual') {
      return this.authorizing.begin({ resource: paymentIntents, id: intent.id }, authorizing);
    }
    const { payment_method, request } = authorizing;
    const authentication = { payment_method, id: request.authentication_id! };
    paymentIntents.setPrivate(intent.id, { ...paymentIntents.privateOf(intent.id), authentication });
    await setConfirmationExpiry(intent);
    return paymentIntents.save(authenticated(intent));
  }
}

async function onAnswer(authorizing: Authorizing, answer: AuthorizationAnswer): Promise<PaymentIntent> {
  const intent = await paymentIntents.load(authorizing.payment_intent);
  const { params, permission = null, vault } = authorizing;
  const payment_method = (await paymentMethods.peek(authorizing.payment_method))!;
  if (answer.kind === 'requires_action') {
    return onActionRequired(intent, authorizing, payment_method, answer.authentication_id);
  }
  const { radar_options = {} } = { ...paymentIntents.privateOf(intent.id), ...params };
  const details = chargeDetails(intent, radar_options);
  if (answer.kind === 'declined') return onDeclined(intent, details, payment_method, vault, answer);
  const capture = !isManual(intent, 'card');
  const mandate = permission && (await grantMandate(permission, intent, payment_method, {}, answer));
  const charge = underMandate(
    approved(details, payment_method, answer, capture, charges.identity()),
    mandate,
  );
  const { capture_before = null } = answer.card;
  const { checks } = answer.card;
  const hidden = { vault, ...announced(answer) };
  const paid = await recordApproval(intent, { charge, hidden, payment_method, checks, capture_before });
  spendMandate(mandate);
  return paid;
}

/** The charge of a card, which names the mandate that it was made under. */
function underMandate(charge: Charge, mandate: Mandate | null): Charge {
  if (mandate === null) return charge;
  const { card, ...details } = charge.payment_method_details!;
  return { ...charge, payment_method_details: { ...details, card: { ...card!, mandate: mandate.id } } };
}

function onActionRequired(
  intent: PaymentIntent,
  authorizing: Authorizing,
  payment_method: PaymentMethod,
  authentication_id: string,
) {
  const { params, request } = authorizing;
  if (params.error_on_requires_action === true) {
    const error = authenticationError(payment_method);
    const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
    refuse(error.about({ payment_intent: failed }));
  }
  const { amount, currency } = intent;
  const { return_url, use_stripe_sdk } = params;
  const step: Authorizing = { ...authorizing, request: { ...request, authentication_id } };
  const payer_action = askPayer(intent, { amount, currency, payment_method, step, return_url });
  const url = pageUrl('/3d_secure_2/hosted', intent, payer_action);
  const next_action = nextAction(payer_action, url, { return_url, use_stripe_sdk });
  paymentIntents.setPrivate(intent.id, { ...paymentIntents.privateOf(intent.id), payer_action });
  return paymentIntents.save(actionRequired(intent, next_action), 'payment_intent.requires_action');
}

/** What the cardholder has authenticated before, for this payment and this payment method; it counts once. */
async function useAuthentication(intent: PaymentIntent, { id }: PaymentMethod): Promise<string | null> {
  const { authentication, ...hidden } = paymentIntents.privateOf(intent.id) ?? {};
  if (!authentication) return null;
  paymentIntents.setPrivate(intent.id, hidden);
  await clearConfirmationExpiry(intent);
  return authentication.payment_method === id ? authentication.id : null;
}

function onDeclined(
  intent: PaymentIntent,
  details: ChargeDetails,
  payment_method: PaymentMethod,
  vault: string,
  answer: Declined,
): never {
  const charge = charges.insert(
    declined(details, payment_method, answer, charges.identity()),
    'charge.failed',
  );
  charges.setPrivate(charge.id, { vault });
  const error = paymentError(answer, charge, payment_method);
  const failed = paymentIntents.save(refused(intent, error, charge.id), 'payment_intent.payment_failed');
  return refuse(error.about({ payment_intent: failed }));
}
