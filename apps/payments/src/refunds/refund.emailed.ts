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

/** The accounts of the sandbox that money reaches (guide "Refund bank transfer payments", "Test refunds"), and those that send it back. */
const REACHED: ReadonlySet<string> = new Set([
  'DE89370400440532013000',
  '0001234',
  '000000001234567897',
  '00012345',
  '000123456789',
]);
const NOT_REACHED: ReadonlySet<string> = new Set(
  (
    'DE62370400440532013001 DE89370400440532013002 DE89370400440532013003 DE89370400440532013004 ' +
    'DE89370400440532013005 1111113 1111116 3333335 4444440 000000111111111117 000000111111111133 ' +
    '000000222222222224 000000333333333331 000000444444444448 11111113 11111116 22222227 33333335 44444440 ' +
    '000111111113 000111111116 000222222227 000333333335 000444444440'
  ).split(' '),
);

/** Whether money reaches the account. @throws when it is none of the sandbox's accounts, whatever country an IBAN is of */
export function isReached(account_number: string): boolean {
  const written = account_number.replaceAll(' ', '').toUpperCase();
  const known = written.replace(/^[A-Z]{2}(?=\d{20}$)/, 'DE');
  if (REACHED.has(known)) return true;
  if (NOT_REACHED.has(known)) return false;
  throw errors.invalid('Only test bank accounts are accepted in test mode.', { param: 'account_number' });
}

/** What is to be returned of a cash balance. */
export interface CashReturn {
  amount: number;
  currency: string;
  metadata: Stripe.Metadata;
}

/** A refund of no payment, but of what the customer has. */
export function ofCashBalance(
  { amount, currency, metadata }: CashReturn,
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
    reason: null,
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
