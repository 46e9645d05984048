import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  type CipherGCM,
  type DecipherGCM,
  type KeyObject,
} from 'node:crypto';
import { type JsonObject, randomHex } from '@pinstripe/kernel';

/**
 * The vault's cryptography: how the number of a card or of a bank account is kept, and how it is recognised without being opened.
 *
 * A sealed card (AES-256-GCM) can be read and changed only under its key, and opened only for what it was sealed for: one
 * that was copied into another row does not open. The key's id travels with it, so that new cards can be sealed under
 * a new key while old ones still open. What is not promised: a sealed card shows about how long the number is, and who has
 * the key has the cards.
 */

/** A key of the vault; its id is written into what it seals. */
export interface VaultKey {
  /** Letters, digits, `-` and `_`. */
  id: string;
  /** 32 bytes. */
  secret: KeyObject;
}

/** What is kept of a card. Its security code is not: networks forbid to store it once it was used. */
export interface CardSecret {
  number: string;
  exp_month: number;
  exp_year: number;
}

/** What is kept of a bank account. */
export interface BankAccountSecret {
  account_number: string;
  routing_number: string | null;
}

/** What is kept of a person who proves who they are. */
export interface PersonSecret {
  id_number: string;
}

/** What is kept of who is behind an account, as parameters have said it. */
export type LegalEntitySecret = { account: JsonObject } | { person: JsonObject };

export type Secret = BankAccountSecret | CardSecret | LegalEntitySecret | PersonSecret;

const VERSION = 'v1';
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Seals a secret for `owner` (the row that keeps it) as text. Sealing is not repeatable, and must not be: an initialization
 * vector that came twice under one key would betray both secrets. With 96 random bits a key is good for some four
 * thousand million.
 */
export function seal(secret: Secret, owner: string, key: VaultKey): string {
  const iv = Buffer.from(randomHex(IV_LENGTH), 'hex');
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_LENGTH });
  bind(cipher, key.id, owner);
  const sealed = Buffer.concat([
    iv,
    cipher.update(JSON.stringify(secret), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `${VERSION}.${key.id}.${sealed.toString('base64url')}`;
}

/**
 * Opens what `seal` made for `owner`; `keys` are all that may still be in use.
 * @throws Error when the text was changed, was sealed for another owner, or its key is not among `keys`
 */
export function open(sealed_secret: string, owner: string, keys: readonly VaultKey[]): Secret {
  const [version, key_id, text = ''] = sealed_secret.split('.');
  const key = keys.find(({ id }) => id === key_id);
  if (version !== VERSION || key === undefined) throw new Error(`no key opens ${version}.${key_id}`);

  const sealed = Buffer.from(text, 'base64url');
  const iv = sealed.subarray(0, IV_LENGTH);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_LENGTH });
  bind(decipher, key.id, owner);
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  const opened = Buffer.concat([decipher.update(sealed.subarray(IV_LENGTH, -TAG_LENGTH)), decipher.final()]);
  return JSON.parse(opened.toString('utf8')) as Secret;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The 16 characters by which `account` recognises a number that it has seen before. They tell nobody else whether it
 * is the same number, and `secret` is not one of the vault's keys: it must not change, or no card would be recognised.
 */
export function fingerprint(number: string, account: string, secret: KeyObject): string {
  const digest = createHmac('sha256', secret).update(`${account}:${number}`).digest();
  let text = '';
  for (let at = 0; at < digest.length; at += 2) text += ALPHABET[digest.readUInt16BE(at) % 62]!;
  return text;
}

/** What the seal covers beside the card: it breaks when any of this is another. */
function bind(cipher: CipherGCM | DecipherGCM, key_id: string, owner: string): void {
  cipher.setAAD(Buffer.from(`${VERSION}.${key_id}.${owner}`));
}
