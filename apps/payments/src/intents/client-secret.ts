import { errors } from '@pinstripe/kernel';
import type { WorkContext } from '@pinstripe/service';
import { seenBy } from '../bank-account-blocks/bank-account-block.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { type Intent, nouns } from './intent.ts';

type KeyType = WorkContext['key_type'];

interface Secretive {
  object: Intent['object'];
  client_secret: string | null;
}

/** A publishable key must know the intent's secret; a secret key need not, but a wrong one is an error. */
export function requireSecret(key_type: KeyType, intent: Secretive, client_secret: string | undefined): void {
  if (client_secret === undefined && key_type === 'publishable') {
    throw errors.parameterMissing('client_secret');
  }
  if (client_secret === undefined || client_secret === intent.client_secret) return;
  throw errors.invalid(
    `The client_secret provided does not match the client_secret associated with the ${nouns[intent.object]}.`,
    { code: `${intent.object}_invalid_parameter`, param: 'client_secret' },
  );
}

/**
 * What a key sees of an intent: a publishable one only the `fields` that a page needs, and of the payment method in its last
 * `error` what it sees of that payment method anywhere.
 */
export function seenWith<E extends string, T extends Readonly<Record<E, LastError>>>(
  key_type: KeyType,
  intent: T,
  fields: readonly (keyof T)[],
  error: E,
): T {
  if (key_type !== 'publishable') return intent;
  const seen = Object.fromEntries(fields.map((field) => [field, intent[field]]));
  const last: LastError = intent[error];
  if (last?.payment_method === undefined) return seen as unknown as T;
  const payment_method = seenBy(last.payment_method, key_type);
  return { ...seen, [error]: { ...last, payment_method } } as unknown as T;
}

type LastError = { readonly code?: string; readonly payment_method?: PaymentMethod } | null;
