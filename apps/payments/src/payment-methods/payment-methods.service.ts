import { Inject, Injectable } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { type Beginning, foreign, now, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { changeCardWith } from '../cards/cards.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { describeCard, type KnownCard, takeCard, takeRenewedCard } from '../vault/vaulted-cards.ts';
import { cardParams, create, type PaymentMethod, update } from './payment-method.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { requireUpdatable } from './payment-method.use.ts';
import {
  type Attaching,
  attachVerified,
  detachPaymentMethod,
  prepareAttachment,
  verify,
} from './payment-methods.attach.ts';
import { insertPaymentMethod, resolvePaymentMethod } from './payment-methods.use.ts';

@Injectable()
export class PaymentMethodsService {
  private readonly attaching: Beginning<Attaching, Stripe.PaymentMethod>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.attaching = steps.define('attach_payment_method', {
      call: ({ verification }: Attaching, attempt_id) => verify(network, verification, attempt_id),
      onOutcome: (attaching: Attaching, answer: AuthorizationAnswer) => {
        if (answer.kind === 'declined') refuse(declineError(answer.decline));
        return attachVerified(attaching, answer);
      },
    });
  }

  async create(params: Stripe.PaymentMethodCreateParams) {
    const known = await knownCard(params);
    return insertPaymentMethod(create(params, known.details, paymentMethods.identity()), known);
  }

  /** A documented `pm_card_…` shows what it stands for; used, it becomes a payment method of its own. */
  async retrieve(id: string) {
    const card = id.startsWith('pm_card_') ? testCard(id, now()) : undefined;
    if (card === undefined) return paymentMethods.retrieve(id);
    return create({}, describeCard(card, null), paymentMethods.identity(id));
  }

  async update(id: string, params: Stripe.PaymentMethodUpdateParams) {
    const method = await paymentMethods.load(id);
    requireUpdatable(method);
    if (params.card !== undefined) await changeDate(method, params.card);
    const updated = paymentMethods.save(update(method, params), 'payment_method.updated');
    await changeCardWith(updated);
    return updated;
  }

  /** Without a customer there is nothing to list: payment methods are for one payment then, and nobody's. */
  async list(params: Stripe.PaymentMethodListParams) {
    const { customer, type, ...page } = params;
    if (customer === undefined) return noPaymentMethods();
    foreign('customer', customer, 'customer');
    return paymentMethods.list(page, { customer, type });
  }

  async listOfCustomer(customer: string, params: Stripe.CustomerListPaymentMethodsParams) {
    const { allow_redisplay, type, ...page } = params;
    foreign('customer', customer);
    const url = `/v1/customers/${customer}/payment_methods`;
    return paymentMethods.list(page, { customer, type, allow_redisplay }, url);
  }

  async retrieveOfCustomer(customer: string, id: string) {
    foreign('customer', customer);
    const method = await paymentMethods.retrieve(id);
    if (method.customer !== customer) throw paymentMethods.missing(id);
    return method;
  }

  /** A card's bank is asked first. What is this customer's already stays so. */
  async attach(id: string, { customer }: Stripe.PaymentMethodAttachParams) {
    foreign('customer', customer, 'customer');
    const method = await resolvePaymentMethod(id);
    if (method.customer === customer) return method;
    const attaching = await prepareAttachment(method, customer);
    return this.attaching.begin({ resource: paymentMethods, id: method.id }, attaching);
  }

  async detach(id: string) {
    return detachPaymentMethod(await paymentMethods.load(id));
  }
}

/** The card of a new payment method, by number or by token. */
async function knownCard(params: Stripe.PaymentMethodCreateParams): Promise<KnownCard> {
  const card = cardParams(params);
  if (card.token === undefined) {
    const { line1 = null, postal_code = null } = params.billing_details?.address || {};
    return takeCard(card, { line1, postal_code });
  }
  const redeemed = await redeemToken(card.token);
  if (redeemed?.kind !== 'card') throw errors.invalid(`Invalid token id: ${card.token}`, { param: 'token' });
  return redeemed;
}

/** A card with another date is another card to the vault. @throws card_error when the date is none, or is over */
async function changeDate(
  method: PaymentMethod,
  params: Stripe.PaymentMethodUpdateParams.Card,
): Promise<void> {
  const { exp_month = method.card!.exp_month, exp_year = method.card!.exp_year } = params;
  if (params.exp_month === undefined && params.exp_year === undefined) return;
  const hidden = paymentMethods.privateOf(method.id)!;
  const { vault } = await takeRenewedCard(hidden.vault, { exp_month, exp_year });
  paymentMethods.setPrivate(method.id, { ...hidden, vault });
}

function noPaymentMethods(): Stripe.ApiList<Stripe.PaymentMethod> {
  return { object: 'list', data: [], has_more: false, url: paymentMethods.options.url };
}
