import { errors } from '@pinstripe/kernel';
import { bankAccounts } from '../bank-accounts/bank-account.entity.ts';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import { removeBankAccount } from '../bank-accounts/bank-accounts.ts';
import type { Card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import { removeCard } from '../cards/cards.ts';
import type { Source } from '../sources/source.ts';
import { sources } from '../sources/source.entity.ts';
import { detachSource } from '../sources/sources.ts';
import { customerSources } from './customer-source.entity.ts';

/** One of a customer's ways to pay from before there were payment methods. */
export type CustomerSource = BankAccount | Card | Source;

/** The source with this id, relied on; null if there is none. */
export async function findSource(id: string): Promise<CustomerSource | null> {
  if (id.startsWith('src_')) return sources.find(id);
  return id.startsWith('ba_') ? bankAccounts.find(id) : cards.find(id);
}

/** The customer's source with this id, relied on. @throws resource_missing */
export async function loadSource(customer: string, id: string): Promise<CustomerSource> {
  const source = await findSource(id);
  if (source?.customer !== customer) throw errors.resourceMissing('source', id, 'id', 404);
  return source;
}

/** A source of a customer as what a step outside is about. */
export function ownerOf({ id, object }: Pick<CustomerSource, 'id' | 'object'>) {
  const resources = { bank_account: bankAccounts, card: cards, source: sources };
  return { resource: resources[object], id };
}

/** Removes a source from its customer: what has an id of the Sources API is there, consumed, even then. */
export async function removeSource({ id, object }: Pick<CustomerSource, 'id' | 'object'>) {
  if (object === 'bank_account') return removeBankAccount(id);
  if (object === 'source') return detachSource(id);
  await removeCard(id);
  return { id, object, deleted: true as const };
}

/** The source that was added last but for this one; null when the customer has no other. */
export async function nextSource(customer: string, id: string): Promise<string | null> {
  const { data } = await customerSources.list({ limit: 2 }, { customer });
  return data.find((source) => source.id !== id)?.id ?? null;
}

/** Takes all bank accounts away from a customer that is no more; its cards go with its payment methods. */
export async function removeBankAccounts(customer: string): Promise<void> {
  for (const { id } of await bankAccounts.all({ customer })) await removeBankAccount(id);
}
