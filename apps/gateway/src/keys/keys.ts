import type { Route } from '@pinstripe/contract';
import { createHash } from 'node:crypto';
import { errors, StripeError } from '@pinstripe/kernel';
import type { CallContext } from '@pinstripe/service';

/** Whom an API key stands for. */
export interface Caller {
  account: string;
  livemode: boolean;
  key_type: CallContext['key_type'];
  /** The key itself, for messages that show a part of it; never to be logged. */
  key: string;
}

/** `sandbox`: every well-formed test key is an account of its own. `platform`: only keys that were minted exist. */
export type Mode = 'sandbox' | 'platform';

const KEY = /^(sk|rk|pk)_test_([A-Za-z0-9_]{12,255})$/;
const KEY_TYPES = { sk: 'secret', rk: 'restricted', pk: 'publishable' } as const;
const CACHE_SIZE_MAX = 10_000;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Knows the callers by their `Authorization` headers. */
export class Keys {
  private readonly callers = new Map<string, Caller>();

  constructor(private readonly mode: Mode) {}

  /** The caller, or null when the header names no key that exists here. */
  find(authorization: string | undefined): Caller | null {
    try {
      return this.callerOf(authorization);
    } catch (error) {
      if (error instanceof StripeError) return null;
      throw error;
    }
  }

  /** @throws StripeError (401) when the header names no key, or one that does not exist here. */
  callerOf(authorization: string | undefined): Caller {
    const known = authorization === undefined ? undefined : this.callers.get(authorization);
    if (known !== undefined) return known;
    const key = keyOf(authorization);
    const caller = this.mode === 'sandbox' ? sandboxCaller(key) : null;
    if (caller === null) throw errors.apiKeyInvalid(redact(key, 4));
    // A cache only: forgetting all of it now and then costs a hash a key, and bounds what hostile keys can take.
    if (this.callers.size >= CACHE_SIZE_MAX) this.callers.clear();
    this.callers.set(authorization!, caller);
    return caller;
  }
}

/** The key in a Bearer header, or the user name of a Basic one. */
function keyOf(authorization: string | undefined): string {
  const [, scheme, credentials] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  if (scheme === undefined || credentials === undefined) throw errors.apiKeyMissing();
  let key = '';
  if (/^bearer$/i.test(scheme)) key = credentials;
  else if (/^basic$/i.test(scheme))
    key = Buffer.from(credentials, 'base64').toString('latin1').split(':', 1)[0]!;
  if (key === '') throw errors.apiKeyMissing();
  return key;
}

/** `pk_test_X`, `sk_test_X` and `rk_test_X` are keys of one account, whose id follows from X. */
export function sandboxCaller(key: string): Caller | null {
  const [, prefix, rest] = KEY.exec(key) ?? [];
  if (prefix === undefined || rest === undefined) return null;
  const key_type = KEY_TYPES[prefix as keyof typeof KEY_TYPES];
  return { account: sandboxAccount(rest), livemode: false, key_type, key };
}

function sandboxAccount(rest: string): string {
  const digest = createHash('sha256').update(rest).digest();
  let id = 'acct_';
  for (let at = 0; at < 16; at++) id += ALPHABET[digest[at]! % ALPHABET.length]!;
  return id;
}

/** A key as messages show it: its prefix and its last `shown` characters, when enough is left to hide. */
export function redact(key: string, shown: number): string {
  const prefix = /^(?:sk|rk|pk)_(?:test|live)_/.exec(key)?.[0] ?? '';
  const secret_length = key.length - prefix.length;
  const tail = secret_length >= 2 * shown ? key.slice(-shown) : '';
  return prefix + '*'.repeat(Math.min(secret_length - tail.length, 100)) + tail;
}

const PAGES = '/pinstripe/pages/{merchant}/';

/**
 * Whom a page of ours acts for: the payer in front of it, at the merchant whom the path names, with what a publishable key
 * may do. That it may see the object that it is about, it proves by that object's secret. Null for all other routes.
 */
export function pageCaller({ path }: Pick<Route, 'path'>, [merchant]: readonly string[]): Caller | null {
  if (!path.startsWith(PAGES)) return null;
  return { account: merchant!, livemode: false, key_type: 'publishable', key: '' };
}

/**
 * The account that a request acts for. A sandbox account has no connected accounts yet, so that the header can only
 * name the account itself.
 */
export function actingAccount(caller: Caller, stripe_account: string | undefined): string {
  if (stripe_account !== undefined && stripe_account !== caller.account) {
    throw errors.accountInvalid(redact(caller.key, 6), stripe_account.slice(0, 100));
  }
  return caller.account;
}
