import { Injectable } from '@nestjs/common';
import { type Beginning, now, Steps } from '@pinstripe/service';
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

type Answer = RefundAnswer | { kind: 'reversed' };

@Injectable()
export class RefundsService {
  private readonly refunding: Beginning<Refunding, Stripe.Refund>;

  constructor(networks: ChargeNetworks, steps: Steps) {
    this.refunding = steps.define('refund_charge', {
      call: async (
        { currency, details: { amount }, instrument, reverses }: Refunding,
        attempt_id,
      ): Promise<Answer> =>
        networks[reverses ? 'reverse' : 'refund'](instrument, { attempt_id, amount, currency }),
      onOutcome: onAnswer,
    });
  }

  /** The charge is in flight until the network has answered, so that no two refunds give back the same money. */
  async create(params: Stripe.RefundCreateParams) {
    if (params.origin !== undefined) return refundCash(params);
    requireSubject(params);
    const charge = await chargeOf(params);
    requireUndisputed(charge, await disputesOf(charge));
    requireRecent(charge, now());
    const details = refundDetails(amountOf(charge, params), params);
    if (params.reason === 'fraudulent') await blockPayer(charge);
    if (chargedType(charge).refunds?.by_email === true) return refundByEmail(charge, details, params);
    const { id, currency } = charge;
    const instrument = instrumentOf(charge);
    return this.refunding.begin(
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
