import { DAY, errors, type Timestamp } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { transferTypeOf } from '../funding-instructions/bank-transfer.ts';
import type { Refund } from './refund.ts';

/**
 * Refunds for which the customer has to name a bank account, since nobody knows where the money came from (guide "Refund bank
 * transfer payments"):
 *
 *   requires_action → pending → succeeded
 *
 * An e-mail asks for the account. When the bank sends the money back it asks once more, and after 45 days it is asked no more.
 */
const ANSWERED_WITHIN = 45 * DAY;

/** The customer has been written to, at `email`. */
export function askCustomer(refund: Refund, email: string, asked_at: Timestamp): Refund {
  const email_sent = { email_sent_at: asked_at, email_sent_to: email };
  return {
    ...refund,
    instructions_email: email,
    next_action: {
      display_details: { email_sent, expires_at: asked_at + ANSWERED_WITHIN },
      type: 'display_details',
    },
    status: 'requires_action',
  };
}

/** Where the customer is asked for an account. @throws when nobody knows */
export function requireAddress(email: string | null): string {
  if (email !== null) return email;
  throw errors.invalid(
    'The customer has no e-mail address to ask for a bank account at. Update the customer, or specify one as ' +
      'instructions_email.',
    { code: 'parameter_missing', param: 'instructions_email' },
  );
}

/** When it is asked no more. */
export function expiryOf({ next_action }: Refund): Timestamp {
  return next_action!.display_details!.expires_at;
}

/** The customer has named an account: the money is on its way. */
export function send({ next_action: _, ...refund }: Refund): Refund {
  return withReference({ ...refund, status: 'pending' }, null, 'pending');
}

/** It has arrived, under `reference`. */
export function arrive(refund: Refund, reference: string): Refund {
  return withReference({ ...refund, status: 'succeeded' }, reference, 'available');
}

/** Banks know a transfer by its reference. */
function withReference(refund: Refund, reference: string | null, reference_status: string): Refund {
  const { type } = refund.destination_details!;
  return { ...refund, destination_details: { [type]: { reference, reference_status }, type } };
}

/** What is to be returned of a cash balance. */
export interface CashReturn {
  amount: number;
  currency: string;
  metadata: Stripe.Metadata;
  reason: Refund['reason'];
}

/** A refund of no payment, but of what the customer has. */
export function ofCashBalance(
  { amount, currency, metadata, reason }: CashReturn,
  { livemode: _, ...identity }: Identity,
): Refund {
  return {
    ...identity,
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: null,
    currency,
    destination_details: transferDestination(currency),
    metadata,
    payment_intent: null,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'requires_action',
    transfer_reversal: null,
  };
}

/** The kind of transfer by which money goes back. */
export function transferDestination(currency: string): NonNullable<Refund['destination_details']> {
  const type = currency === 'thb' ? 'th_bank_transfer' : transferTypeOf(currency);
  return { [type]: { reference: null, reference_status: null }, type };
}
