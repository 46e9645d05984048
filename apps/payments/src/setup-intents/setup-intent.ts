import type { Document } from '@pinstripe/contract';
import {
  currencies,
  errors,
  given,
  isCurrency,
  mergeMetadata,
  requireChargeAmount,
  type StatusTable,
} from '@pinstripe/kernel';
import type { Identity, WorkContext } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenWith } from '../intents/client-secret.ts';
import { cardSetupOptions, type Occasion } from '../intents/card-payment-options.ts';
import { requireConfirm, requireStatus } from '../intents/intent.ts';
import { typeOptions } from '../intents/payment-method-options.ts';
import {
  automaticPaymentMethods,
  paymentMethodTypes,
  renamedTypes,
} from '../intents/payment-method-types.ts';

export type SetupIntent = Document<Stripe.SetupIntent>;
type Status = Stripe.SetupIntent.Status;
type Action = 'cancel' | 'confirm' | 'update';
type CreateParams = Stripe.SetupIntentCreateParams;
type UpdateParams = Stripe.SetupIntentUpdateParams;

/**
 * What a SetupIntent allows in each status. In `requires_…` the client acts next, in `processing` the network does, and in the
 * last two nobody does.
 */
export const STATUSES: StatusTable<Status, Action> = {
  requires_payment_method: ['update', 'confirm', 'cancel'],
  requires_confirmation: ['update', 'confirm', 'cancel'],
  requires_action: ['update', 'confirm', 'cancel'],
  processing: [],
  succeeded: [],
  canceled: [],
};

/** @throws setup_intent_unexpected_state when the intent's status does not allow `action`. */
export function requireAllowed(intent: SetupIntent, action: Action, attribute = 'payment_method'): void {
  requireStatus(STATUSES, intent, action, attribute);
}

export function create(params: CreateParams, identity: Identity, secret: string): SetupIntent {
  requireOneOwner(params);
  requireConfirm('setup_intent', params, ['confirmation_token', 'mandate_data', 'return_url']);
  const occasion = { confirms: params.confirm === true, now: identity.created };
  return {
    ...identity,
    object: 'setup_intent',
    application: null,
    ...attachToSelf(params),
    automatic_payment_methods: automaticPaymentMethods(params),
    cancellation_reason: null,
    client_secret: `${identity.id}_secret_${secret}`,
    customer: params.customer ?? null,
    description: params.description ?? null,
    flow_directions: params.flow_directions ?? null,
    last_setup_error: null,
    latest_attempt: null,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: paymentMethodOptions(null, params.payment_method_options, occasion),
    payment_method_types: paymentMethodTypes(params.payment_method_types),
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  };
}

/** What may change once the setup is over; everything else only until then. */
const ALWAYS_UPDATABLE = new Set(['description', 'metadata']);

export function update(intent: SetupIntent, params: UpdateParams, occasion: Occasion): SetupIntent {
  requireOneOwner({ ...intent, ...params });
  const guarded = Object.keys(params).find((param) => !ALWAYS_UPDATABLE.has(param));
  if (guarded !== undefined) requireAllowed(intent, 'update', guarded);
  return {
    ...intent,
    ...renamedTypes(params),
    ...attachToSelf(params),
    customer: params.customer ?? intent.customer,
    description: given(params.description, intent.description),
    flow_directions: params.flow_directions ?? intent.flow_directions,
    metadata: mergeMetadata(intent.metadata ?? {}, params.metadata),
    payment_method_options: paymentMethodOptions(
      intent.payment_method_options,
      params.payment_method_options,
      occasion,
    ),
  };
}

/** The intent with a payment method to confirm it with; null takes away the one it has. */
export function withPaymentMethod(intent: SetupIntent, payment_method: string | null): SetupIntent {
  return {
    ...intent,
    next_action: null,
    payment_method,
    status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}

export function cancel(
  intent: SetupIntent,
  cancellation_reason: SetupIntent['cancellation_reason'],
): SetupIntent {
  requireAllowed(intent, 'cancel');
  return { ...intent, cancellation_reason, next_action: null, status: 'canceled' };
}

/** API reference, "The SetupIntent object": what is retrievable with a publishable key. */
const PUBLISHABLE = [
  'id',
  'object',
  'cancellation_reason',
  'client_secret',
  'created',
  'description',
  'last_setup_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'status',
  'usage',
] as const satisfies readonly (keyof SetupIntent)[];

export function seenBy(intent: SetupIntent, key_type: WorkContext['key_type']): SetupIntent {
  return seenWith(key_type, intent, PUBLISHABLE, 'last_setup_error');
}

/** The one payment that the payer of a setup permits. @throws when no payment could be of that amount */
export function singleUse({ single_use }: CreateParams): { amount: number; currency: string } | undefined {
  if (single_use === undefined) return undefined;
  const currency = single_use.currency.toLowerCase();
  if (!isCurrency(currency)) throw errors.currencyUnsupported(currency, currencies, 'single_use[currency]');
  requireChargeAmount(single_use.amount, currency, { param: 'single_use[amount]' });
  return { amount: single_use.amount, currency };
}

/** Whether money is only going to be sent by what is set up (guide "Working with SetupIntents, PaymentMethods, and BankAccounts"). */
export function isOutboundOnly({ flow_directions }: Pick<SetupIntent, 'flow_directions'>): boolean {
  return flow_directions !== null && flow_directions.length > 0 && !flow_directions.includes('inbound');
}

/** @throws when a payment method would be the account's own and a customer's */
function requireOneOwner({ attach_to_self, customer }: { attach_to_self?: boolean; customer?: unknown }) {
  if (attach_to_self !== true || customer == null) return;
  throw errors.invalid('A SetupIntent of a customer cannot attach the payment method to your own account.', {
    code: 'setup_intent_invalid_parameter',
    param: 'attach_to_self',
  });
}

function attachToSelf({ attach_to_self }: CreateParams | UpdateParams) {
  return attach_to_self === undefined ? {} : { attach_to_self };
}

/** What is asked of each type of payment method. */
export function paymentMethodOptions(
  current: SetupIntent['payment_method_options'],
  params: CreateParams['payment_method_options'],
  occasion: Occasion,
): SetupIntent['payment_method_options'] {
  const { card, ...others } = params ?? {};
  return {
    ...typeOptions(current, others, occasion.now),
    ...(current?.card || card ? { card: cardSetupOptions(current?.card ?? {}, card ?? {}, occasion) } : {}),
  } as SetupIntent['payment_method_options'];
}
