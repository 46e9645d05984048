import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { clearTimer, emit, now, setTimer, Timer } from '@pinstripe/service';
import { type Card, expiresFrom } from './card.ts';
import { cards } from './card.entity.ts';

/** Timers of this kind tell, at the beginning of the month at whose end a customer's card expires. */
const CARD_EXPIRING = 'card_expiring';

/** A card that is added in its last month, or that has expired, is not told of. */
export async function watchExpiry(card: Card): Promise<void> {
  const at = expiresFrom(card);
  if (at > now()) await setTimer(CARD_EXPIRING, card.id, at, { card: card.id });
  else await clearExpiry(card.id);
}

export async function clearExpiry(id: string): Promise<void> {
  await clearTimer(CARD_EXPIRING, id);
}

@Injectable()
export class CardsWorker {
  @Timer(CARD_EXPIRING)
  async tellExpiring({ card }: JsonObject) {
    emit('customer.source.expiring', await cards.retrieve(card as string), null);
  }
}
