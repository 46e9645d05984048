import type { EventType, ThinEventType } from './contract.ts';
import type { Service } from './owners.ts';

/**
 * The types of events that are sent, by the service that sends them. Nothing else can be: `emit` takes no other. Each has a
 * story in `apps/platform/test/events`, which makes it happen.
 */
export const builtEvents = {
  payments: [
    'balance.available',
    'cash_balance.funds_available',
    'charge.captured',
    'charge.dispute.closed',
    'charge.dispute.created',
    'charge.dispute.funds_reinstated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.expired',
    'charge.failed',
    'charge.pending',
    'charge.refund.updated',
    'charge.refunded',
    'charge.succeeded',
    'charge.updated',
    'customer.source.created',
    'customer.source.deleted',
    'customer.source.expiring',
    'customer.source.updated',
    'customer_cash_balance_transaction.created',
    'mandate.updated',
    'payment_intent.amount_capturable_updated',
    'payment_intent.canceled',
    'payment_intent.created',
    'payment_intent.partially_funded',
    'payment_intent.payment_failed',
    'payment_intent.processing',
    'payment_intent.requires_action',
    'payment_intent.succeeded',
    'payment_method.attached',
    'payment_method.automatically_updated',
    'payment_method.detached',
    'payment_method.updated',
    'radar.early_fraud_warning.created',
    'radar.early_fraud_warning.updated',
    'refund.created',
    'refund.failed',
    'refund.updated',
    'review.closed',
    'review.opened',
    'setup_intent.canceled',
    'setup_intent.created',
    'setup_intent.requires_action',
    'setup_intent.setup_failed',
    'setup_intent.succeeded',
    'source.canceled',
    'source.chargeable',
    'source.failed',
    'source.mandate_notification',
    'source.refund_attributes_required',
    'source.transaction.created',
    'source.transaction.updated',
  ],
  billing: [
    'coupon.created',
    'coupon.deleted',
    'coupon.updated',
    'customer.created',
    'customer.deleted',
    'customer.discount.created',
    'customer.discount.deleted',
    'customer.discount.updated',
    'customer.updated',
  ],
  webhooks: ['v2.core.event_destination.ping'],
} as const satisfies Partial<Record<Service, readonly (EventType | ThinEventType)[]>>;

/** A service that sends events. */
export type Sender = keyof typeof builtEvents;
/** The type of an event that is sent; of one service's, `BuiltEvent<'billing'>`. */
export type BuiltEvent<S extends Sender = Sender> = (typeof builtEvents)[S][number];
/** The type of an event that is sent with its object as it was then; the others are thin. */
export type BuiltSnapshot = Extract<BuiltEvent, EventType>;

/** The events of resources that are built which are not sent all the same, and why. */
export const unsentEvents: Readonly<Partial<Record<EventType, string>>> = {
  'account.updated': 'An account cannot be changed yet.',
};
