import { Injectable } from '@nestjs/common';
import { randomText } from '@pinstripe/kernel';
import { context, foreign } from '@pinstripe/service';
import type Stripe from 'stripe';
import { requireSecret } from '../intents/client-secret.ts';
import { offer, offerAnew } from '../payment-method-configurations/payment-method-configurations.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { abandonAttempt } from '../setup-attempts/setup-attempts.ts';
import { cancel, create, type SetupIntent, update, withPaymentMethod } from './setup-intent.ts';
import { setupIntents } from './setup-intent.entity.ts';
import { SetupIntentConfirmations } from './setup-intents.confirm.ts';

@Injectable()
export class SetupIntentsService {
  constructor(private readonly confirmations: SetupIntentConfirmations) {}

  async create(params: Stripe.SetupIntentCreateParams) {
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const created = create(params, setupIntents.identity(), randomText(25));
    const intent = await offer(created, params.payment_method_configuration);
    if (params.confirm === true) {
      setupIntents.insert(intent, 'setup_intent.created');
      return this.confirmations.begin(intent, params);
    }
    const { payment_method } = params;
    const chosen = payment_method === undefined ? intent : await choose(intent, payment_method);
    return setupIntents.insert(chosen, 'setup_intent.created');
  }

  async retrieve(id: string, { client_secret }: Stripe.SetupIntentRetrieveParams) {
    const intent = await setupIntents.retrieve(id);
    requireSecret(context().key_type, intent, client_secret);
    return intent;
  }

  async update(id: string, params: Stripe.SetupIntentUpdateParams) {
    const intent = await setupIntents.load(id);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const updated = await offerAnew(update(intent, params), params);
    const { payment_method } = params;
    if (payment_method === undefined) return setupIntents.save(updated);
    await abandonAttempt(intent);
    return setupIntents.save(await choose(updated, payment_method));
  }

  async confirm(id: string, params: Stripe.SetupIntentConfirmParams & { client_secret?: string }) {
    const intent = await setupIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    return this.confirmations.begin(intent, params);
  }

  async cancel(id: string, params: Stripe.SetupIntentCancelParams) {
    const intent = await setupIntents.load(id);
    const canceled = cancel(intent, params.cancellation_reason ?? null);
    await abandonAttempt(intent);
    return setupIntents.save(canceled, 'setup_intent.canceled');
  }
}

async function choose(intent: SetupIntent, payment_method: string): Promise<SetupIntent> {
  if (payment_method === '') return withPaymentMethod(intent, null);
  const { id } = await resolvePaymentMethod(payment_method, 'payment_method');
  return withPaymentMethod(intent, id);
}
