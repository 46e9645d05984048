import { now } from '@pinstripe/service';
import { card, type Card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { testCard } from '../card-network/test-payment-methods.ts';
import { type KnownCard, takeCard } from '../vault/vaulted-cards.ts';
import { tokens } from './token.entity.ts';
import { use } from './token.ts';

/** What a token stands for. */
export interface TokenCard extends KnownCard {
  card: Card;
  /** The token that has to be used; null when it is one of the documented `tok_…`, which never wear out. */
  token: string | null;
}

/**
 * What the token with this id stands for, and would be used for; null if there is no such token. The token is loaded by
 * the unit.
 * @throws token_already_used
 */
export async function findTokenCard(id: string): Promise<TokenCard | null> {
  const test = id.startsWith('tok_') ? testCard(id, now()) : undefined;
  if (test !== undefined) {
    const known = takeCard(test, null);
    return { ...known, card: card(cards.identity().id, {}, known.details), token: null };
  }
  const token = await tokens.find(id);
  if (token === null) return null;
  use(token);
  const { vault, details } = tokens.privateOf(id)!;
  return { vault, details, card: token.card!, token: id };
}

/** Uses a token; null when it is one that never wears out. @throws token_already_used */
export async function useToken(id: string | null): Promise<void> {
  if (id !== null) tokens.save(use(await tokens.load(id)));
}

/** What a token stands for, which is then used. @throws token_already_used */
export async function redeemToken(id: string): Promise<TokenCard | null> {
  const found = await findTokenCard(id);
  if (found !== null) await useToken(found.token);
  return found;
}
