import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import {
  type Beginning,
  clearTimer,
  now,
  type Outside,
  refuse,
  setTimer,
  Steps,
  Timer,
} from '@pinstripe/service';
import type Stripe from 'stripe';
import { isBlocked } from '../bank-account-blocks/bank-account-block.ts';
import { optionsOf } from '../intents/payment-method-options.ts';
import type { Permission } from '../mandates/mandates.ts';
import { noteUnverified, noteVerified, requireVerifiable } from '../microdeposits/microdeposits.verify.ts';
import { acted, payerOf } from '../payer-actions/payer.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { payerActions } from '../payer-actions/payer-action.entity.ts';
import { askPayer } from '../payer-actions/payer-actions.ts';
import { providerError } from '../payment-intents/payment-intent.confirm.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { generate } from '../payment-methods/payment-methods.generate.ts';
import {
  type ActionRequired,
  type Failed,
  type Failure,
  type KnownAccount,
  PAYMENT_PROVIDER,
  type PaymentProvider,
  type SetUp,
  type SetupAnswer,
  type SetupRequest,
} from '../providers/provider.ts';
import type { SetupAttempt } from '../setup-attempts/setup-attempt.ts';
import { ofProvider } from '../setup-attempts/setup-attempt.provider.ts';
import { noteAttempt } from '../setup-attempts/setup-attempts.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';
import { isOutboundOnly, type SetupIntent } from './setup-intent.ts';
import { actionRequired, type ConfirmParams, refused, succeeded } from './setup-intent.confirm.ts';
import { setupIntents } from './setup-intent.entity.ts';
import { keep, mandatesOf } from './setup-intents.mandates.ts';

/** A setup as the provider is asked for it. */
export interface SettingUp {
  /** The intent that sets up. */
  setting_up: string;
  payment_method: string;
  vault: string | null;
  permission: Permission | null;
  request: Omit<SetupRequest, 'account' | 'attempt_id'>;
}

/** Timers of this kind bring what a provider says by itself, while the payer does not act. */
const PROVIDER_WORD = 'setup_intent_provider_word';

/**
 * Sets up anything but cards: asks the provider of the payment method, and records what it says, whoever brings that: the provider
 * itself, the payer's page, or the time that it has named.
 */
@Injectable()
export class ProviderSetups {
  private readonly settingUp: Beginning<SettingUp, Stripe.SetupIntent>;

  constructor(@Inject(PAYMENT_PROVIDER) provider: PaymentProvider, steps: Steps) {
    this.settingUp = steps.define('set_up_setup_intent', {
      call: async ({ request, vault }: SettingUp, attempt_id) =>
        provider.setUp({
          ...request,
          attempt_id,
          account: vault === null ? null : await openBankAccount(vault),
        }),
      onOutcome: (setting: SettingUp, answer: SetupAnswer) => onAnswer(setting, answer),
    });
  }

  /** Begins to set up this payment method for an intent that is confirmed with it. */
  begin(
    confirming: SetupIntent,
    payment_method: PaymentMethod,
    params: ConfirmParams,
    permission: Permission | null,
  ): Outside<Stripe.SetupIntent> {
    const { id } = confirming;
    const { type } = payment_method;
    const { set_up = false, vault, verified = false } = paymentMethods.privateOf(payment_method.id)!;
    const payer_action = payerActions.identity().id;
    const options = optionsOf(type, confirming.payment_method_options, params.payment_method_options);
    const { check_setup_options, mandate } = typeOf(payment_method);
    const param = `payment_method_options[${type}]`;
    check_setup_options?.(options, param);
    requireVerifiable(payment_method, options, verified || isBlocked(payment_method));
    if (permission !== null && 'accepted' in permission) mandate?.check_options?.(options, param);
    // Nobody has to prove that an account is theirs to which money is only sent.
    const has_agreed = set_up || verified || isOutboundOnly(confirming);
    const { return_url } = params;
    const payer = payerOf(confirming, payment_method, { has_agreed, options, payer_action, return_url });
    const request = { type, payer, requested_at: now() };
    return this.settingUp.begin(
      { resource: setupIntents, id },
      { setting_up: id, payment_method: payment_method.id, vault, permission, request },
    );
  }

  /** The payer has done what the provider wanted, or has refused to. */
  async onPayerAction(intent: SetupIntent, setting: SettingUp, outcome: Outcome) {
    await clearTimer(PROVIDER_WORD, intent.id);
    const { request } = setting;
    const payment_method = (await paymentMethods.peek(setting.payment_method))!;
    const payer = acted(request.payer, payment_method, outcome);
    return this.settingUp.begin(
      { resource: setupIntents, id: intent.id },
      { ...setting, request: { ...request, payer } },
    );
  }

  @Timer(PROVIDER_WORD)
  async onWord({ answer, setting: said }: JsonObject) {
    const setting = said as unknown as SettingUp;
    const intent = await setupIntents.load(setting.setting_up);
    const hidden = setupIntents.privateOf(intent.id);
    if (intent.status !== 'requires_action' || hidden?.payer_action !== setting.request.payer.payer_action)
      return;
    setupIntents.setPrivate(intent.id, { ...hidden, payer_action: null });
    await record(intent, setting, answer as unknown as Failed | SetUp);
  }
}

async function onAnswer(setting: SettingUp, answer: SetupAnswer): Promise<SetupIntent> {
  const intent = await setupIntents.load(setting.setting_up);
  if (answer.kind === 'requires_action') return onActionRequired(intent, setting, answer);
  const recorded = await record(intent, setting, answer);
  // The client that confirms is told of a failure; a payer's page sees what has become of the intent.
  if (answer.kind !== 'failed' || setting.request.payer.has_refused === true) return recorded;
  const payment_method = (await paymentMethods.peek(setting.payment_method))!;
  return refuse(providerError(answer.failure, null, payment_method).about({ setup_intent: recorded }));
}

/** Records what has become of a setup; answers its intent. */
async function record(
  intent: SetupIntent,
  { payment_method: id, permission, request }: SettingUp,
  answer: Failed | (SetUp & KnownAccount),
): Promise<SetupIntent> {
  const payment_method = (await paymentMethods.peek(id))!;
  const error = answer.kind === 'failed' ? providerError(answer.failure, null, payment_method) : null;
  const attempted = await noteAttempt(intent, async (identity) => {
    const origin = { charge: null, setup_attempt: identity.id };
    const kept = await generate(intent, payment_method, answer, permission, origin);
    const told = { ...answer, details: { ...answer.details, ...kept } };
    return ofProvider(intent, payment_method, told, error, identity);
  });
  if (answer.kind === 'failed') {
    return setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
  }
  await noteVerified(payment_method, request.payer);
  await keep(intent, payment_method, null);
  const kept = keptMandate(attempted);
  const permitted = await mandatesOf(
    intent,
    kept === null ? permission : { mandate: kept },
    payment_method,
    request.payer.options,
    answer,
  );
  return setupIntents.save({ ...succeeded(intent, attempted), ...permitted }, 'setup_intent.succeeded');
}

/** The payer could not prove that the account is theirs, and whoever has asked is told of it. */
export async function refuseUnverified(intent: SetupIntent, failure: Failure): Promise<never> {
  await clearTimer(PROVIDER_WORD, intent.id);
  setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action: null });
  const payment_method = await paymentMethods.load(intent.payment_method!);
  noteUnverified(payment_method, failure);
  const error = providerError(failure, null, payment_method);
  const attempted = await noteAttempt(intent, (identity) =>
    ofProvider(intent, payment_method, { kind: 'failed' }, error, identity),
  );
  const failed = setupIntents.save(refused(intent, attempted), 'setup_intent.setup_failed');
  return refuse(error.about({ setup_intent: failed }));
}

/** The mandate that came with the account behind the payment method, for the types of which that is kept. */
function keptMandate({ payment_method_details: details }: SetupAttempt): string | null {
  return details[details.type as 'ideal']?.generated_sepa_debit_mandate ?? null;
}

async function onActionRequired(
  intent: SetupIntent,
  setting: SettingUp,
  answer: ActionRequired<Failed | SetUp>,
): Promise<SetupIntent> {
  const { payer_action, return_url } = setting.request.payer;
  const payment_method = (await paymentMethods.peek(setting.payment_method))!;
  const attempted = await noteAttempt(intent, (identity) =>
    ofProvider(intent, payment_method, answer, null, identity),
  );
  askPayer(intent, {
    id: payer_action,
    amount: null,
    currency: null,
    payment_method,
    step: setting,
    return_url: return_url ?? undefined,
  });
  setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action });
  const { later, next_action } = answer;
  if (later !== null) {
    const word = { setting, answer: later.answer } as unknown as JsonObject;
    await setTimer(PROVIDER_WORD, intent.id, now() + later.after_s, word);
  }
  // What both kinds of intent can ask for.
  const shown = next_action as NonNullable<SetupIntent['next_action']>;
  return setupIntents.save(actionRequired(intent, attempted, shown), 'setup_intent.requires_action');
}
