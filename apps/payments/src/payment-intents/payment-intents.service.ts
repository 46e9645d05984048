import { Inject, Injectable } from '@nestjs/common';
import { randomText } from '@pinstripe/kernel';
import { type Beginning, context, foreign, now, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { captureCharge, releaseCharge } from '../balance-transactions/balance-transactions.service.ts';
import { CARD_NETWORK, type CardNetwork, type Declined } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { authorizeMore, isCapturedInParts } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { onRefunded } from '../charges/charges.refunded.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import { refuseCvcToken } from '../intents/cvc-token.ts';
import { requireSecret } from '../intents/client-secret.ts';
import { offer, offerAnew } from '../payment-method-configurations/payment-method-configurations.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import {
  cancel,
  create,
  type PaymentIntent,
  requireAllowed,
  update,
  withPaymentMethod,
} from './payment-intent.ts';
import { capture, increment, requireCapture, requireIncrement } from './payment-intent.capture.ts';
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

type Capturing = OnCharge<Stripe.PaymentIntentCaptureParams>;
type Canceling = OnCharge<Stripe.PaymentIntentCancelParams>;
type Incrementing = OnCharge<Stripe.PaymentIntentIncrementAuthorizationParams>;

@Injectable()
export class PaymentIntentsService {
  private readonly capturing: Beginning<Capturing, Stripe.PaymentIntent>;
  private readonly canceling: Beginning<Canceling, Stripe.PaymentIntent>;
  private readonly incrementing: Beginning<Incrementing, Stripe.PaymentIntent>;

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
      call: async (capturing: Capturing, id): Promise<{ kind: 'captured' | 'reversed' }> => {
        const request = await asked(capturing, id);
        return capturing.amount === 0 ? network.reverse(request) : network.capture(request);
      },
      onOutcome: onCaptured,
    });
    this.canceling = steps.define('cancel_payment_intent', {
      call: async (canceling: Canceling, id) => network.reverse(await asked(canceling, id)),
      onOutcome: onReversed,
    });
    this.incrementing = steps.define('increment_payment_intent', {
      call: async (incrementing: Incrementing, id) => network.increment(await asked(incrementing, id)),
      onOutcome: onIncremented,
    });
  }

  async create(params: Stripe.PaymentIntentCreateParams) {
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const created = create(params, paymentIntents.identity(), randomText(25));
    const intent = await offer(created, params.payment_method_configuration);
    if (params.confirm === true) {
      paymentIntents.insert(intent, 'payment_intent.created');
      return this.confirmations.begin(intent, params);
    }
    const { payment_method } = params;
    const chosen = payment_method === undefined ? intent : await choose(intent, payment_method);
    paymentIntents.insert(chosen, 'payment_intent.created');
    const { radar_options } = params;
    if (radar_options !== undefined) paymentIntents.setPrivate(intent.id, { radar_options });
    return chosen;
  }

  async retrieve(id: string, { client_secret }: Stripe.PaymentIntentRetrieveParams) {
    const intent = await paymentIntents.retrieve(id);
    requireSecret(context().key_type, intent, client_secret);
    return intent;
  }

  async update(id: string, params: Stripe.PaymentIntentUpdateParams) {
    const intent = await paymentIntents.load(id);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    refuseCvcToken(params);
    const updated = await offerAnew(update(intent, params), params);
    const { payment_method } = params;
    if (payment_method === undefined) return paymentIntents.save(updated);
    return paymentIntents.save(await choose(updated, payment_method));
  }

  async confirm(id: string, params: Stripe.PaymentIntentConfirmParams & { client_secret?: string }) {
    const intent = await paymentIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    return this.confirmations.begin(intent, params);
  }

  async capture(id: string, params: Stripe.PaymentIntentCaptureParams) {
    const intent = await paymentIntents.load(id);
    const charge = await charges.load(requireCapture(intent));
    const { amount } = capture(intent, charge, params);
    return this.capturing.begin({ resource: paymentIntents, id }, onCharge(intent, amount, params));
  }

  /** An intent that has reserved no money is canceled at once; else the network gives it back first. */
  async cancel(id: string, params: Stripe.PaymentIntentCancelParams) {
    const intent = await paymentIntents.load(id);
    const canceled = cancel(intent, params.cancellation_reason ?? null, now());
    if (intent.status !== 'requires_capture') return paymentIntents.save(canceled, 'payment_intent.canceled');
    await charges.load(intent.latest_charge!);
    return this.canceling.begin(
      { resource: paymentIntents, id },
      onCharge(intent, intent.amount_capturable, params),
    );
  }

  async incrementAuthorization(id: string, params: Stripe.PaymentIntentIncrementAuthorizationParams) {
    const intent = await paymentIntents.load(id);
    requireAllowed(intent, 'increment_authorization');
    const charge = await charges.load(intent.latest_charge!);
    const { increments = 0 } = charges.privateOf(charge.id)!;
    requireIncrement(intent, charge, increments, params);
    return this.incrementing.begin({ resource: paymentIntents, id }, onCharge(intent, params.amount, params));
  }
}

async function choose(intent: PaymentIntent, payment_method: string): Promise<PaymentIntent> {
  if (payment_method === '') return withPaymentMethod(intent, null);
  const { id } = await resolvePaymentMethod(payment_method, 'payment_method');
  return withPaymentMethod(intent, id);
}

function onCharge<Params>(intent: PaymentIntent, amount: number, params: Params): OnCharge<Params> {
  const charge = intent.latest_charge!;
  const { vault } = charges.privateOf(charge)!;
  return { payment_intent: intent.id, charge, vault, amount, currency: intent.currency, params };
}

async function onCaptured({ payment_intent, charge: id, params }: Capturing) {
  const intent = await paymentIntents.load(payment_intent);
  const captured = capture(intent, await charges.load(id), params);
  const { amount, charge, final } = captured;
  if (amount === 0) releaseCharge(charge, 'charge.refunded');
  else await captureCharge(charge, amount, final);
  if (final) await clearAuthorizationExpiry(intent);
  paymentIntents.save(
    captured.intent,
    ...(isCapturedInParts(charge) ? ['payment_intent.amount_capturable_updated' as const] : []),
    ...(final ? ['payment_intent.succeeded' as const] : []),
  );
  if (final) await raiseForeseen(id);
  return captured.intent;
}

async function onReversed({ payment_intent, charge, params }: Canceling) {
  const intent = await paymentIntents.load(payment_intent);
  releaseCharge(await charges.load(charge), 'charge.refunded');
  await clearAuthorizationExpiry(intent);
  const canceled = paymentIntents.save(
    cancel(intent, params.cancellation_reason ?? null, now()),
    'payment_intent.canceled',
  );
  await onRefunded(charge, null);
  return canceled;
}

/** A bank that declines leaves everything as it was, but that it has been asked once more. */
async function onIncremented(
  { payment_intent, charge: id, params }: Incrementing,
  answer: { kind: 'approved' } | Declined,
) {
  const intent = await paymentIntents.load(payment_intent);
  const charge = await charges.load(id);
  const { increments = 0, ...hidden } = charges.privateOf(id)!;
  charges.setPrivate(id, { ...hidden, increments: increments + 1 });
  if (answer.kind === 'declined') {
    return refuse(declineError(answer.decline, { charge: id, payment_intent: intent }));
  }
  charges.save(authorizeMore(charge, params.amount), 'charge.updated');
  return paymentIntents.save(increment(intent, params), 'payment_intent.amount_capturable_updated');
}
