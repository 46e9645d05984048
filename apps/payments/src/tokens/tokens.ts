import { errors } from '@pinstripe/kernel';
import { now } from '@pinstripe/service';
import { type KnownBankAccount, takeBankAccount } from '../bank-accounts/bank-accounts.ts';
import { testBankAccount } from '../providers/test-bank-accounts.ts';
import { card, type Card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { type KnownCard, takeCard } from '../vault/vaulted-cards.ts';
import { tokens } from './token.entity.ts';
import { type Token, use } from './token.ts';

/** The card that a token stands for. */
export interface TokenCard extends KnownCard {
  kind: 'card';
  card: Card;
  /** The token that has to be used; null when it is one of the documented ones, which never wear out. */
  token: string | null;
}

/** The bank account that a token stands for. */
export interface TokenBankAccount extends KnownBankAccount {
  kind: 'bank_account';
  token: string | null;
}

/**
 * What the token with this id stands for, and would be used for; null if there is no such token. The token is loaded by
 * the unit.
 * @throws token_already_used, and when the token is neither of a card nor of a bank account
 */
export async function findToken(id: string): Promise<TokenCard | TokenBankAccount | null> {
  const test_card = id.startsWith('tok_') ? testCard(id, now()) : undefined;
  if (test_card !== undefined) {
    const known = takeCard(test_card, null);
    return { kind: 'card', ...known, card: card(cards.identity().id, {}, known.details), token: null };
  }
  const test_account = testBankAccount(id);
  if (test_account !== undefined) {
    const { bank_account, vault } = takeBankAccount(test_account);
    return {
      kind: 'bank_account',
      bank_account: { ...bank_account, status: 'verified' },
      vault,
      token: null,
    };
  }
  const token = await tokens.find(id);
  if (token === null) return null;
  use(token);
  return subjectOf(token);
}

function subjectOf(token: Token): TokenCard | TokenBankAccount {
  const { vault, details } = tokens.privateOf(token.id)!;
  if (token.card !== undefined) {
    return { kind: 'card', vault: vault!, details: details!, card: token.card, token: token.id };
  }
  if (token.bank_account !== undefined) {
    return { kind: 'bank_account', vault: vault!, bank_account: token.bank_account, token: token.id };
  }
  throw errors.invalid(`The token ${token.id} is not one to pay with.`, { param: 'source' });
}

/** Uses a token; null when it is one that never wears out. @throws token_already_used */
export async function useToken(id: string | null): Promise<void> {
  if (id !== null) tokens.save(use(await tokens.load(id)));
}

/**
 * Uses a token of a security code. The code is not kept: the bank is told that one was given.
 * @throws resource_missing, token_already_used
 */
export async function useCvcToken(id: string, param: string): Promise<void> {
  const token = await tokens.find(id);
  if (token?.type !== 'cvc_update') throw errors.resourceMissing('token', id, param);
  tokens.save(use(token));
}

/** What a token stands for, which is then used; null if there is none. @throws token_already_used */
export async function redeemToken(id: string): Promise<TokenCard | TokenBankAccount | null> {
  const found = await findToken(id);
  if (found !== null) await useToken(found.token);
  return found;
}
