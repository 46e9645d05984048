import { errors } from '@pinstripe/kernel';
import type { Missed } from '../microdeposits/microdeposits.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from './payment-method.ts';

/** What the API does not show of a payment method. */
export interface PaymentMethodPrivate extends Record<string, unknown> {
  /** Where its number is kept; null where it has none. */
  vault: string | null;
  /**
   * What has used it up: the one payment that it was good for without a customer, or the customer that it was detached
   * from. Nothing else may use it.
   */
  used_by?: string;
  /** It was set up for the account's own money (`attach_to_self`): it pays nothing, and no customer has it. */
  attached_to_self?: boolean;
  /** Its cardholder has agreed to payments off session. */
  set_up?: boolean;
  /** Its payer has proved that the account is theirs. */
  verified?: boolean;
  /** How often its payer has said wrongly what was deposited to prove that, for whichever intent. */
  missed?: Missed;
  /** How many debits of it its payer says that they have not permitted. */
  unauthorized?: number;
  /** Its payer could not prove it, and has no more attempts. */
  unverifiable?: boolean;
}

/** A payment, or a setup: its id, and whose it is. */
interface Payer {
  id: string;
  customer: string | null;
  attach_to_self?: boolean;
}

/**
 * @throws when the payment method is another customer's, or has been used up: without a customer it is good for one
 * payment only, which may confirm with it as often as it takes.
 */
export function requireUsable(
  { id, customer }: PaymentMethod,
  { attached_to_self, unverifiable, used_by }: PaymentMethodPrivate,
  payment: Payer,
  intent: 'PaymentIntent' | 'SetupIntent' = 'PaymentIntent',
): void {
  if (unverifiable === true) {
    throw errors.invalid('The bank account could not be verified, and cannot be used any more.', {
      code: 'payment_method_bank_account_blocked',
      param: 'payment_method',
    });
  }
  if (attached_to_self === true && payment.attach_to_self !== true) throw attachedToSelf(id);
  if (used_by !== undefined && used_by !== payment.id) {
    throw unexpectedState(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
        'connected account without Customer attachment, or was detached from a Customer. It may not be used again. To ' +
        'use a PaymentMethod multiple times, you must attach it to a Customer first.',
    );
  }
  if (customer === null || customer === payment.customer) return;
  if (payment.customer === null) {
    throw errors.invalid(
      `The \`payment_method\` parameter supplied ${id} belongs to the Customer ${customer}. ` +
        `Please include the Customer in the \`customer\` parameter on the ${intent}.`,
      { code: 'parameter_missing', param: 'source' },
    );
  }
  throw errors.invalid(
    `The PaymentMethod ${id} does not belong to the Customer you supplied ${payment.customer}. ` +
      'Please use this PaymentMethod with the Customer that it belongs to instead.',
    { param: 'payment_method' },
  );
}

/** @throws when it is another customer's already, or has been used up. */
export function requireAttachable(
  { id, customer }: PaymentMethod,
  { attached_to_self, used_by }: PaymentMethodPrivate,
): void {
  if (attached_to_self === true) throw attachedToSelf(id);
  if (used_by !== undefined) {
    throw unexpectedState(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, ' +
        'and may not be used again.',
    );
  }
  if (customer !== null) {
    throw unexpectedState('The payment method you provided has already been attached to a customer.');
  }
}

function unexpectedState(message: string) {
  return errors.invalid(message, { code: 'payment_method_unexpected_state' });
}

function attachedToSelf(id: string) {
  return errors.invalid(
    `The PaymentMethod ${id} is attached to your account, and can only be used for the account's own money.`,
    { param: 'payment_method' },
  );
}

/** @throws when payment methods of its type are for one payment, and cannot be kept */
export function requireSavable(method: PaymentMethod): void {
  const { saved_as, sets_up } = typeOf(method);
  if (sets_up.length > 0 && saved_as === undefined) return;
  throw errors.invalid(
    `Payment methods of the type ${method.type} are used up by one payment, and cannot be attached to a customer.`,
    { code: 'payment_method_unsupported_type' },
  );
}

export function requireUpdatable({ customer }: PaymentMethod): void {
  if (customer === null) {
    throw unexpectedState('You must save this PaymentMethod to a customer before you can update it.');
  }
}

export function requireDetachable({ customer }: PaymentMethod): void {
  if (customer === null) {
    throw unexpectedState(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
}

/** How many payment methods a customer may have. */
const ATTACHED_MAX = 500;

/** @throws customer_max_payment_methods when `customer`, who has `attached`, may have no more. */
export function requireRoom(customer: string, attached: number): void {
  if (attached < ATTACHED_MAX) return;
  throw errors.invalid(`Customer ${customer} already has the maximum number of payment methods attached.`, {
    code: 'customer_max_payment_methods',
  });
}

/** What a payment says of whether its payment method is to be kept for the customer. */
export interface FutureUsage {
  customer: string | null;
  setup_future_usage: 'off_session' | 'on_session' | null;
  payment_method_options: object | null;
}

type Usage = 'off_session' | 'on_session';

/**
 * How the payment method is to be used after the payment; null when it is not to be kept. What is made of the account behind it is kept
 * without a customer, too, and may become somebody's later.
 */
export function futureUsage(payment: FutureUsage, type: string): Usage | null {
  const options = payment.payment_method_options as Record<
    string,
    { setup_future_usage?: Usage | 'none' }
  > | null;
  const usage = options?.[type]?.setup_future_usage ?? payment.setup_future_usage;
  const is_kept = payment.customer !== null || typeOf({ type }).saved_as !== undefined;
  return usage === 'none' || !is_kept ? null : usage;
}
