import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, foreign, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { changeBankAccountWith } from '../bank-accounts/bank-accounts.ts';
import { changeCardWith } from '../cards/cards.ts';
import { isCard } from '../payment-method-types/payment-method-types.ts';
import { takeRenewedCard } from '../vault/vaulted-cards.ts';
import { type PaymentMethod, update } from './payment-method.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { requireSavable, requireUpdatable } from './payment-method.use.ts';
import {
  type Attaching,
  attachUnasked,
  attachVerified,
  detachPaymentMethod,
  prepareAttachment,
  verify,
} from './payment-methods.attach.ts';
import { makePaymentMethod } from './payment-methods.create.ts';
import { resolvePaymentMethod, showPaymentMethod } from './payment-methods.use.ts';

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

  create(params: Stripe.PaymentMethodCreateParams) {
    return makePaymentMethod(params);
  }

  /** A documented `pm_card_…` shows what it stands for; used, it becomes a payment method of its own. */
  retrieve(id: string) {
    return showPaymentMethod(id);
  }

  async update(id: string, params: Stripe.PaymentMethodUpdateParams) {
    const method = await paymentMethods.load(id);
    requireUpdatable(method);
    if (params.card !== undefined) await changeDate(method, params.card);
    const updated = paymentMethods.save(update(method, params), 'payment_method.updated');
    await changeCardWith(updated);
    await changeBankAccountWith(updated);
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
    requireSavable(method);
    if (!isCard(method)) return attachUnasked(method, customer);
    const attaching = await prepareAttachment(method, customer);
    return this.attaching.begin({ resource: paymentMethods, id: method.id }, attaching);
  }

  async detach(id: string) {
    return detachPaymentMethod(await paymentMethods.load(id));
  }
}

/** A card with another date is another card to the vault. @throws card_error when the date is none, or is over */
async function changeDate(
  method: PaymentMethod,
  params: Stripe.PaymentMethodUpdateParams.Card,
): Promise<void> {
  const { exp_month = method.card!.exp_month, exp_year = method.card!.exp_year } = params;
  if (params.exp_month === undefined && params.exp_year === undefined) return;
  const hidden = paymentMethods.privateOf(method.id)!;
  const { vault } = await takeRenewedCard(hidden.vault!, { exp_month, exp_year });
  paymentMethods.setPrivate(method.id, { ...hidden, vault });
}

function noPaymentMethods(): Stripe.ApiList<Stripe.PaymentMethod> {
  return { object: 'list', data: [], has_more: false, url: paymentMethods.options.url };
}
