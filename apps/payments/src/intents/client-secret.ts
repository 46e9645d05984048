import { errors } from '@pinstripe/kernel';
import type { WorkContext } from '@pinstripe/service';
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

/** What a key sees of an intent: a publishable one only the `fields` that a page needs. */
export function seenWith<T extends object>(key_type: KeyType, intent: T, fields: readonly (keyof T)[]): T {
  if (key_type !== 'publishable') return intent;
  return Object.fromEntries(fields.map((field) => [field, intent[field]])) as unknown as T;
}
