import type { Document } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Card } from '../cards/card.ts';

export type Token = Document<Stripe.Token>;
type CreateParams = Stripe.TokenCreateParams;

const NOT_BUILT = ['account', 'bank_account', 'customer', 'cvc_update', 'person', 'pii'] as const;

/** The card that `params` bring. @throws when they bring none, or what is not built */
export function cardParam(params: CreateParams): Stripe.TokenCreateParams.Card {
  for (const param of NOT_BUILT) if (param in params) throw errors.parameterNotBuilt(param);
  const { card } = params;
  if (card === undefined) {
    throw errors.invalid(
      'You must supply either a card, customer, PII data, bank account, account, or CVC update to create a token.',
      { code: 'parameter_missing' },
    );
  }
  if (typeof card === 'string') {
    throw errors.invalid(
      'Pinstripe does not support tokens of cards that are saved yet. Nothing was changed.',
      { param: 'card' },
      501,
    );
  }
  return card;
}

/** A token of a card; it is good for one use. */
export function create(card: Card, client_ip: string | null, identity: Identity): Token {
  return { ...identity, object: 'token', card, client_ip, type: 'card', used: false };
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
