import { errors } from '@pinstripe/kernel';
import type { AuthorizationAnswer } from '../card-network/card-network.ts';
import type { BankAccount } from '../bank-accounts/bank-account.ts';
import { addBankAccount } from '../bank-accounts/bank-accounts.ts';
import { attach } from '../cards/card.ts';
import { addCard } from '../cards/cards.ts';
import { withChecks } from '../payment-methods/payment-method.ts';
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
export type Addable = TokenCard | { kind: 'source'; source: string };

/** What becomes a customer's without that anybody is asked: a bank account, or a source that is no card. */
export type Unasked = TokenBankAccount | { kind: 'unasked'; source: Source };

/** What the customer is to get. @throws when there is no such token or source, or it cannot be a customer's */
export async function findAddable(id: string): Promise<Addable | Unasked> {
  if (id.startsWith('pm_')) throw notASource();
  if (id.startsWith('src_')) {
    const source = await sources.load(id, 'source');
    requireAttachable(source);
    return source.card === undefined ? { kind: 'unasked', source } : { kind: 'source', source: id };
  }
  const found = await findToken(id);
  if (found === null) throw errors.resourceMissing('token', id, 'source');
  return found;
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
  const checks = requireGood(answer);
  if (addable.kind === 'source') return attachSource(await sources.load(addable.source), customer, checks);
  const details = withChecks(addable.details, checks);
  const card = attach(addable.card, details, customer);
  await useToken(addable.token);
  await addCard(card, { vault: addable.vault, details });
  return card;
}
