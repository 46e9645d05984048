import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { type Beginning, foreign, now, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookCharge } from '../balance-transactions/balance-transactions.service.ts';
import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  CARD_NETWORK,
  type CardNetwork,
  type Declined,
} from '../card-network/card-network.ts';
import { announced, approved, type ChargeDetails, declined } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { CVC_TOKEN, cvcToken } from '../intents/cvc-token.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { attachAfterPayment, usePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import { markForReview, openReview } from '../reviews/reviews.ts';
import { ruleOn } from '../radar/rules.ts';
import { useCvcToken } from '../tokens/tokens.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { PaymentIntent } from './payment-intent.ts';
import {
  actionRequired,
  authenticated,
  authenticationError,
  authenticationFailed,
  authorization,
  authorized,
  chargeDetails,
  confirm,
  type ConfirmParams,
  isManual,
  paymentError,
  refused,
} from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import {
  clearConfirmationExpiry,
  setAuthorizationExpiry,
  setConfirmationExpiry,
} from './payment-intents.worker.ts';

interface Confirming {
  payment_intent: string;
  payment_method: string;
  vault: string;
  params: ConfirmParams;
  request: Omit<AuthorizationRequest, 'attempt_id' | 'card'>;
}

/** Confirms PaymentIntents: asks the card network, and records what it says. */
@Injectable()
export class PaymentIntentConfirmations {
  private readonly confirming: Beginning<Confirming, Stripe.PaymentIntent>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.confirming = steps.define('authorize_payment_intent', {
      call: async ({ request, vault }: Confirming, attempt_id) =>
        network.authorize({ ...request, attempt_id, card: await openVault(vault) }),
      onOutcome: (confirming: Confirming, answer: AuthorizationAnswer) => this.onAnswer(confirming, answer),
    });
  }

  /** Begins to confirm an intent that this unit has loaded or made. */
  async begin(
    intent: PaymentIntent,
    params: ConfirmParams & { payment_method?: string },
  ): Promise<Outside<Stripe.PaymentIntent>> {
    const chosen = params.payment_method ?? intent.payment_method;
    const confirming = confirm(intent, params, chosen);
    if (intent.customer !== null) foreign('customer', intent.customer, 'customer');
    const payment_method = await usePaymentMethod(confirming);
    paymentIntents.save({ ...confirming, payment_method: payment_method.id });
    const { vault, set_up = false } = paymentMethods.privateOf(payment_method.id)!;
    const authentication_id = await useAuthentication(intent, payment_method);
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
    return this.confirming.begin(
      { resource: paymentIntents, id: intent.id },
      {
        payment_intent: intent.id,
        payment_method: payment_method.id,
        vault,
        params,
        request: cvc_token === null ? request : { ...request, cvc_provided: true },
      },
    );
  }

  /**
   * Goes on once the cardholder has acted: the network is asked again, at once or when the client confirms again, or the payment has
   * failed.
   */
  async onPayerAction(intent: PaymentIntent, step: JsonObject, outcome: Outcome) {
    const confirming = step as unknown as Confirming;
    const hidden = paymentIntents.privateOf(intent.id);
    if (outcome === 'failed') {
      const payment_method = (await paymentMethods.peek(confirming.payment_method))!;
      paymentIntents.setPrivate(intent.id, { ...hidden, payer_action: null });
      return paymentIntents.save(
        refused(intent, authenticationFailed(payment_method)),
        'payment_intent.payment_failed',
      );
    }
    if (intent.confirmation_method === 'manual') {
      const { payment_method, request } = confirming;
      const authentication = { payment_method, id: request.authentication_id! };
      paymentIntents.setPrivate(intent.id, { ...hidden, payer_action: null, authentication });
      await setConfirmationExpiry(intent);
      return paymentIntents.save(authenticated(intent));
    }
    paymentIntents.setPrivate(intent.id, { ...hidden, payer_action: null });
    return this.confirming.begin({ resource: paymentIntents, id: intent.id }, confirming);
  }

  private async onAnswer(confirming: Confirming, answer: AuthorizationAnswer): Promise<PaymentIntent> {
    const intent = await paymentIntents.load(confirming.payment_intent);
    const { params, vault } = confirming;
    const payment_method = (await paymentMethods.peek(confirming.payment_method))!;
    if (answer.kind === 'requires_action') {
      return onActionRequired(intent, confirming, payment_method, answer.authentication_id);
    }
    const { radar_options = {} } = { ...paymentIntents.privateOf(intent.id), ...params };
    const details = chargeDetails(intent, radar_options);
    if (answer.kind === 'declined') return onDeclined(intent, details, payment_method, vault, answer);
    const capture = !isManual(intent);
    const is_async = intent.capture_method === 'automatic_async';
    const charge = charges.insert(
      markForReview(approved(details, payment_method, answer, capture, charges.identity())),
      ...(capture && !is_async ? [] : ['charge.succeeded' as const]),
    );
    charges.setPrivate(charge.id, { vault, ...announced(answer) });
    await attachAfterPayment(intent, payment_method, answer.card.checks);
    const paid = authorized(intent, charge);
    if (!capture) {
      await setAuthorizationExpiry(paid, charge);
      paymentIntents.save(paid, 'payment_intent.amount_capturable_updated');
      openReview(charge);
      return paid;
    }
    if (!is_async) await bookCharge(charge, 'charge.succeeded');
    paymentIntents.save(paid, 'payment_intent.succeeded');
    // Asynchronous capture tells the balance transaction afterwards (guide "Asynchronous capture").
    if (is_async) await bookCharge(charge, 'charge.updated');
    openReview(charge);
    await raiseForeseen(charge.id);
    return paid;
  }
}

function onActionRequired(
  intent: PaymentIntent,
  confirming: Confirming,
  payment_method: PaymentMethod,
  authentication_id: string,
) {
  const { params, request } = confirming;
  if (params.error_on_requires_action === true) {
    const error = authenticationError(payment_method);
    const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
    refuse(error.about({ payment_intent: failed }));
  }
  const { amount, currency } = intent;
  const { return_url, use_stripe_sdk } = params;
  const step: Confirming = { ...confirming, request: { ...request, authentication_id } };
  const { payer_action, next_action } = askPayer(intent, {
    amount,
    currency,
    payment_method,
    step,
    return_url,
    use_stripe_sdk,
  });
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
