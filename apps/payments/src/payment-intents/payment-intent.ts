import type { Document } from '@pinstripe/contract';
import {
  given,
  mergeMetadata,
  requireChargeAmount,
  requireEmail,
  type StatusTable,
  type Timestamp,
} from '@pinstripe/kernel';
import type { Identity, WorkContext } from '@pinstripe/service';
import type Stripe from 'stripe';
import { shippingOf } from '../charges/shipping.ts';
import { requireNoFee } from '../charges/charges.connect.ts';
import { refuseDescriptorOfCard, requireStatementDescriptors } from '../charges/statement-descriptor.ts';
import type { Occasion } from '../intents/card-payment-options.ts';
import { seenWith } from '../intents/client-secret.ts';
import { requireConfirm, requireStatus } from '../intents/intent.ts';
import {
  automaticPaymentMethods,
  paymentMethodTypes,
  renamedTypes,
} from '../intents/payment-method-types.ts';
import { leastAmount } from '../payment-method-types/payment-method-types.ts';
import { paymentMethodOptions } from './payment-intent.options.ts';

export type PaymentIntent = Document<Stripe.PaymentIntent>;
type Status = Stripe.PaymentIntent.Status;
type Action = 'cancel' | 'capture' | 'confirm' | 'increment_authorization' | 'update';
type CreateParams = Stripe.PaymentIntentCreateParams;
type UpdateParams = Stripe.PaymentIntentUpdateParams;

/**
 * What a PaymentIntent allows in each status. In `requires_…` the client acts next, in `processing` the network does, though
 * some orders can be taken back (`requireRevocableDebit`), and in the last two nobody does.
 */
export const STATUSES: StatusTable<Status, Action> = {
  requires_payment_method: ['update', 'confirm', 'cancel'],
  requires_confirmation: ['update', 'confirm', 'cancel'],
  requires_action: ['update', 'confirm', 'cancel'],
  processing: ['cancel'],
  requires_capture: ['capture', 'increment_authorization', 'cancel'],
  succeeded: [],
  canceled: [],
};

/** @throws payment_intent_unexpected_state when the intent's status does not allow `action`. */
export function requireAllowed(intent: PaymentIntent, action: Action, attribute = 'amount'): void {
  requireStatus(STATUSES, intent, action, attribute);
}

/** Whether the payment has begun, and it is its payer's or its provider's turn to say whether it is made. */
export function isUnderWay({ status }: Pick<PaymentIntent, 'status'>): boolean {
  return status === 'processing' || status === 'requires_action';
}

export function create(params: CreateParams, identity: Identity, secret: string): PaymentIntent {
  const currency = params.currency.toLowerCase();
  requireConfirm('payment_intent', params, WITH_CONFIRM);
  const payment_method_types = paymentMethodTypes(params.payment_method_types);
  requireChargeAmount(params.amount, currency, limitsOf(payment_method_types, currency));
  requireValid(params);
  const confirmation_method = params.confirmation_method ?? 'automatic';
  const occasion = { confirms: params.confirm === true, now: identity.created };
  return {
    ...identity,
    object: 'payment_intent',
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticPaymentMethods(params),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${identity.id}_secret_${secret}`,
    confirmation_method,
    currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    invoice: null,
    last_payment_error: null,
    latest_charge: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: paymentMethodOptions(null, params.payment_method_options, occasion),
    payment_method_types,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: shippingOf(params.shipping),
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  };
}

/** What may change once the payment is under way; everything else only until then. */
const ALWAYS_UPDATABLE = new Set(['description', 'metadata', 'receipt_email', 'shipping', 'transfer_group']);

export function update(intent: PaymentIntent, params: UpdateParams, occasion: Occasion): PaymentIntent {
  const guarded = Object.keys(params).find((param) => !ALWAYS_UPDATABLE.has(param));
  if (guarded !== undefined) requireAllowed(intent, 'update', guarded);
  const currency = params.currency?.toLowerCase() ?? intent.currency;
  const amount = params.amount ?? intent.amount;
  const renamed = renamedTypes(params);
  const { payment_method_types } = { ...intent, ...renamed };
  requireChargeAmount(amount, currency, limitsOf(payment_method_types, currency));
  requireValid(params, intent);
  return {
    ...intent,
    ...renamed,
    amount,
    capture_method: params.capture_method ?? intent.capture_method,
    currency,
    customer: params.customer ?? intent.customer,
    description: given(params.description, intent.description),
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method_options: paymentMethodOptions(
      intent.payment_method_options,
      params.payment_method_options,
      occasion,
    ),
    receipt_email: given(params.receipt_email, intent.receipt_email),
    setup_future_usage: given(params.setup_future_usage, intent.setup_future_usage),
    shipping: params.shipping === undefined ? intent.shipping : shippingOf(params.shipping),
    statement_descriptor: given(params.statement_descriptor, intent.statement_descriptor),
    statement_descriptor_suffix: given(
      params.statement_descriptor_suffix,
      intent.statement_descriptor_suffix,
    ),
    transfer_group: given(params.transfer_group, intent.transfer_group),
  };
}

/** The intent with a payment method to confirm it with; `''` and null take away the one it has. */
export function withPaymentMethod(intent: PaymentIntent, payment_method: string | null): PaymentIntent {
  return {
    ...intent,
    next_action: null,
    payment_method,
    status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}

export function cancel(
  intent: PaymentIntent,
  cancellation_reason: PaymentIntent['cancellation_reason'],
  now: Timestamp,
): PaymentIntent {
  requireAllowed(intent, 'cancel');
  return {
    ...intent,
    amount_capturable: 0,
    canceled_at: now,
    cancellation_reason,
    next_action: null,
    status: 'canceled',
  };
}

/** A publishable key sees what a page needs to complete the payment (guide "PaymentIntent", publishable keys). */
const PUBLISHABLE = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
] as const satisfies readonly (keyof PaymentIntent)[];

export function seenBy(intent: PaymentIntent, key_type: WorkContext['key_type']): PaymentIntent {
  return seenWith(key_type, intent, PUBLISHABLE, 'last_payment_error');
}

/** What only makes sense together with `confirm`. */
const WITH_CONFIRM = [
  'confirmation_token',
  'error_on_requires_action',
  'mandate',
  'mandate_data',
  'off_session',
  'return_url',
] as const;

function requireValid(params: CreateParams | UpdateParams, intent?: PaymentIntent): void {
  requireEmail(params.receipt_email, 'receipt_email');
  requireStatementDescriptors(params);
  requireNoFee(params);
  const types = params.payment_method_types ?? namedTypes(intent);
  if (types.includes('card')) refuseDescriptorOfCard(params.statement_descriptor);
}

function limitsOf(types: readonly string[], currency: string) {
  return { by_card: types.includes('card'), least: leastAmount(types, currency) };
}

/** The types that a client has named; those that it leaves to the platform depend on who pays. */
function namedTypes(intent?: PaymentIntent): readonly string[] {
  return intent?.automatic_payment_methods === null ? intent.payment_method_types : [];
}
