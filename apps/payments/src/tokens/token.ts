import type { Document } from '@pinstripe/contract';
import { errors, requireBuilt } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import type { Card } from '../cards/card.ts';

export type Token = Document<Stripe.Token>;
type CreateParams = Stripe.TokenCreateParams;

/** What a token can be of, and how the ids of such tokens begin. */
export const PREFIXES = {
  account: 'ct',
  bank_account: 'btok',
  card: 'tok',
  cvc_update: 'cvctok',
  person: 'cpt',
  pii: 'pii',
} as const;

type Kind = keyof typeof PREFIXES;

/** Only connected accounts and their persons can use them, and clone what a customer has. */
const NOT_BUILT = ['account', 'customer', 'person'] as const;

/** What a token is to be of, as parameters bring it. */
export type TokenSubject =
  | { kind: 'bank_account'; bank_account: Stripe.TokenCreateParams.BankAccount }
  | { kind: 'card'; card: Stripe.TokenCreateParams.Card }
  | { kind: 'cvc_update'; cvc: string }
  | { kind: 'pii'; id_number: string };

/** What `params` bring a token of. @throws when that is nothing, more than one thing, or not built */
export function tokenSubject(params: CreateParams): TokenSubject {
  requireBuilt(params, NOT_BUILT);
  const { bank_account, card, cvc_update, pii } = params;
  const brought = (Object.keys(PREFIXES) as Kind[]).filter((kind) => params[kind]);
  if (brought.length > 1) throw errors.parametersExclusive(...brought);
  if (card) return { kind: 'card', card: requireDetails(card, 'card') };
  if (bank_account) {
    const details = requireDetails(bank_account, 'bank_account');
    requireBuilt(details, ['payment_method'], 'bank_account');
    return { kind: 'bank_account', bank_account: details };
  }
  if (cvc_update) return { kind: 'cvc_update', cvc: requireCvc(cvc_update.cvc) };
  if (pii) {
    if (pii.id_number === undefined) throw errors.parameterMissing('pii[id_number]');
    return { kind: 'pii', id_number: pii.id_number };
  }
  throw errors.invalid(
    'You must supply either a card, customer, PII data, bank account, account, or CVC update to create a token.',
    { code: 'parameter_missing' },
  );
}

/** A token; it is good for one use. */
export function create(
  shown: { card: Card } | { bank_account: BankAccount } | { type: 'cvc_update' | 'pii' },
  client_ip: string | null,
  identity: Identity,
): Token {
  const type = 'type' in shown ? shown.type : 'card' in shown ? 'card' : 'bank_account';
  return { ...identity, object: 'token', ...shown, client_ip, type, used: false };
}

/** @throws token_already_used */
export function use(token: Token): Token {
  if (token.used) {
    throw errors.invalid(`You cannot use a Stripe token more than once: ${token.id}.`, {
      code: 'token_already_used',
    });
  }
  return { ...token, used: true };
}

/** Ids of what is saved stand for copies of it on connected accounts. */
function requireDetails<T extends object>(details: T | string, param: string): T {
  if (typeof details !== 'string') return details;
  throw errors.invalid(
    'Pinstripe does not support tokens of what is saved already yet. Nothing was changed.',
    { param },
    501,
  );
}

function requireCvc(cvc: string): string {
  if (/^\d{3,4}$/.test(cvc)) return cvc;
  throw errors.card("Your card's security code is invalid.", {
    code: 'invalid_cvc',
    param: 'cvc_update[cvc]',
  });
}
