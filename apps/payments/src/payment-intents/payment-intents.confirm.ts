import { Injectable } from '@nestjs/common';
import { type Emptyable, errors, type JsonObject } from '@pinstripe/kernel';
import { context, foreign, now } from '@pinstripe/service';
import { isBlocked } from '../bank-account-blocks/bank-account-block.ts';
import { refuseDescriptorOfCard } from '../charges/statement-descriptor.ts';
import { redeemConfirmationToken } from '../confirmation-tokens/confirmation-tokens.ts';
import { requireCardOptions } from '../intents/card-payment-options.ts';
import { cvcToken } from '../intents/cvc-token.ts';
import { requireMoreUsage } from '../intents/future-usage.ts';
import { requireFitting } from '../intents/payment-method-types.ts';
import { requireReturnUrl } from '../intents/return-url.ts';
import { permissionOf } from '../mandates/mandates.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { isCard } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { makePaymentMethod } from '../payment-methods/payment-methods.create.ts';
import { usePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { type PaymentIntent, requireAllowed } from './payment-intent.ts';
import { CUSTOMER_BALANCE } from './payment-intent.cash-balance.ts';
import { authenticationFailed, confirm, type ConfirmParams, refused } from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { withCardPlans, withOptions } from './payment-intent.options.ts';
import { requirePayable } from './payment-intent.payable.ts';
import { type Authorizing, CardPayments } from './payment-intents.authorize.ts';
import { payFromCashBalance, reapplyFunds, releaseFunds } from './payment-intents.cash-balance.ts';
import { forgetPayer, type Paying, ProviderPayments } from './payment-intents.pay.ts';

/** Confirms PaymentIntents: whoever carries payments by their payment method goes on. */
@Injectable()
export class PaymentIntentConfirmations {
  constructor(
    private readonly cards: CardPayments,
    private readonly providers: ProviderPayments,
  ) {}

  /** Begins to confirm an intent that this unit has loaded or made. */
  async begin(intent: PaymentIntent, asked: ConfirmParams & ChosenMethod & { confirmation_token?: string }) {
    requireAllowed(intent, 'confirm');
    // a payment that is confirmed by hand is confirmed by the merchant's server, and never by its page
    if (intent.confirmation_method === 'manual' && context().key_type === 'publishable') {
      throw errors.secretKeyRequired();
    }
    const params = await redeemConfirmationToken(asked, intent);
    requireUsage(intent, params);
    const chosen = await chosenMethod(intent, params);
    const confirmed = withOptions(requireFitting(confirm(intent, params, chosen, now())));
    requireReturnUrl(confirmed, params, context().key_type);
    if (intent.customer !== null) foreign('customer', intent.customer, 'customer');
    const payment_method = await usePaymentMethod(confirmed);
    const confirming = withCardPlans(confirmed, payment_method);
    requirePayable(confirming, params, payment_method);
    if (isCard(payment_method)) requireCard(confirming, payment_method, cvcToken(params));
    const permission = isBlocked(payment_method)
      ? null
      : await permissionOf(confirming, payment_method, params);
    paymentIntents.save({ ...confirming, payment_method: payment_method.id });
    await forgetPayer(intent);
    if (payment_method.type === CUSTOMER_BALANCE) {
      return payFromCashBalance(await paymentIntents.load(intent.id), payment_method);
    }
    await reapplyFunds(intent, await releaseFunds(intent));
    if (isCard(payment_method))
      return this.cards.begin(intent, confirming, payment_method, params, permission);
    return this.providers.begin(confirming, payment_method, params, permission);
  }

  /** Goes on once the payer has acted: who carries the payment is asked again, or the payment has failed. */
  async onPayerAction(intent: PaymentIntent, step: JsonObject, outcome: Outcome) {
    paymentIntents.setPrivate(intent.id, { ...paymentIntents.privateOf(intent.id), payer_action: null });
    if ('paying' in step) return this.providers.onPayerAction(intent, step as unknown as Paying, outcome);
    const authorizing = step as unknown as Authorizing;
    if (outcome === 'succeeded') return this.cards.onAuthenticated(intent, authorizing);
    const payment_method = (await paymentMethods.peek(authorizing.payment_method))!;
    const failed = refused(intent, authenticationFailed(payment_method));
    return paymentIntents.save(failed, 'payment_intent.payment_failed');
  }
}

/** What a browser may not change of what its merchant has said. @throws when it does */
function requireUsage(intent: PaymentIntent, params: ConfirmParams): void {
  const { key_type } = context();
  requireMoreUsage(key_type, intent.setup_future_usage, params.setup_future_usage);
  const before = intent.payment_method_options as UsageOptions | null;
  for (const [type, asked] of Object.entries((params.payment_method_options || {}) as UsageOptions)) {
    requireMoreUsage(
      key_type,
      (before?.[type] || {}).setup_future_usage,
      (asked || {}).setup_future_usage,
      `payment_method_options[${type}][setup_future_usage]`,
    );
  }
}

type UsageOptions = Readonly<Record<string, Emptyable<{ setup_future_usage?: string }>>>;

/** What must hold of an intent that is confirmed with a card. */
function requireCard(intent: PaymentIntent, payment_method: PaymentMethod, cvc_token: string | null): void {
  refuseDescriptorOfCard(intent.statement_descriptor);
  requireCardOptions(intent.payment_method_options?.card ?? {}, payment_method, cvc_token);
}

export interface ChosenMethod {
  payment_method?: string;
  payment_method_data?: object;
}

/** The payment method to confirm with: the one that is named, or made of `payment_method_data`, or that the intent has. */
export async function chosenMethod(
  intent: { payment_method: string | null },
  { payment_method, payment_method_data }: ChosenMethod,
): Promise<string | null> {
  if (payment_method_data === undefined) return payment_method ?? intent.payment_method;
  if (payment_method !== undefined) {
    throw errors.parametersExclusive('payment_method', 'payment_method_data');
  }
  return (await makePaymentMethod(payment_method_data, 'payment_method_data')).id;
}
