import { drawUuid } from '../draws.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { blank } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireUsable } from '../payment-methods/payment-method.use.ts';
import { charge, isUsedUp, requireChargeable, requireCovers, type Source } from './source.ts';
import { payerOf } from './source.card.ts';
import { sources } from './source.entity.ts';
import { askBack } from './sources.receivers.ts';
import { watchSource } from './sources.watch.ts';

/** The card by which a source is charged. */
export interface SourceCard {
  payment_method: PaymentMethod;
  vault: string;
  set_up: boolean;
  /** The 3-D Secure authentication that its holder has passed; null where there was none. */
  authentication_id: string | null;
  /** Whether the bank is to be told that its holder would have authenticated. */
  asks_three_d_secure: boolean;
}

interface Payment {
  id: string;
  amount: number;
  currency: string;
  customer: string | null;
}

/** @throws invalid_source_usage when a source that this unit has loaded cannot be charged, or not this much */
export function requireGoodFor(source: Source, payment: Payment): void {
  requireChargeable(source);
  requireCovers(source, payment);
}

/** The card of a source that is to be charged; null where it is no card. */
export async function cardOfSource(source: Source, payment: Payment): Promise<SourceCard | null> {
  const { id, three_d_secure } = source;
  if (three_d_secure !== undefined) {
    const { details, vault } = sources.privateOf(id)!;
    const method: PaymentMethod = { ...blank({}, paymentMethods.identity(id)), card: details!, type: 'card' };
    const is_authenticated = three_d_secure.authenticated === true;
    return {
      payment_method: { ...method, billing_details: payerOf(source) },
      vault: vault!,
      set_up: false,
      authentication_id: is_authenticated ? drawUuid(id, 'authentication_id') : null,
      asks_three_d_secure: !is_authenticated,
    };
  }
  if (source.card === undefined) return null;
  const payment_method = await paymentMethods.load(id);
  const hidden = paymentMethods.privateOf(id)!;
  requireUsable(payment_method, hidden, payment);
  const { set_up = false, vault } = hidden;
  return { payment_method, vault: vault!, set_up, authentication_id: null, asks_three_d_secure: false };
}

/** A source was charged: it is used up, unless a customer keeps it. */
export async function chargeSource(id: string, amount: number): Promise<Source> {
  const source = await sources.load(id);
  const charged = charge(source, amount);
  if (isUsedUp(source) && (await paymentMethods.find(id)) !== null) {
    paymentMethods.setPrivate(id, { ...paymentMethods.privateOf(id)!, used_by: id });
  }
  if (charged === source) return source;
  if (charged.status !== source.status) await watchSource(charged);
  return askBack(sources.save(charged));
}
