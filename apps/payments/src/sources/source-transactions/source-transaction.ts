import type { Document } from '@pinstripe/contract';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { drawDigits } from '../../draws.ts';
import type { Source } from '../source.ts';

export type SourceTransaction = Document<Stripe.SourceTransaction>;
type Type = SourceTransaction['type'];

/** Money that a payer has sent to a source. While it is `pending` their bank acts next. */
export function create(
  source: Source,
  amount: number,
  status: 'pending' | 'succeeded',
  identity: Identity,
): SourceTransaction {
  const { currency, id, type } = source;
  const transaction: SourceTransaction = {
    ...identity,
    object: 'source_transaction',
    amount,
    currency: currency!,
    source: id,
    status,
    // The SDK leaves transfers within SEPA out of the types, and has their hash.
    type: type as Type,
  };
  const sent = sender(source, identity.id);
  return sent === null ? transaction : { ...transaction, [type]: sent };
}

export function succeed(transaction: SourceTransaction): SourceTransaction {
  return { ...transaction, status: 'succeeded' };
}

/** What is known of the account that the money came from. */
function sender({ owner, type }: Source, id: string): object | null {
  const last4 = drawDigits(id, 'last4', 4);
  switch (type) {
    case 'ach_credit_transfer':
      return {
        customer_data: owner?.name ?? '',
        fingerprint: drawDigits(id, 'fingerprint', 16),
        last4,
        routing_number: '110000000',
      };
    case 'sepa_credit_transfer':
      return {
        reference: drawDigits(id, 'reference', 12),
        sender_iban: `DE****${last4}`,
        sender_name: owner?.name ?? '',
      };
    default:
      return null;
  }
}
