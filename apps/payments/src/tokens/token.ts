import type { Document } from '@pinstripe/contract';
import { DAY, errors, type JsonObject, requireEmail } from '@pinstripe/kernel';
import type { Identity, WorkContext } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import type { Card } from '../cards/card.ts';

export type Token = Document<Stripe.Token>;
type BankAccountParams = Stripe.TokenCreateParams.BankAccount;
/** A payment method may stand for the numbers of a bank account. */
export type CreateParams = Omit<Stripe.TokenCreateParams, 'bank_account'> & {
  bank_account?: string | Partial<BankAccountParams>;
};

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

/** What a token is to be of, as parameters bring it. */
export type TokenSubject =
  | { kind: 'account'; secret: { account: JsonObject } }
  | { kind: 'person'; secret: { person: JsonObject } }
  | { kind: 'bank_account'; bank_account: BankAccountParams }
  | { kind: 'bank_account'; payment_method: string; customer: string | null }
  | { kind: 'card'; card: Stripe.TokenCreateParams.Card }
  | { kind: 'cvc_update'; cvc: string }
  | { kind: 'pii'; id_number: string };

/** What `params` bring a token of. @throws when that is nothing, more than one thing, or what only a platform has tokens of */
export function tokenSubject(params: CreateParams): TokenSubject {
  const { account, bank_account, card, cvc_update, person, pii } = params;
  const brought = (Object.keys(PREFIXES) as Kind[]).filter((kind) => params[kind]);
  if (brought.length > 1) throw errors.parametersExclusive(...brought);
  if (bank_account && typeof bank_account !== 'string' && bank_account.payment_method !== undefined) {
    return accountOf(bank_account, params.customer || null);
  }
  if (params.customer) throw onBehalfOnly('customer');
  if (account) {
    requirePerson(account.individual, 'account[individual]');
    return { kind: 'account', secret: { account: { ...account } as JsonObject } };
  }
  if (person) {
    requirePerson(person, 'person');
    return { kind: 'person', secret: { person: { ...person } as JsonObject } };
  }
  if (card) return { kind: 'card', card: requireDetails(card, 'card') };
  if (bank_account) {
    return {
      kind: 'bank_account',
      bank_account: requireNumbers(requireDetails(bank_account, 'bank_account')),
    };
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
  shown:
    { card: Card } | { bank_account: BankAccount } | { type: 'account' | 'cvc_update' | 'person' | 'pii' },
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

/** @throws when the secret key of an account would see in live mode what only its users' browsers may send ("Account tokens") */
export function requireBrowser({ kind }: TokenSubject, { key_type, livemode }: Sender): void {
  if ((kind !== 'account' && kind !== 'person') || !livemode || key_type === 'publishable') return;
  throw errors.invalid(`In live mode, tokens of the type ${kind} can only be made with a publishable key.`);
}

type Sender = Pick<WorkContext, 'key_type' | 'livemode'>;

/** @throws when what is said of a person cannot be of one */
function requirePerson(
  { dob, email, ssn_last_4 }: Pick<Stripe.TokenCreateParams.Person, 'dob' | 'email' | 'ssn_last_4'> = {},
  param: string,
): void {
  requireEmail(email, `${param}[email]`);
  if (ssn_last_4 && !/^\d{4}$/.test(ssn_last_4)) {
    throw errors.invalid('The last digits of a social security number are four.', {
      param: `${param}[ssn_last_4]`,
    });
  }
  if (dob && !isDate(dob)) {
    throw errors.invalid('There is no such date of birth.', { param: `${param}[dob]` });
  }
}

function isDate({ day, month, year }: { day: number; month: number; year: number }): boolean {
  const days = Date.UTC(year, month, 0) / 1000 / DAY - Date.UTC(year, month - 1, 0) / 1000 / DAY;
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= days;
}

/** Ids of what is saved stand for copies of it on connected accounts. */
function requireDetails<T extends object>(details: T | string, param: string): T {
  if (typeof details !== 'string') return details;
  throw onBehalfOnly(param);
}

function onBehalfOnly(param: string) {
  return errors.invalid(
    'A token of what a customer has saved can only be made for another account: the request must be made on its behalf, using the ' +
      'Stripe-Account header.',
    { param },
  );
}

/** The account of a payment method, which says all that there is to say of it. */
function accountOf(
  { payment_method, ...others }: Partial<BankAccountParams>,
  customer: string | null,
): TokenSubject {
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw errors.parametersExclusive('bank_account[payment_method]', `bank_account[${other}]`);
  }
  return { kind: 'bank_account', payment_method: payment_method!, customer };
}

function requireNumbers(params: Partial<BankAccountParams>): BankAccountParams {
  const { account_number, country } = params;
  if (account_number === undefined) throw errors.parameterMissing('bank_account[account_number]');
  if (country === undefined) throw errors.parameterMissing('bank_account[country]');
  return { ...params, account_number, country };
}

function requireCvc(cvc: string): string {
  if (/^\d{3,4}$/.test(cvc)) return cvc;
  throw errors.card("Your card's security code is invalid.", {
    code: 'invalid_cvc',
    param: 'cvc_update[cvc]',
  });
}
