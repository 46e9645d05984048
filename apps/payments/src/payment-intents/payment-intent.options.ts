import type { Document } from '@pinstripe/contract';
import type { Emptyable } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { cardPaymentOptions, type Occasion, withPlans } from '../intents/card-payment-options.ts';
import { shownOptions, typeOptions } from '../intents/payment-method-options.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

type PaymentIntent = Document<Stripe.PaymentIntent>;
type Options = NonNullable<PaymentIntent['payment_method_options']>;
type Params = Stripe.PaymentIntentConfirmParams.PaymentMethodOptions;

/** What is asked of each type of payment method; what a reader makes of its options is for Terminal. */
export function paymentMethodOptions(
  current: Options | null,
  params: Emptyable<Params>,
  occasion: Occasion,
): Options {
  const { card, card_present, ...others } = params || {};
  return {
    ...current,
    ...typeOptions(current, others, occasion.now),
    ...(current?.card || card ? { card: cardPaymentOptions(current?.card ?? {}, card || {}, occasion) } : {}),
    ...(card_present ? { card_present: cardPresent(current?.card_present, card_present) } : {}),
  } as Options;
}

function cardPresent(
  current: Options['card_present'],
  {
    request_extended_authorization,
    request_incremental_authorization_support,
    routing,
  }: NonNullable<Exclude<Params['card_present'], ''>>,
): NonNullable<Options['card_present']> {
  return {
    request_extended_authorization:
      request_extended_authorization ?? current?.request_extended_authorization ?? null,
    request_incremental_authorization_support:
      request_incremental_authorization_support ?? current?.request_incremental_authorization_support ?? null,
    ...(routing === undefined
      ? current?.routing === undefined
        ? {}
        : { routing: current.routing }
      : { routing: { requested_priority: routing.requested_priority ?? null } }),
  };
}

/** The options of the types that the intent turned out to have. */
export function withOptions(intent: PaymentIntent): PaymentIntent {
  const { payment_method_options, payment_method_types } = intent;
  return { ...intent, payment_method_options: shownOptions(payment_method_types, payment_method_options) };
}

/** The intent with what there is to choose of, now that it is known who pays. */
export function withCardPlans(intent: PaymentIntent, payment_method: PaymentMethod | null): PaymentIntent {
  const { payment_method_options: options } = intent;
  if (options?.card?.installments == null) return intent;
  const card = withPlans(options.card, intent, payment_method);
  return { ...intent, payment_method_options: { ...options, card } };
}
