import type { Document } from '@pinstripe/contract';
import { errors, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { requireJapaneseSuffixes } from '../charges/statement-descriptor.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { CVC_TOKEN } from './cvc-token.ts';
import { installments, requireAvailable, withAvailablePlans } from './installments.ts';
import { mandateOptions } from './mandate-options.ts';

type OptionsOf<Intent extends { payment_method_options: object | null }> = NonNullable<
  Document<Intent>['payment_method_options']
>;
type PaymentParams = Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card;
type SetupParams = Stripe.SetupIntentConfirmParams.PaymentMethodOptions.Card;

/** What a PaymentIntent, and what a SetupIntent, shows of what is asked of cards. */
export type CardPaymentOptions = NonNullable<OptionsOf<Stripe.PaymentIntent>['card']>;
export type CardSetupOptions = NonNullable<OptionsOf<Stripe.SetupIntent>['card']>;

/** What only the confirmation takes, since it is about one attempt; intents do not show it. */
const ONLY_CONFIRMED = ['cvc_token', 'moto', 'three_d_secure'] as const;

/** When parameters come. */
export interface Occasion {
  /** Whether the parameters confirm the intent. */
  confirms: boolean;
  now: Timestamp;
}

/** The options after `params`, with or without those that nobody has set; `''` unsets one that has no default. */
export function cardPaymentOptions<O extends Partial<CardPaymentOptions>>(
  current: O,
  params: PaymentParams,
  occasion: Occasion,
): O {
  requireJapaneseSuffixes(params);
  if (!occasion.confirms && params.installments?.plan) {
    throw onlyConfirmed('payment_method_options[card][installments][plan]');
  }
  const { installments: asked, ...others } = shown(params, occasion);
  const options = Object.entries({ ...current, ...others }).filter(([, value]) => value !== '');
  return {
    ...(Object.fromEntries(options) as O),
    ...(asked === undefined ? {} : { installments: installments(current.installments ?? null, asked) }),
  };
}

export function cardSetupOptions<O extends Partial<CardSetupOptions>>(
  current: O,
  params: SetupParams,
  occasion: Occasion,
): O {
  return { ...current, ...shown(params, occasion) };
}

/** Without what is about one attempt alone, and with the terms of a mandate written out. */
function shown<P extends PaymentParams | SetupParams>(params: P, { confirms, now }: Occasion) {
  const { cvc_token, mandate_options, moto, three_d_secure, ...others } = params as PaymentParams;
  const attempted = { cvc_token, moto, three_d_secure };
  const early = confirms ? undefined : ONLY_CONFIRMED.find((name) => attempted[name]);
  if (early !== undefined) throw onlyConfirmed(`payment_method_options[card][${early}]`);
  const mandate =
    mandate_options === undefined ? {} : { mandate_options: mandateOptions(mandate_options, now) };
  return { ...others, ...mandate } as Omit<P, (typeof ONLY_CONFIRMED)[number]>;
}

function onlyConfirmed(param: string) {
  return errors.invalid(`${param} can only be provided during confirmation.`, { param });
}

/** What a payment of `intent` by `payment_method` could be spread over, beside the other options. */
export function withPlans<O extends Partial<CardPaymentOptions>>(
  options: O,
  intent: { amount: number; currency: string },
  payment_method: PaymentMethod | null,
): O {
  if (options.installments == null) return options;
  return { ...options, installments: withAvailablePlans(options.installments, intent, payment_method) };
}

/**
 * What must hold between a payment's options and the card that it is confirmed with.
 * @throws when the plan of installments is not to be had, the card is not on the network, or its security code is missing
 */
export function requireCardOptions(
  { installments: chosen, network, require_cvc_recollection }: Partial<CardPaymentOptions>,
  { card, customer }: PaymentMethod,
  cvc_token: string | null,
): void {
  if (chosen != null) requireAvailable(chosen);
  requireNetwork(network, card, { code: 'payment_intent_incompatible_payment_method' });
  if (require_cvc_recollection === true && customer !== null && cvc_token === null) {
    throw errors.parameterMissing(CVC_TOKEN);
  }
}

/** @throws when the card cannot be charged on the network that was chosen */
export function requireNetwork(
  network: string | null | undefined,
  card: PaymentMethod['card'],
  details: { code?: string } = {},
): void {
  if (network == null || (card?.networks?.available ?? []).includes(network)) return;
  throw errors.invalid(`The card cannot be used on the network ${network}.`, {
    param: 'payment_method_options[card][network]',
    ...details,
  });
}
