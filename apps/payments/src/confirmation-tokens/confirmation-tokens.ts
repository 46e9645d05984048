import { errors } from '@pinstripe/kernel';
import { now } from '@pinstripe/service';
import type Stripe from 'stripe';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { takePaymentMethod } from '../payment-methods/payment-methods.create.ts';
import { insertPaymentMethod, showPaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { type ConfirmationToken, type Confirmed, confirmParams, create, use } from './confirmation-token.ts';
import { confirmationTokens } from './confirmation-token.entity.ts';

type CreateParams = Stripe.TestHelpers.ConfirmationTokenCreateParams;

/** Makes a token of a payment method, or of what one is going to be made of. Numbers are kept in the vault meanwhile. */
export async function makeConfirmationToken(params: CreateParams): Promise<ConfirmationToken> {
  const { payment_method, payment_method_data } = params;
  const identity = confirmationTokens.identity();
  if (payment_method_data !== undefined) {
    if (payment_method !== undefined) {
      throw errors.parametersExclusive('payment_method', 'payment_method_data');
    }
    const described = await takePaymentMethod(payment_method_data, 'payment_method_data');
    const token = confirmationTokens.insert(create(params, described.method, identity));
    confirmationTokens.setPrivate(token.id, { described });
    return token;
  }
  const named =
    payment_method === undefined ? null : await showPaymentMethod(payment_method, 'payment_method');
  const token = confirmationTokens.insert(create(params, named, identity));
  confirmationTokens.setPrivate(token.id, payment_method === undefined ? {} : { payment_method });
  return token;
}

interface TokenParams {
  confirmation_token?: string;
  payment_method?: string;
  payment_method_data?: object;
}

/**
 * What `intent` is confirmed with: `params`, and what they leave open as their confirmation token has it, which is used by
 * this. Its payment method is made now.
 * @throws resource_missing, and what `use` throws
 */
export async function redeemConfirmationToken<Params extends TokenParams>(
  params: Params,
  intent: Confirmed,
): Promise<Omit<Params, 'confirmation_token'>> {
  const { confirmation_token, ...asked } = params;
  if (confirmation_token === undefined) return asked;
  const other = (['payment_method', 'payment_method_data'] as const).find((param) => param in asked);
  if (other !== undefined) throw errors.parametersExclusive('confirmation_token', other);
  const token = await confirmationTokens.load(confirmation_token, 'confirmation_token');
  confirmationTokens.save(use(token, intent, now()));
  return { ...confirmParams(token), ...asked, ...paymentMethodOf(token) };
}

function paymentMethodOf({ id }: ConfirmationToken): { payment_method?: string } {
  const { described, payment_method } = confirmationTokens.privateOf(id)!;
  if (described === undefined) return payment_method === undefined ? {} : { payment_method };
  const made = insertPaymentMethod({ ...described.method, ...paymentMethods.identity() }, described);
  return { payment_method: made.id };
}
