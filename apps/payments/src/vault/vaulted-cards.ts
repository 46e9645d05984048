import { now } from '@pinstripe/service';
import type Stripe from 'stripe';
import { type CardParams, checkCard, type CheckedCard } from '../card-network/card.ts';
import { type CardDetails, cardDetails } from '../payment-methods/payment-method.ts';
import { fingerprintOf, keepInVault, openVault } from './vaulted-card.entity.ts';

export type CardholderAddress = Pick<Stripe.Address, 'line1' | 'postal_code'> | null;

/** A card: where its number is kept, and what may be shown of it. */
export interface KnownCard {
  vault: string;
  details: CardDetails;
}

/**
 * Takes a card in: checks it, keeps its number in the vault with this unit, and answers what may be shown of it.
 * @throws card_error when it cannot be a card, or has expired
 */
export function takeCard(params: CardParams, address: CardholderAddress): KnownCard {
  const checked = checkCard(params, now());
  return { vault: keepInVault(secretOf(checked)), details: describe(checked, address) };
}

/**
 * Takes in a card that the vault has, with another date: to the vault it is another card.
 * @throws card_error when the date is none, or is over
 */
export async function takeRenewedCard(
  vault: string,
  date: Pick<CardParams, 'exp_month' | 'exp_year'>,
): Promise<{ vault: string; exp_month: number; exp_year: number }> {
  const { number } = await openVault(vault);
  const { exp_month, exp_year } = checkCard({ number, ...date }, now());
  return { vault: keepInVault({ number, exp_month, exp_year }), exp_month, exp_year };
}

/** What would be shown of a card, without taking it in. @throws as `takeCard` does */
export function describeCard(params: CardParams, address: CardholderAddress): CardDetails {
  return describe(checkCard(params, now()), address);
}

function describe(checked: CheckedCard, address: CardholderAddress): CardDetails {
  return cardDetails(checked, fingerprintOf(checked.number), address);
}

function secretOf({ number, exp_month, exp_year }: CheckedCard) {
  return { number, exp_month, exp_year };
}
