import { Injectable } from '@nestjs/common';
import { randomText } from '@pinstripe/kernel';
import { context, foreign, now } from '@pinstripe/service';
import type Stripe from 'stripe';
import { requireConnect } from '../charges/charges.connect.ts';
import { shownOptions } from '../intents/payment-method-options.ts';
import { requireSecret } from '../intents/client-secret.ts';
import { requireSettable } from '../intents/payment-method-types.ts';
import { type ChosenMethod, chosenMethod } from '../payment-intents/payment-intents.confirm.ts';
import { verifyMicrodeposits } from '../microdeposits/microdeposits.verify.ts';
import { offer, offerAnew } from '../payment-method-configurations/payment-method-configurations.use.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireUsable } from '../payment-methods/payment-method.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { abandonAttempt } from '../setup-attempts/setup-attempts.ts';
import { cancel, create, type SetupIntent, singleUse, update, withPaymentMethod } from './setup-intent.ts';
import { requireType } from './setup-intent.confirm.ts';
import { setupIntents } from './setup-intent.entity.ts';
import { SetupIntentConfirmations } from './setup-intents.confirm.ts';
import { refuseUnverified } from './setup-intents.set-up.ts';

@Injectable()
export class SetupIntentsService {
  constructor(private readonly confirmations: SetupIntentConfirmations) {}

  async create(params: Stripe.SetupIntentCreateParams) {
    requireConnect(params);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const created = create(params, setupIntents.identity(), randomText(25));
    const single_use = singleUse(params);
    const intent = withOptions(requireSettable(await offer(created, params.payment_method_configuration)));
    const chosen = params.confirm === true ? intent : await choose(intent, params);
    setupIntents.insert(chosen, 'setup_intent.created');
    if (single_use !== undefined) setupIntents.setPrivate(intent.id, { single_use });
    return params.confirm === true ? this.confirmations.begin(intent, params) : chosen;
  }

  async retrieve(id: string, { client_secret }: Stripe.SetupIntentRetrieveParams) {
    const intent = await setupIntents.retrieve(id);
    requireSecret(context().key_type, intent, client_secret);
    return intent;
  }

  async update(id: string, params: Stripe.SetupIntentUpdateParams) {
    const intent = await setupIntents.load(id);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const changed = update(intent, params, { confirms: false, now: now() });
    const updated = withOptions(requireSettable(await offerAnew(changed, params)));
    const chosen = await choose(updated, params);
    if (chosen !== updated) await abandonAttempt(intent);
    return setupIntents.save(chosen);
  }

  async confirm(id: string, params: Stripe.SetupIntentConfirmParams & { client_secret?: string }) {
    const intent = await setupIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    return this.confirmations.begin(intent, params);
  }

  /** Goes on once the payer has proved that the account is theirs. */
  async verifyMicrodeposits(
    id: string,
    params: Stripe.SetupIntentVerifyMicrodepositsParams & { client_secret?: string },
  ) {
    const intent = await setupIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    const { payer_action } = setupIntents.privateOf(id) ?? {};
    const { failure, step } = await verifyMicrodeposits(intent, payer_action, params);
    if (failure !== null) return refuseUnverified(intent, failure);
    return this.confirmations.onPayerAction(intent, step, 'succeeded');
  }

  async cancel(id: string, params: Stripe.SetupIntentCancelParams) {
    const intent = await setupIntents.load(id);
    const canceled = cancel(intent, params.cancellation_reason ?? null);
    await abandonAttempt(intent);
    return setupIntents.save(canceled, 'setup_intent.canceled');
  }
}

/** The options of the types that the intent turned out to have. */
function withOptions(intent: SetupIntent): SetupIntent {
  const { payment_method_options: options, payment_method_types } = intent;
  return { ...intent, payment_method_options: shownOptions(payment_method_types, options, 'setup_options') };
}

/** The intent with the payment method that `params` name or describe, if they do. @throws when it could never be confirmed with that */
async function choose(intent: SetupIntent, params: ChosenMethod): Promise<SetupIntent> {
  const { payment_method, payment_method_data } = params;
  if (payment_method_data === undefined) {
    if (payment_method === undefined) return intent;
    if (payment_method === '') return withPaymentMethod(intent, null);
  }
  const chosen = await chosenMethod(intent, params);
  const method = await resolvePaymentMethod(chosen!, 'payment_method');
  requireUsable(method, paymentMethods.privateOf(method.id)!, intent, 'SetupIntent');
  requireType(intent, method);
  return withPaymentMethod(intent, method.id);
}
