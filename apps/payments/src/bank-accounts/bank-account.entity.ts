import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

/** What the API does not show of a bank account. */
export interface BankAccountPrivate extends Record<string, unknown> {
  /** Where its number is kept. */
  vault: string;
  /** How often wrong amounts were told of it. */
  failed_verifications?: number;
}

/** The bank accounts among customers' sources. */
export const bankAccounts = new Resource<Stripe.BankAccount, BankAccountPrivate>({
  object: 'bank_account',
  table: 'bank_accounts',
  prefix: 'ba',
  url: '/v1/customers/{customer}/sources',
  param: 'id',
  deletion: 'gone',
});

/** That a customer has an account already: of two that would add it at once, the row's key lets one pass. */
interface HeldBankAccount {
  /** The customer, and the fingerprint of the account. */
  id: string;
  object: 'held_bank_account';
}

export const heldBankAccounts = new Resource<HeldBankAccount>({
  object: 'held_bank_account',
  table: 'held_bank_accounts',
  prefix: 'held_bank_account',
  url: '',
  param: 'held_bank_account',
  deletion: 'gone',
});
