import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { noteAddress } from '../radar/signals.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { type KnownCard, takeCard } from '../vault/vaulted-cards.ts';
import { cardParams, create, type PaymentMethod } from './payment-method.ts';
import { createOfType, requireType, typeDetails } from './payment-method.create.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { takeDetails } from './payment-methods.details.ts';
import { insertPaymentMethod } from './payment-methods.use.ts';

type CreateParams = Stripe.PaymentMethodCreateParams & { ip?: string };

/** Makes a payment method of any type that is built; `parent` is where `params` stand, if they are part of others. */
export async function makePaymentMethod(params: CreateParams, parent?: string): Promise<PaymentMethod> {
  const { method, vault } = await takePaymentMethod(params, parent);
  return insertPaymentMethod(method, { vault });
}

/** The payment method that `params` describe, which is not there yet, and where its numbers are kept from now on. */
export async function takePaymentMethod(
  params: CreateParams,
  parent?: string,
): Promise<{ method: PaymentMethod; vault: string | null }> {
  const type = requireType(params, parent);
  noteAddress(params.ip, `${parent}[ip]`);
  const identity = paymentMethods.identity();
  if (type === 'card') {
    const { details, vault } = await knownCard(params, parent);
    return { method: create(params, details, identity), vault };
  }
  const { hash, vault } = takeDetails(typeDetails(type, params, parent));
  return { method: createOfType(params, type, hash, identity), vault };
}

/** The card of a new payment method, by number or by token. */
async function knownCard(params: CreateParams, parent?: string): Promise<KnownCard> {
  const card = cardParams(params, parent === undefined ? 'card' : `${parent}[card]`);
  if (card.token === undefined) {
    const { line1 = null, postal_code = null } = params.billing_details?.address || {};
    return takeCard(card, { line1, postal_code });
  }
  const redeemed = await redeemToken(card.token);
  if (redeemed?.kind !== 'card') throw errors.invalid(`Invalid token id: ${card.token}`, { param: 'token' });
  return redeemed;
}
