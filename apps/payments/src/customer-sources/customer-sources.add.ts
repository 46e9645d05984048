import type { NumberedSource } from '@pinstripe/contract';
import { errors, mergeMetadata, type MetadataParam } from '@pinstripe/kernel';
import type { AuthorizationAnswer } from '../card-network/card-network.ts';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import { addBankAccount, takeBankAccount } from '../bank-accounts/bank-accounts.ts';
import { attach } from '../cards/card.ts';
import { addCard, takeNewCard } from '../cards/cards.ts';
import { type Checks, withChecks } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import {
  countAttached,
  requireGood,
  type Verification,
  verificationOf,
} from '../payment-methods/payment-methods.attach.ts';
import { requireRoom } from '../payment-methods/payment-method.use.ts';
import { requireAttachable, type Source } from '../sources/source.ts';
import { sources } from '../sources/source.entity.ts';
import { attachSource } from '../sources/sources.ts';
import { tokens } from '../tokens/token.entity.ts';
import { findToken, type TokenBankAccount, type TokenCard, useToken } from '../tokens/tokens.ts';
import { notASource } from './customer-source.ts';
import type { CustomerSource } from './customer-sources.ts';

/** What is to be a customer's once its bank has found it good: the card of a token, or of a source by its id. */
export type Addable = TokenCard | { kind: 'source'; source: string; metadata?: MetadataParam };

/** What becomes a customer's without that anybody is asked: a bank account, or a source that is no card. */
export type Unasked = TokenBankAccount | { kind: 'unasked'; source: Source };

/** What the customer is to get. @throws when there is no such token or source, or it cannot be a customer's */
export async function findAddable(
  id: string | NumberedSource,
  metadata: MetadataParam = {},
): Promise<Addable | Unasked> {
  if (typeof id !== 'string') return takeNumbered(id, metadata);
  if (id.startsWith('pm_')) throw notASource();
  if (id.startsWith('src_')) {
    const source = await sources.load(id, 'source');
    requireAttachable(source);
    return source.card === undefined
      ? { kind: 'unasked', source: withMetadata(source, metadata) }
      : { kind: 'source', source: id, metadata };
  }
  const found = await findToken(id);
  if (found === null) throw errors.resourceMissing('token', id, 'source');
  return found.kind === 'card'
    ? { ...found, card: withMetadata(found.card, metadata) }
    : { ...found, bank_account: withMetadata(found.bank_account, metadata) };
}

/** What has numbers is taken in as a token of it would be. */
function takeNumbered(source: NumberedSource, metadata: MetadataParam): TokenBankAccount | TokenCard {
  const said = mergeMetadata({}, source.metadata);
  if (source.object === 'card') {
    const { card, ...known } = takeNewCard(source);
    const described = withMetadata(withMetadata(card, said), metadata);
    return { kind: 'card', ...known, card: described, token: null };
  }
  const { bank_account, vault } = takeBankAccount(source);
  const described = withMetadata(withMetadata(bank_account, said), metadata);
  return { kind: 'bank_account', bank_account: described, vault, token: null };
}

function withMetadata<T extends CustomerSource>(source: T, metadata: MetadataParam): T {
  return { ...source, metadata: mergeMetadata(source.metadata ?? {}, metadata) };
}

export function isUnasked(addable: Addable | Unasked): addable is Unasked {
  return addable.kind === 'bank_account' || addable.kind === 'unasked';
}

/** Adds it to a customer's sources. @throws bank_account_exists, customer_max_payment_methods */
export async function addUnasked(addable: Unasked, customer: string): Promise<BankAccount | Source> {
  if (addable.kind === 'unasked') {
    requireRoom(customer, await countAttached(customer));
    return attachSource(addable.source, customer, null);
  }
  await useToken(addable.token);
  return addBankAccount(addable, customer);
}

/** What its bank is asked before it is added, and what is in flight until then. @throws customer_max_payment_methods */
export async function prepareAddition(addable: Addable, customer: string) {
  requireRoom(customer, await countAttached(customer));
  if (addable.kind === 'card') {
    const { address_line1: line1, address_zip: postal_code } = addable.card;
    const owner = addable.token === null ? null : { resource: tokens, id: addable.token };
    return { owner, verification: verificationOf(addable, { line1, postal_code }) };
  }
  const { billing_details, card } = await paymentMethods.load(addable.source);
  const { vault } = paymentMethods.privateOf(addable.source)!;
  const verification: Verification = verificationOf(
    { vault: vault!, details: card! },
    billing_details.address,
  );
  return { owner: { resource: sources, id: addable.source }, verification };
}

/** Adds it to a customer's sources, with what its bank has said. @throws card_error */
export async function addVerified(
  addable: Addable,
  customer: string,
  answer: AuthorizationAnswer,
): Promise<CustomerSource> {
  return addChecked(addable, customer, requireGood(answer));
}

/** The same of what nobody has asked a bank about. @throws customer_max_payment_methods */
export async function addUnverified(addable: Addable, customer: string): Promise<CustomerSource> {
  requireRoom(customer, await countAttached(customer));
  return addChecked(addable, customer, null);
}

async function addChecked(
  addable: Addable,
  customer: string,
  checks: Checks | null,
): Promise<CustomerSource> {
  if (addable.kind === 'source') {
    const source = await sources.load(addable.source);
    return attachSource(withMetadata(source, addable.metadata ?? {}), customer, checks);
  }
  const details = withChecks(addable.details, checks);
  const card = attach(addable.card, details, customer);
  await useToken(addable.token);
  await addCard(card, { vault: addable.vault, details });
  return card;
}
