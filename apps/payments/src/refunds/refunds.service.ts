import { Injectable } from '@nestjs/common';
import type { Routes } from '@pinstripe/contract';
import { type Beginning, now, Outside, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookRefund, bookReversal } from '../balance-transactions/balance-transactions.service.ts';
import type { RefundAnswer } from '../card-network/card-network.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { ChargeNetworks, type Instrument, instrumentOf } from '../charges/charges.networks.ts';
import { onRefunded } from '../charges/charges.refunded.ts';
import { clearChargeExpiry } from '../charges/charges.worker.ts';
import { requireUndisputed } from '../disputes/dispute.ts';
import { disputesOf } from '../disputes/disputes.ts';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';
import { chargedType } from '../payment-method-types/payment-method-types.ts';
import { blockPayer } from '../radar/rules.ts';
import {
  amountOf,
  isUncaptured,
  noSuccessfulCharge,
  type Refund,
  type RefundDetails,
  refundDetails,
  requireCancelable,
  requireRecent,
  requireSubject,
  update,
  updateEvents,
} from './refund.ts';
import { refunds } from './refund.entity.ts';
import { refundCash } from './refunds.cash-balance.ts';
import { endRefund, refundByEmail } from './refunds.emailed.ts';
import { awaitDecision, awaitPayment } from './refunds.pending.ts';

interface Refunding {
  charge: string;
  instrument: Instrument;
  currency: string;
  details: RefundDetails;
  /** Nothing has been captured: the network only lets go what it holds. */
  reverses: boolean;
}

type ChargeRefundParams = Routes['POST /v1/charges/{charge}/refund']['params'];
type Answer = RefundAnswer | { kind: 'reversed' };

@Injectable()
export class RefundsService {
  private readonly refunding: Beginning<Refunding, Stripe.Refund>;
  /** The same, for those who want to see the charge. */
  private readonly refunding_charge: Beginning<Refunding, Stripe.Charge>;

  constructor(networks: ChargeNetworks, steps: Steps) {
    const call = async (
      { currency, details: { amount }, instrument, reverses }: Refunding,
      attempt_id: string,
    ): Promise<Answer> =>
      networks[reverses ? 'reverse' : 'refund'](instrument, { attempt_id, amount, currency });
    this.refunding = steps.define('refund_charge', { call, onOutcome: onAnswer });
    this.refunding_charge = steps.define('refund_charge_and_show_it', {
      call,
      onOutcome: async (refunding: Refunding, answer: Answer) => {
        await onAnswer(refunding, answer);
        return charges.load(refunding.charge);
      },
    });
  }

  async create(params: Stripe.RefundCreateParams) {
    if (params.origin !== undefined) return refundCash(params);
    return this.refund(params, this.refunding);
  }

  /** As charges were refunded before refunds were objects of their own. */
  async refundCharge(charge: string, params: ChargeRefundParams) {
    await charges.load(charge);
    const refunded = await this.refund({ ...params, charge }, this.refunding_charge);
    return refunded instanceof Outside ? refunded : charges.load(charge);
  }

  /** The charge is in flight until the network has answered, so that no two refunds give back the same money. */
  private async refund<Result>(
    params: Stripe.RefundCreateParams,
    refunding: Beginning<Refunding, Result>,
  ): Promise<Refund | Outside<Result>> {
    requireSubject(params);
    const charge = await chargeOf(params);
    requireUndisputed(charge, await disputesOf(charge));
    requireRecent(charge, now());
    const details = refundDetails(amountOf(charge, params), params);
    if (params.reason === 'fraudulent') await blockPayer(charge);
    if (chargedType(charge).refunds?.by_email === true) return refundByEmail(charge, details, params);
    const { id, currency } = charge;
    const instrument = instrumentOf(charge);
    return refunding.begin(
      { resource: charges, id },
      { charge: id, instrument, currency, details, reverses: isUncaptured(charge) },
    );
  }

  async update(id: string, params: Stripe.RefundUpdateParams) {
    const refund = await refunds.load(id);
    return refunds.save(update(refund, params), ...updateEvents(refund));
  }

  async cancel(id: string) {
    const refund = await refunds.load(id);
    requireCancelable(refund);
    return endRefund(refund, 'canceled');
  }
}

async function chargeOf({ charge, payment_intent }: Stripe.RefundCreateParams): Promise<Charge> {
  if (payment_intent === undefined) return charges.load(charge!, 'charge');
  const { latest_charge } = await paymentIntents.load(payment_intent, 'payment_intent');
  if (latest_charge === null) throw noSuccessfulCharge(payment_intent);
  return charges.load(latest_charge);
}

async function onAnswer({ charge: id, details }: Refunding, answer: Answer): Promise<Refund> {
  const charge = await charges.load(id);
  if (answer.kind === 'reversed') {
    await clearChargeExpiry(charge);
    const reversal = bookReversal(charge, details);
    await onRefunded(id, details.reason);
    return reversal;
  }
  const refund = await bookRefund(charge, details, answer);
  await onRefunded(id, details.reason);
  if (charge.status === 'pending') awaitPayment(refund, answer);
  else await awaitDecision(refund, answer.later);
  return refund;
}
