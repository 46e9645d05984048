import { Inject, Injectable } from '@nestjs/common';
import { type Beginning, now, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import {
  bookRefund,
  bookRefundFailure,
  bookReversal,
} from '../balance-transactions/balance-transactions.service.ts';
import { BANK_NETWORK, type BankNetwork } from '../bank-network/bank-network.ts';
import { CARD_NETWORK, type CardNetwork, type RefundAnswer } from '../card-network/card-network.ts';
import { type Charge, isDebit } from '../charges/charge.ts';
import { requireRecentDebit } from '../charges/charge.debit.ts';
import { charges } from '../charges/charge.entity.ts';
import { onRefunded } from '../charges/charges.refunded.ts';
import { clearChargeExpiry } from '../charges/charges.worker.ts';
import { requireUndisputed } from '../disputes/dispute.ts';
import { disputesOf } from '../disputes/disputes.ts';
import { paymentIntents } from '../payment-intents/payment-intent.entity.ts';
import { blockPayer } from '../radar/rules.ts';
import { openBankAccount, openVault } from '../vault/vaulted-card.entity.ts';
import {
  amountOf,
  isUncaptured,
  noSuccessfulCharge,
  type Refund,
  type RefundDetails,
  refundDetails,
  requireCancelable,
  requireSubject,
  update,
} from './refund.ts';
import { refunds } from './refund.entity.ts';
import { setRefundDecision } from './refunds.worker.ts';

interface Refunding {
  charge: string;
  vault: string;
  currency: string;
  details: RefundDetails;
  /** It was taken from a bank account. */
  debits: boolean;
  /** Nothing has been captured: the network only lets go what it holds. */
  reverses: boolean;
}

type Answer = RefundAnswer | { kind: 'reversed' };

@Injectable()
export class RefundsService {
  private readonly refunding: Beginning<Refunding, Stripe.Refund>;

  constructor(
    @Inject(BANK_NETWORK) banks: BankNetwork,
    @Inject(CARD_NETWORK) network: CardNetwork,
    steps: Steps,
  ) {
    this.refunding = steps.define('refund_charge', {
      call: async (
        { currency, debits, details, reverses, vault }: Refunding,
        attempt_id,
      ): Promise<Answer> => {
        if (debits) {
          const bank_account = await openBankAccount(vault);
          return banks.credit({ attempt_id, amount: details.amount, currency, bank_account });
        }
        const card = await openVault(vault);
        if (reverses) return network.reverse({ attempt_id, card });
        return network.refund({ attempt_id, amount: details.amount, currency, card });
      },
      onOutcome: onAnswer,
    });
  }

  /** The charge is in flight until the network has answered, so that no two refunds give back the same money. */
  async create(params: Stripe.RefundCreateParams) {
    requireSubject(params);
    const charge = await chargeOf(params);
    requireUndisputed(charge, await disputesOf(charge));
    requireRecentDebit(charge, now());
    const details = refundDetails(amountOf(charge, params), params);
    const { id, currency } = charge;
    const { vault } = charges.privateOf(id)!;
    if (params.reason === 'fraudulent') await blockPayer(charge);
    return this.refunding.begin(
      { resource: charges, id },
      { charge: id, vault, currency, debits: isDebit(charge), details, reverses: isUncaptured(charge) },
    );
  }

  async update(id: string, params: Stripe.RefundUpdateParams) {
    const refund = await refunds.load(id);
    return refunds.save(update(refund, params), 'refund.updated', 'charge.refund.updated');
  }

  async cancel(id: string) {
    const refund = await refunds.load(id);
    requireCancelable(refund);
    return bookRefundFailure(await charges.load(refund.charge!), refund, 'canceled', 'merchant_request');
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
  if (answer.later !== null) await setRefundDecision(refund, answer.later);
  return refund;
}
