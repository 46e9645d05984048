import { Inject, Injectable } from '@nestjs/common';
import { errors, mergeMetadata, randomText } from '@pinstripe/kernel';
import { type Beginning, context, foreign, now, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { captureCharge, releaseCharge } from '../balance-transactions/book.ts';
import { CARD_NETWORK, type CardNetwork } from '../card-network/card-network.ts';
import { authorizeMore, isCapturedInParts } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import { requireSecret } from './client-secret.ts';
import {
  cancel,
  create,
  type PaymentIntent,
  requireAllowed,
  update,
  withPaymentMethod,
} from './payment-intent.ts';
import { captured, incremented, requireCapture, requireIncrement } from './payment-intent.capture.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { PaymentIntentConfirmations } from './payment-intents.confirm.ts';
import { clearAuthorizationExpiry } from './payment-intents.worker.ts';

/** An operation on the charge of an intent, as the network is asked for it. */
interface OnCharge<Params> {
  payment_intent: string;
  charge: string;
  vault: string;
  amount: number;
  currency: string;
  params: Params;
}

type Captures = OnCharge<Stripe.PaymentIntentCaptureParams>;
type Cancels = OnCharge<Stripe.PaymentIntentCancelParams>;
type Increments = OnCharge<Stripe.PaymentIntentIncrementAuthorizationParams>;

@Injectable()
export class PaymentIntentsService {
  private readonly capturing: Beginning<Captures, Stripe.PaymentIntent>;
  private readonly canceling: Beginning<Cancels, Stripe.PaymentIntent>;
  private readonly incrementing: Beginning<Increments, Stripe.PaymentIntent>;

  constructor(
    private readonly confirmations: PaymentIntentConfirmations,
    @Inject(CARD_NETWORK) network: CardNetwork,
    steps: Steps,
  ) {
    const asked = async ({ vault, amount, currency }: OnCharge<unknown>, attempt_id: string) => ({
      attempt_id,
      amount,
      currency,
      card: await openVault(vault),
    });
    this.capturing = steps.define('capture_payment_intent', {
      call: async (captures: Captures, id) => network.capture(await asked(captures, id)),
      onOutcome: (captures: Captures) => this.onCaptured(captures),
    });
    this.canceling = steps.define('cancel_payment_intent', {
      call: async (cancels: Cancels, id) => network.reverse(await asked(cancels, id)),
      onOutcome: (cancels: Cancels) => this.onReversed(cancels),
    });
    this.incrementing = steps.define('increment_payment_intent', {
      call: async (increments: Increments, id) => network.increment(await asked(increments, id)),
      onOutcome: (increments: Increments) => this.onIncremented(increments),
    });
  }

  async create(params: Stripe.PaymentIntentCreateParams) {
    requireConfirmParams(params);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const intent = create(params, paymentIntents.identity(), randomText(25));
    if (params.confirm === true) {
      paymentIntents.insert(intent, 'payment_intent.created');
      return this.confirmations.begin(intent, params);
    }
    const { payment_method } = params;
    const chosen = payment_method === undefined ? intent : await this.choose(intent, payment_method);
    return paymentIntents.insert(chosen, 'payment_intent.created');
  }

  async retrieve(id: string, { client_secret }: Stripe.PaymentIntentRetrieveParams) {
    const intent = await paymentIntents.retrieve(id);
    requireSecret(context().key_type, intent, client_secret);
    return intent;
  }

  async update(id: string, params: Stripe.PaymentIntentUpdateParams) {
    const intent = await paymentIntents.load(id);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const { payment_method, ...changes } = params;
    const updated = update(intent, changes);
    if (payment_method === undefined) return paymentIntents.save(updated);
    requireAllowed(intent, 'update', 'payment_method');
    return paymentIntents.save(await this.choose(updated, payment_method));
  }

  async confirm(id: string, params: Stripe.PaymentIntentConfirmParams & { client_secret?: string }) {
    const intent = await paymentIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    return this.confirmations.begin(intent, params);
  }

  async capture(id: string, params: Stripe.PaymentIntentCaptureParams) {
    const intent = await paymentIntents.load(id);
    const charge = await charges.load(requireCapture(intent));
    const amount = captured(intent, charge, params).amount_received - intent.amount_received;
    return this.capturing.begin({ resource: paymentIntents, id }, this.onCharge(intent, amount, params));
  }

  /** An intent that has reserved no money is canceled at once; else the network gives it back first. */
  async cancel(id: string, params: Stripe.PaymentIntentCancelParams) {
    const intent = await paymentIntents.load(id);
    const canceled = cancel(intent, params.cancellation_reason ?? null, now());
    if (intent.status !== 'requires_capture') return paymentIntents.save(canceled, 'payment_intent.canceled');
    await charges.load(intent.latest_charge!);
    return this.canceling.begin(
      { resource: paymentIntents, id },
      this.onCharge(intent, intent.amount_capturable, params),
    );
  }

  async incrementAuthorization(id: string, params: Stripe.PaymentIntentIncrementAuthorizationParams) {
    const intent = await paymentIntents.load(id);
    requireAllowed(intent, 'increment_authorization');
    requireIncrement(intent, await charges.load(intent.latest_charge!), params);
    return this.incrementing.begin(
      { resource: paymentIntents, id },
      this.onCharge(intent, params.amount, params),
    );
  }

  list(params: Stripe.PaymentIntentListParams) {
    return paymentIntents.list(params, { customer: params.customer });
  }

  search(params: Stripe.PaymentIntentSearchParams) {
    return paymentIntents.search(params);
  }

  private async choose(intent: PaymentIntent, payment_method: string): Promise<PaymentIntent> {
    if (payment_method === '') return withPaymentMethod(intent, null);
    const { id } = await resolvePaymentMethod(payment_method, 'payment_method');
    return withPaymentMethod(intent, id);
  }

  private onCharge<Params>(intent: PaymentIntent, amount: number, params: Params): OnCharge<Params> {
    const charge = intent.latest_charge!;
    const { vault } = charges.privateOf(charge)!;
    return { payment_intent: intent.id, charge, vault, amount, currency: intent.currency, params };
  }

  private async onCaptured({ payment_intent, charge: id, amount, params }: Captures) {
    const intent = await paymentIntents.load(payment_intent);
    const charge = await charges.load(id);
    const final = params.final_capture ?? true;
    const { available_at_once = false } = charges.privateOf(id)!;
    if (amount === 0) releaseCharge(charge, 'charge.refunded');
    else await captureCharge(charge, amount, available_at_once, 'charge.captured', final);
    if (final) await clearAuthorizationExpiry(intent);
    const next = captured(intent, charge, params);
    return paymentIntents.save(
      { ...next, metadata: mergeMetadata(intent.metadata, params.metadata) },
      ...(isCapturedInParts(charge) ? ['payment_intent.amount_capturable_updated' as const] : []),
      ...(final ? ['payment_intent.succeeded' as const] : []),
    );
  }

  private async onReversed({ payment_intent, charge, params }: Cancels) {
    const intent = await paymentIntents.load(payment_intent);
    releaseCharge(await charges.load(charge), 'charge.refunded');
    await clearAuthorizationExpiry(intent);
    return paymentIntents.save(
      cancel(intent, params.cancellation_reason ?? null, now()),
      'payment_intent.canceled',
    );
  }

  private async onIncremented({ payment_intent, charge, params }: Increments) {
    const intent = await paymentIntents.load(payment_intent);
    charges.save(authorizeMore(await charges.load(charge), params.amount), 'charge.updated');
    return paymentIntents.save(incremented(intent, params), 'payment_intent.amount_capturable_updated');
  }
}

/** What only makes sense together with `confirm=true`. */
const WITH_CONFIRM = ['error_on_requires_action', 'mandate_data', 'off_session', 'return_url'] as const;

function requireConfirmParams(params: Stripe.PaymentIntentCreateParams): void {
  if (params.confirm === true) return;
  const param = WITH_CONFIRM.find((name) => name in params);
  if (param === undefined) return;
  throw errors.invalid(
    `The parameter ${param} cannot be passed when creating a PaymentIntent unless confirm is set to true.`,
    {
      param,
    },
  );
}
