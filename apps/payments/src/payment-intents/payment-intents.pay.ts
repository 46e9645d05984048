import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { type Beginning, clearTimer, now, type Outside, refuse, Steps, Timer } from '@pinstripe/service';
import type Stripe from 'stripe';
import { isBlocked } from '../bank-account-blocks/bank-account-block.ts';
import { noteReturn } from '../bank-account-blocks/bank-account-blocks.ts';
import type { Charge } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { ofProvider } from '../charges/charge.provider.ts';
import { insertPending, raiseDispute, SETTLEMENT, settleCharge } from '../charges/charges.settlement.ts';
import { optionsOf, requireOptions } from '../intents/payment-method-options.ts';
import { isUndecided } from '../mandates/mandate.ts';
import {
  endMandateAfter,
  grantMandate,
  type Permission,
  spendMandate,
  withMandate,
} from '../mandates/mandates.ts';
import { noteVerified, requireVerifiable } from '../microdeposits/microdeposits.verify.ts';
import { newId } from '../new-id.ts';
import { acted, payerOf } from '../payer-actions/payer.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { payerActions } from '../payer-actions/payer-action.entity.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { generate } from '../payment-methods/payment-methods.generate.ts';
import { attachAfterPayment } from '../payment-methods/payment-methods.use.ts';
import {
  type ActionRequired,
  type Failed,
  type KnownAccount,
  type Paid,
  PAYMENT_PROVIDER,
  type PaymentAnswer,
  type PaymentProvider,
  type PaymentRequest,
  type Processing,
} from '../providers/provider.ts';
import { ruleOn } from '../radar/rules.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';
import { isUnderWay, type PaymentIntent } from './payment-intent.ts';
import {
  actionRequired,
  actionRequiredError,
  authorized,
  chargeDetails,
  type ConfirmParams,
  isManual,
  type KeptParams,
  keptParams,
  processing,
  providerError,
  refused,
} from './payment-intent.confirm.ts';
import { paymentIntents } from './payment-intent.entity.ts';
import { recordApproval } from './payment-intents.record.ts';
import { awaitWord, isUncharged, PROVIDER_WORD, recordUnpaid } from './payment-intents.unpaid.ts';

/** A payment as the provider is asked for it. */
export interface Paying {
  /** The intent that is paid. */
  paying: string;
  payment_method: string;
  vault: string | null;
  params: KeptParams;
  /** Under which the payment is made, by a type that needs one. */
  permission: Permission | null;
  /** By which its payer will be asked to act, if they have to. */
  payer_action: string;
  request: Omit<PaymentRequest, 'account' | 'attempt_id' | 'payer'> & {
    payer: NonNullable<PaymentRequest['payer']>;
  };
}

/**
 * Pays by anything but a card: asks the provider of the payment method, and records what it says, whoever brings that: the
 * provider itself, the payer's page, or the time that it has named.
 */
@Injectable()
export class ProviderPayments {
  private readonly paying: Beginning<Paying, Stripe.PaymentIntent>;

  constructor(@Inject(PAYMENT_PROVIDER) provider: PaymentProvider, steps: Steps) {
    this.paying = steps.define('pay_payment_intent', {
      call: async ({ request, vault }: Paying, attempt_id) =>
        provider.pay({
          ...request,
          attempt_id,
          account: vault === null ? null : await openBankAccount(vault),
        }),
      onOutcome: (paying: Paying, answer: PaymentAnswer) => onAnswer(paying, answer),
    });
  }

  /** Begins to pay an intent that is confirmed with this payment method. */
  async begin(
    confirming: PaymentIntent,
    payment_method: PaymentMethod,
    params: ConfirmParams,
    permission: Permission | null,
  ): Promise<Outside<Stripe.PaymentIntent>> {
    const { id, amount, currency } = confirming;
    const { type } = payment_method;
    const { set_up = false, vault, verified = false } = paymentMethods.privateOf(payment_method.id)!;
    const { assessed, check_options, mandate, saved_as } = typeOf(payment_method);
    const options = optionsOf(type, confirming.payment_method_options, params.payment_method_options);
    const param = `payment_method_options[${type}]`;
    requireOptions(type, options, param);
    check_options?.(options, param, now());
    requireVerifiable(payment_method, options, verified || isBlocked(payment_method));
    if (permission !== null && 'accepted' in permission) mandate?.check_options?.(options, param);
    const payer_action = payerActions.identity().id;
    const has_agreed = set_up || verified;
    const { return_url } = params;
    const payer = payerOf(confirming, payment_method, { has_agreed, options, payer_action, return_url });
    const manual = isManual(confirming, type);
    const keeps_account = saved_as !== undefined && permission !== null;
    const ruling = assessed === true ? await ruleOn(confirming, payment_method, vault) : null;
    const request = { type, amount, currency, keeps_account, manual, payer, requested_at: now(), ruling };
    return this.paying.begin(
      { resource: paymentIntents, id },
      {
        paying: id,
        payment_method: payment_method.id,
        vault,
        params: keptParams(params, typeOf(payment_method).payer_action),
        permission,
        payer_action,
        request,
      },
    );
  }

  /** The payer has done what the provider wanted, or has refused to. */
  async onPayerAction(intent: PaymentIntent, paying: Paying, outcome: Outcome) {
    await clearTimer(PROVIDER_WORD, intent.id);
    const { request } = paying;
    const payment_method = (await paymentMethods.peek(paying.payment_method))!;
    const payer = acted(request.payer, payment_method, outcome);
    return this.paying.begin(
      { resource: paymentIntents, id: intent.id },
      { ...paying, request: { ...request, payer, requested_at: now() } },
    );
  }

  @Timer(PROVIDER_WORD)
  async onWord({ answer, paying: said }: JsonObject) {
    const paying = said as unknown as Paying;
    const intent = await paymentIntents.load(paying.paying);
    const hidden = paymentIntents.privateOf(intent.id);
    if (!isUnderWay(intent) || hidden?.payer_action !== paying.payer_action) return;
    paymentIntents.setPrivate(intent.id, { ...hidden, payer_action: null });
    await record(intent, paying, answer as unknown as Failed | Paid | Processing);
  }

  @Timer(SETTLEMENT)
  async settle({ answer: said, charge: id }: JsonObject) {
    const charge = await charges.load(id as string);
    if (charge.status !== 'pending') return;
    const answer = said as unknown as Failed | Paid;
    const settled = await settleCharge(charge, answer);
    if (charge.payment_intent !== null) await onSettled(settled, answer);
    if (answer.kind === 'failed') {
      await endMandateAfter(settled, answer.failure.code);
      await noteReturn(settled, answer.failure.code);
    }
    if (answer.kind === 'paid') await raiseDispute(settled.id, answer);
  }
}

/** What the payer of an intent was asked to do, and what a provider was going to say of it by itself, does not count any more. */
export async function forgetPayer({ id }: PaymentIntent): Promise<void> {
  const hidden = paymentIntents.privateOf(id);
  if (!hidden?.payer_action) return;
  paymentIntents.setPrivate(id, { ...hidden, payer_action: null });
  await clearTimer(PROVIDER_WORD, id);
}

async function onAnswer(paying: Paying, answer: PaymentAnswer): Promise<PaymentIntent> {
  const intent = await paymentIntents.load(paying.paying);
  if (answer.kind === 'requires_action') return onActionRequired(intent, paying, answer);
  const paid = await record(intent, paying, answer);
  // The client that confirms is told of a failure; a payer's page sees what has become of the intent.
  if (answer.kind !== 'failed' || paying.request.payer.has_refused === true) return paid;
  const payment_method = (await paymentMethods.peek(paying.payment_method))!;
  const charge = isUncharged(payment_method, paying, answer) ? null : await charges.load(paid.latest_charge!);
  return refuse(providerError(answer.failure, charge, payment_method).about({ payment_intent: paid }));
}

/** Records what has become of a payment; answers its intent. */
async function record(
  intent: PaymentIntent,
  paying: Paying,
  answer: Failed | ((Paid | Processing) & KnownAccount),
): Promise<PaymentIntent> {
  const { params, payment_method: id, permission, request, vault } = paying;
  const payment_method = (await paymentMethods.peek(id))!;
  if (answer.kind !== 'paid' && isUncharged(payment_method, paying, answer)) {
    return recordUnpaid(intent, paying, payment_method, answer);
  }
  await noteVerified(payment_method, request.payer);
  const { radar_options = {} } = { ...paymentIntents.privateOf(intent.id), ...params };
  const details = chargeDetails(intent, radar_options);
  const identity = charges.identity(newId('py'));
  const kept = await generate(intent, payment_method, answer, permission, {
    charge: identity.id,
    setup_attempt: null,
  });
  const granting = permission !== null && answer.kind !== 'failed' && !request.keeps_account;
  const mandate = granting
    ? await grantMandate(permission, intent, payment_method, request.payer.options, answer)
    : null;
  const told = withMandate({ ...answer, details: { ...answer.details, ...kept } }, payment_method, mandate);
  const charge = ofProvider(details, payment_method, told, !request.manual, identity);
  switch (answer.kind) {
    case 'paid': {
      const { capturable_for } = typeOf(payment_method);
      const capture_before = capturable_for === null ? null : now() + capturable_for;
      const paid = await recordApproval(intent, {
        charge,
        hidden: { vault, ...(answer.dispute === null ? {} : { foreseen: answer.dispute }) },
        payment_method,
        checks: null,
        capture_before,
      });
      spendMandate(mandate);
      return paid;
    }
    case 'processing': {
      await attachAfterPayment(intent, payment_method);
      const under_new_mandate = mandate !== null && isUndecided(mandate);
      await insertPending(charge, { vault }, { ...answer, under_new_mandate });
      spendMandate(mandate);
      return paymentIntents.save(processing(intent, charge.id), 'payment_intent.processing');
    }
    case 'failed': {
      charges.insert(charge, 'charge.failed');
      charges.setPrivate(charge.id, { vault });
      const error = providerError(answer.failure, charge, payment_method);
      return paymentIntents.save(refused(intent, error, charge.id), 'payment_intent.payment_failed');
    }
  }
}

/** The provider has had its last word about money that was on its way: the intent follows its charge. */
async function onSettled(charge: Charge, answer: Failed | Paid): Promise<void> {
  const intent = await paymentIntents.load(charge.payment_intent as string);
  if (intent.status !== 'processing' || intent.latest_charge !== charge.id) return;
  if (answer.kind === 'paid') {
    paymentIntents.save(authorized(intent, charge), 'payment_intent.succeeded');
    return;
  }
  const payment_method = (await paymentMethods.peek(charge.payment_method!))!;
  const error = providerError(answer.failure, charge, payment_method);
  paymentIntents.save(refused(intent, error, charge.id), 'payment_intent.payment_failed');
}

async function onActionRequired(
  intent: PaymentIntent,
  paying: Paying,
  { later, next_action }: ActionRequired<unknown>,
): Promise<PaymentIntent> {
  const { params, payer_action } = paying;
  const payment_method = (await paymentMethods.peek(paying.payment_method))!;
  if (params.error_on_requires_action === true) {
    const error = actionRequiredError(payment_method);
    const failed = paymentIntents.save(refused(intent, error), 'payment_intent.payment_failed');
    refuse(error.about({ payment_intent: failed }));
  }
  const { amount, currency } = intent;
  const { return_url } = params;
  askPayer(intent, { id: payer_action, amount, currency, payment_method, step: paying, return_url });
  await awaitWord(intent, paying, later);
  return paymentIntents.save(actionRequired(intent, next_action), 'payment_intent.requires_action');
}
