import type { AuthorizationAnswer } from '../card-network/card-network.ts';
import { attach, type Card } from '../cards/card.ts';
import { addCard } from '../cards/cards.ts';
import { withChecks } from '../payment-methods/payment-method.ts';
import { requireGood } from '../payment-methods/payment-methods.attach.ts';
import { type TokenCard, useToken } from '../tokens/tokens.ts';

/** Adds the card of a token to a customer's sources, with what its bank has said. @throws card_error */
export async function addVerifiedCard(
  { card: nobodys, details: unchecked, token, vault }: TokenCard,
  customer: string,
  answer: AuthorizationAnswer,
): Promise<Card> {
  const details = withChecks(unchecked, requireGood(answer));
  const card = attach(nobodys, details, customer);
  await useToken(token);
  await addCard(card, { vault, details });
  return card;
}
