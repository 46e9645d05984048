import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, foreign, now, type Outside, refuse, scope, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookCharge } from '../balance-transactions/balance-transactions.service.ts';
import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  CARD_NETWORK,
  type CardNetwork,
  type Declined,
} from '../card-network/card-network.ts';
import { approved, declined } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { attachAfterPayment, usePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import type { PaymentIntent } from './payment-intent.ts';
import {
  actionRequired,
  authenticationError,
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
import { setAuthorizationExpiry } from './payment-intents.worker.ts';

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
    return this.confirming.begin(
      { resource: paymentIntents, id: intent.id },
      {
        payment_intent: intent.id,
        payment_method: payment_method.id,
        vault,
        params,
        request: authorization(confirming, params, payment_method, set_up, now()),
      },
    );
  }

  private async onAnswer(confirming: Confirming, answer: AuthorizationAnswer): Promise<PaymentIntent> {
    const intent = await paymentIntents.load(confirming.payment_intent);
    const { params, vault } = confirming;
    const payment_method = (await paymentMethods.peek(confirming.payment_method))!;
    if (answer.kind === 'requires_action') {
      return this.onActionRequired(intent, params, payment_method, answer.authentication_id);
    }
    if (answer.kind === 'declined') return onDeclined(intent, payment_method, vault, answer);
    const capture = !isManual(intent);
    const is_async = intent.capture_method === 'automatic_async';
    const charge = charges.insert(
      approved(chargeDetails(intent), payment_method, answer, capture, charges.identity()),
      ...(capture && !is_async ? [] : ['charge.succeeded' as const]),
    );
    charges.setPrivate(charge.id, { vault, available_at_once: answer.available_at_once });
    await attachAfterPayment(intent, payment_method, answer.card.checks);
    const paid = authorized(intent, charge);
    if (!capture) {
      await setAuthorizationExpiry(paid, charge);
      return paymentIntents.save(paid, 'payment_intent.amount_capturable_updated');
    }
    if (!is_async) await bookCharge(charge, 'charge.succeeded');
    paymentIntents.save(paid, 'payment_intent.succeeded');
    // Asynchronous capture tells the balance transaction afterwards (guide "Asynchronous capture").
    if (is_async) await bookCharge(charge, 'charge.updated');
    return paid;
  }

  private onActionRequired(
    intent: PaymentIntent,
    params: ConfirmParams,
    payment_method: PaymentMethod,
    authentication_id: string,
  ) {
    if (params.error_on_requires_action === true) {
      const error = authenticationError(payment_method);
      const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
      refuse(error.about({ payment_intent: failed }));
    }
    return paymentIntents.save(
      actionRequired(intent, authentication_id, params, scope().runtime.config.public_url),
      'payment_intent.requires_action',
    );
  }
}

function onDeclined(
  intent: PaymentIntent,
  payment_method: PaymentMethod,
  vault: string,
  answer: Declined,
): never {
  const charge = charges.insert(
    declined(chargeDetails(intent), payment_method, answer, charges.identity()),
    'charge.failed',
  );
  charges.setPrivate(charge.id, { vault });
  const error = paymentError(answer, charge, payment_method);
  const failed = paymentIntents.save(refused(intent, error, charge.id), 'payment_intent.payment_failed');
  return refuse(error.about({ payment_intent: failed }));
}
