import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Resource, scope, type ServiceConfig } from '@pinstripe/service';
import { newId } from '../new-id.ts';
import {
  type BankAccountSecret,
  type CardSecret,
  fingerprint,
  open,
  seal,
  type Secret,
  type VaultKey,
} from './vault.ts';

/**
 * A sealed card, or bank account. Whoever keeps its id can have it opened within the account; no document of the API
 * holds more than that id. It never changes: a card with another date is another one, so that a charge's is what was charged.
 */
interface VaultedCard {
  id: string;
  object: 'vaulted_card';
  sealed: string;
}

const vaultedCards = new Resource<VaultedCard>({
  object: 'vaulted_card',
  table: 'vault',
  prefix: 'vault',
  url: '',
  param: 'vaulted_card',
  deletion: 'gone',
});

/** Seals a secret and keeps it with what else the unit writes; answers where. */
export function keepInVault(secret: Secret): string {
  const id = newId('vault');
  vaultedCards.insert({ id, object: 'vaulted_card', sealed: seal(secret, id, keys().sealing) });
  return id;
}

/** The card that `keepInVault` kept as `id`: for a call to the card network, and for nothing that is written. */
export async function openVault(id: string): Promise<CardSecret> {
  return (await openSecret(id)) as CardSecret;
}

/** The same for a bank account. */
export async function openBankAccount(id: string): Promise<BankAccountSecret> {
  return (await openSecret(id)) as BankAccountSecret;
}

async function openSecret(id: string): Promise<Secret> {
  const { sealed } = await vaultedCards.retrieve(id);
  return open(sealed, id, [keys().sealing]);
}

/** By which the account recognises the number of a card or of a bank account. */
export function fingerprintOf(number: string): string {
  return fingerprint(number, scope().context.account, keys().recognising);
}

/** @throws Error in one sentence when no vault key is configured: no card could be taken. */
export function requireVaultKey({ vault_key }: ServiceConfig): void {
  if (vault_key === null) throw new Error('VAULT_KEY is not set: payments seals card numbers with it.');
}

/** What follows from the configured key: the key that seals, and the secret of fingerprints. */
interface Keys {
  sealing: VaultKey;
  recognising: KeyObject;
}

/** Derived once for each configuration: it takes longer than to seal a card. */
const derived = new WeakMap<ServiceConfig, Keys>();

function keys(): Keys {
  const { config } = scope().runtime;
  const known = derived.get(config);
  if (known !== undefined) return known;
  if (config.vault_key === null) throw new Error('VAULT_KEY is not set.');
  const secret = Buffer.from(config.vault_key, 'hex');
  const id = createHash('sha256').update(secret).digest('hex').slice(0, 8);
  const recognising = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'fingerprint', 32)));
  const fresh = { sealing: { id, secret: createSecretKey(secret) }, recognising };
  derived.set(config, fresh);
  return fresh;
}
