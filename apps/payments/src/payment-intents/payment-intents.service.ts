import { Inject, Injectable } from '@nestjs/common';
import { randomText } from '@pinstripe/kernel';
import { type Beginning, context, foreign, now, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { captureCharge, releaseCharge } from '../balance-transactions/balance-transactions.service.ts';
import { CARD_NETWORK, type CardNetwork, type Declined } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { authorizeMore, type Charge, isCapturedInParts } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { settleCharge } from '../charges/charges.settlement.ts';
import { ChargeNetworks, type Instrument, instrumentOf } from '../charges/charges.networks.ts';
import { requireConnect } from '../charges/charges.connect.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import { requireFitting } from '../intents/payment-method-types.ts';
import { requireSecret } from '../intents/client-secret.ts';
import { verifyMicrodeposits } from '../microdeposits/microdeposits.verify.ts';
import { offer, offerAnew } from '../payment-method-configurations/payment-method-configurations.use.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireUsable } from '../payment-methods/payment-method.use.ts';
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
import {
  capture,
  giveUp,
  increment,
  requireCapture,
  requireIncrement,
  requireMoreCaptures,
} from './payment-intent.capture.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { withCardPlans, withOptions } from './payment-intent.options.ts';
import { requireRevocableDebit } from './payment-intent.debit.ts';
import { requireType } from './payment-intent.payable.ts';
import { requireRevocable } from './payment-intent.voucher.ts';
import { reapplyFunds, releaseFunds, saveUpdated } from './payment-intents.cash-balance.ts';
import { forgetPayer } from './payment-intents.pay.ts';
import { type ChosenMethod, chosenMethod, PaymentIntentConfirmations } from './payment-intents.confirm.ts';
import { refuseUnverified } from './payment-intents.unpaid.ts';
import { clearAuthorizationExpiry, recordEnd } from './payment-intents.worker.ts';

/** An operation on the charge of an intent, as the network is asked for it. */
interface OnCharge<Params> {
  payment_intent: string;
  charge: string;
  instrument: Instrument;
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
    networks: ChargeNetworks,
    steps: Steps,
  ) {
    this.capturing = steps.define('capture_payment_intent', {
      call: async (
        { amount, currency, instrument }: Capturing,
        attempt_id,
      ): Promise<{ kind: 'captured' | 'reversed' }> =>
        networks[amount === 0 ? 'reverse' : 'capture'](instrument, { attempt_id, amount, currency }),
      onOutcome: onCaptured,
    });
    this.canceling = steps.define('cancel_payment_intent', {
      call: ({ amount, currency, instrument }: Canceling, attempt_id) =>
        networks.reverse(instrument, { attempt_id, amount, currency }),
      onOutcome: onReversed,
    });
    this.incrementing = steps.define('increment_payment_intent', {
      call: async ({ amount, currency, instrument }: Incrementing, attempt_id) =>
        network.increment({ attempt_id, amount, currency, card: await openVault(instrument.vault!) }),
      onOutcome: onIncremented,
    });
  }

  async create(params: Stripe.PaymentIntentCreateParams) {
    requireConnect(params);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const created = create(params, paymentIntents.identity(), randomText(25));
    const intent = withOptions(requireFitting(await offer(created, params.payment_method_configuration)));
    if (params.confirm === true) {
      paymentIntents.insert(intent, 'payment_intent.created');
      return this.confirmations.begin(intent, params);
    }
    const chosen = await choose(intent, params);
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
    const changed = update(intent, params, { confirms: false, now: now() });
    const updated = withOptions(requireFitting(await offerAnew(changed, params)));
    return saveUpdated(intent, await choose(updated, params));
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
    if (amount > 0) requireMoreCaptures(charges.privateOf(charge.id)!.captures ?? 0);
    return this.capturing.begin({ resource: paymentIntents, id }, onCharge(intent, charge, amount, params));
  }

  /** Goes on once the payer has proved that the account is theirs. */
  async verifyMicrodeposits(
    id: string,
    params: Stripe.PaymentIntentVerifyMicrodepositsParams & { client_secret?: string },
  ) {
    const intent = await paymentIntents.load(id);
    requireSecret(context().key_type, intent, params.client_secret);
    const { payer_action } = paymentIntents.privateOf(id) ?? {};
    const { failure, step } = await verifyMicrodeposits(intent, payer_action, params);
    if (failure !== null) return refuseUnverified(intent, failure);
    return this.confirmations.onPayerAction(intent, step, 'succeeded');
  }

  /** An intent that nobody was asked for the money of is canceled at once; else whoever was gives it up first. */
  async cancel(id: string, params: Stripe.PaymentIntentCancelParams) {
    const intent = await paymentIntents.load(id);
    const payment_method = intent.payment_method && (await paymentMethods.peek(intent.payment_method));
    if (payment_method) requireRevocable(intent, payment_method);
    const canceled = cancel(intent, params.cancellation_reason ?? null, now());
    if (!BEGUN.has(intent.status)) return cancelUnpaid(intent, canceled);
    const charge = await charges.load(intent.latest_charge!);
    if (intent.status === 'processing') {
      requireRevocableDebit(intent, charge, charges.privateOf(charge.id)!.debited_at, now());
    }
    const amount = intent.amount_capturable || intent.amount;
    return this.canceling.begin({ resource: paymentIntents, id }, onCharge(intent, charge, amount, params));
  }

  async incrementAuthorization(id: string, params: Stripe.PaymentIntentIncrementAuthorizationParams) {
    const intent = await paymentIntents.load(id);
    requireAllowed(intent, 'increment_authorization');
    const charge = await charges.load(intent.latest_charge!);
    const { increments = 0 } = charges.privateOf(charge.id)!;
    requireIncrement(intent, charge, increments, params);
    return this.incrementing.begin(
      { resource: paymentIntents, id },
      onCharge(intent, charge, params.amount, params),
    );
  }
}

/** The statuses in which somebody has been asked for the money. */
const BEGUN: ReadonlySet<string> = new Set(['processing', 'requires_capture']);

/** What was transferred for it, as long as that is not all, goes back to its customer. */
async function cancelUnpaid(intent: PaymentIntent, canceled: PaymentIntent): Promise<PaymentIntent> {
  await forgetPayer(intent);
  const released = await releaseFunds(intent);
  paymentIntents.save(canceled, 'payment_intent.canceled');
  await reapplyFunds(intent, released);
  return canceled;
}

/** The intent with the payment method that `params` name or describe, if they do. @throws when it could never be confirmed with that */
async function choose(intent: PaymentIntent, params: ChosenMethod): Promise<PaymentIntent> {
  const { payment_method, payment_method_data } = params;
  if (payment_method === '' && payment_method_data === undefined) {
    return withCardPlans(withPaymentMethod(intent, null), null);
  }
  if (payment_method === undefined && payment_method_data === undefined) return offerPlans(intent);
  const chosen = await chosenMethod(intent, params);
  const method = await resolvePaymentMethod(chosen!, 'payment_method');
  requireUsable(method, paymentMethods.privateOf(method.id)!, intent);
  requireType(intent, method);
  return withCardPlans(withPaymentMethod(intent, method.id), method);
}

/** The plans depend on the amount, and on whose card it is. */
async function offerPlans(intent: PaymentIntent): Promise<PaymentIntent> {
  const { payment_method, payment_method_options } = intent;
  if (payment_method === null || payment_method_options?.card?.installments == null) return intent;
  return withCardPlans(intent, await paymentMethods.peek(payment_method));
}

function onCharge<Params>(
  intent: PaymentIntent,
  charge: Charge,
  amount: number,
  params: Params,
): OnCharge<Params> {
  const { currency, id: payment_intent } = intent;
  return { payment_intent, charge: charge.id, instrument: instrumentOf(charge), amount, currency, params };
}

async function onCaptured({ payment_intent, charge: id, params }: Capturing) {
  const intent = await paymentIntents.load(payment_intent);
  const captured = capture(intent, await charges.load(id), params);
  const { amount, charge, final } = captured;
  if (amount === 0) releaseCharge(charge, 'charge.refunded');
  else await captureCharge(charge, amount, final);
  if (final) await clearAuthorizationExpiry(intent);
  else countCapture(id);
  paymentIntents.save(
    captured.intent,
    ...(isCapturedInParts(charge) ? ['payment_intent.amount_capturable_updated' as const] : []),
    ...(final ? ['payment_intent.succeeded' as const] : []),
  );
  if (final) await raiseForeseen(id);
  return captured.intent;
}

function countCapture(charge: string): void {
  const { captures = 0, ...hidden } = charges.privateOf(charge)!;
  charges.setPrivate(charge, { ...hidden, captures: captures + 1 });
}

async function onReversed({ payment_intent, charge, params }: Canceling) {
  const intent = await paymentIntents.load(payment_intent);
  const given_up = await charges.load(charge);
  if (given_up.status === 'pending') await settleCharge(given_up, { kind: 'called_back' });
  else releaseCharge(given_up, 'charge.refunded');
  await clearAuthorizationExpiry(intent);
  return recordEnd(giveUp(intent, params.cancellation_reason ?? null, now()));
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
