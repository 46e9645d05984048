import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { context, foreign, now } from '@pinstripe/service';
import { isBlocked } from '../bank-account-blocks/bank-account-block.ts';
import { redeemConfirmationToken } from '../confirmation-tokens/confirmation-tokens.ts';
import { requireReturnUrl } from '../intents/return-url.ts';
import { permissionToKeep } from '../mandates/mandates.ts';
import type { Outcome } from '../payer-actions/payer-action.ts';
import { type ChosenMethod, chosenMethod } from '../payment-intents/payment-intents.confirm.ts';
import { isCard } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { requireRoom } from '../payment-methods/payment-method.use.ts';
import { countAttached } from '../payment-methods/payment-methods.attach.ts';
import { usePaymentMethodToKeep } from '../payment-methods/payment-methods.use.ts';
import { abandonAttempt } from '../setup-attempts/setup-attempts.ts';
import { isOutboundOnly, requireAllowed, type SetupIntent } from './setup-intent.ts';
import { confirm, type ConfirmParams, requireSetUp } from './setup-intent.confirm.ts';
import { setupIntents } from './setup-intent.entity.ts';
import { ProviderSetups, type SettingUp } from './setup-intents.set-up.ts';
import { CardSetups, type Verifying } from './setup-intents.verify.ts';

/** Confirms SetupIntents: whoever sets up their payment method goes on. */
@Injectable()
export class SetupIntentConfirmations {
  constructor(
    private readonly cards: CardSetups,
    private readonly providers: ProviderSetups,
  ) {}

  /** Begins to confirm an intent that this unit has loaded or made. */
  async begin(intent: SetupIntent, asked: ConfirmParams & ChosenMethod & { confirmation_token?: string }) {
    requireAllowed(intent, 'confirm');
    const params = await redeemConfirmationToken(asked, intent);
    const confirming = confirm(intent, params, await chosenMethod(intent, params), now());
    requireReturnUrl(confirming, params, context().key_type);
    if (intent.customer !== null) foreign('customer', intent.customer, 'customer');
    const payment_method = await choose(confirming);
    requireSetUp(confirming, params, payment_method);
    const permission = isBlocked(payment_method)
      ? null
      : await permissionToKeep(payment_method, params.mandate_data, {
          outbound_only: isOutboundOnly(intent),
          single_use: setupIntents.privateOf(intent.id)?.single_use !== undefined,
        });
    await abandonAttempt(intent);
    setupIntents.save({ ...confirming, payment_method: payment_method.id });
    if (isCard(payment_method)) return this.cards.begin(confirming, payment_method, params, permission);
    return this.providers.begin(confirming, payment_method, params, permission);
  }

  /** Goes on once the payer has acted: who sets the payment method up is asked again, or the attempt has failed. */
  async onPayerAction(intent: SetupIntent, step: JsonObject, outcome: Outcome) {
    setupIntents.setPrivate(intent.id, { ...setupIntents.privateOf(intent.id), payer_action: null });
    return 'setting_up' in step
      ? this.providers.onPayerAction(intent, step as unknown as SettingUp, outcome)
      : this.cards.onPayerAction(intent, step as unknown as Verifying, outcome);
  }
}

/** The payment method to set up. @throws when it cannot be used for that, or its customer may have no more */
async function choose(intent: SetupIntent): Promise<PaymentMethod> {
  const method = await usePaymentMethodToKeep(intent);
  if (intent.customer !== null && method.customer === null) {
    requireRoom(intent.customer, await countAttached(intent.customer));
  }
  return method;
}
