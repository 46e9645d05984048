import { errors } from '@pinstripe/kernel';
import { refuse } from '@pinstripe/service';
import type Stripe from 'stripe';
import { fingerprintOf, keepInVault } from '../vault/vaulted-card.entity.ts';
import { endMandatesOf } from '../mandates/mandates.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import {
  asPaymentMethod,
  attach,
  type BankAccount,
  followAccount,
  followPaymentMethod,
  isPaymentMethod,
  update,
  verificationFailed,
  verify,
} from './bank-account.ts';
import { bankAccount, checkBankAccount, type CheckedBankAccount } from './bank-account.create.ts';
import { bankAccounts, heldBankAccounts } from './bank-account.entity.ts';

type Params = Stripe.TokenCreateParams.BankAccount;

/** A bank account that nobody has yet, and where its number is kept. */
export interface KnownBankAccount {
  bank_account: BankAccount;
  vault: string;
}

/** Takes a bank account in: checks it, and keeps its number in the vault with this unit. */
export function takeBankAccount(params: Params): KnownBankAccount {
  const checked = checkBankAccount(params);
  const { account_number, routing_number } = checked;
  return { bank_account: describe(params, checked), vault: keepInVault({ account_number, routing_number }) };
}

/** What would be shown of a bank account, without taking it in. */
export function describeBankAccount(params: Params): BankAccount {
  return describe(params, checkBankAccount(params));
}

/** Adds a bank account to its customer's sources. @throws bank_account_exists */
export async function addBankAccount(known: KnownBankAccount, customer: string): Promise<BankAccount> {
  const account = attach(known.bank_account, customer);
  const id = heldId(account);
  if ((await heldBankAccounts.find(id)) !== null) {
    throw errors.invalid('A bank account with that routing number and account number already exists here.', {
      code: 'bank_account_exists',
    });
  }
  heldBankAccounts.insert({ id, object: 'held_bank_account' });
  bankAccounts.insert(account, 'customer.source.created');
  bankAccounts.setPrivate(account.id, { vault: known.vault });
  becomePaymentMethod(account, known.vault);
  return account;
}

/** Once it is verified, it is a payment method by the same id, which nobody is told of: it is the same thing. */
function becomePaymentMethod(account: BankAccount, vault: string): void {
  if (!isPaymentMethod(account)) return;
  const method = paymentMethods.insert(asPaymentMethod(account, paymentMethods.identity(account.id)));
  paymentMethods.setPrivate(method.id, { vault, verified: true });
}

/** Changes the account that a payment method, which this unit has changed, is at the same time: most are none. */
export async function changeBankAccountWith(method: PaymentMethod): Promise<void> {
  if (!method.id.startsWith('ba_')) return;
  const account = followPaymentMethod(await bankAccounts.load(method.id), method);
  bankAccounts.save(account, 'customer.source.updated');
}

export async function updateBankAccount(
  id: string,
  params: Stripe.CustomerUpdateSourceParams,
): Promise<BankAccount> {
  const updated = bankAccounts.save(update(await bankAccounts.load(id), params), 'customer.source.updated');
  const method = await paymentMethods.find(id);
  if (method !== null) paymentMethods.save(followAccount(method, updated));
  return updated;
}

/** Verifies by the amounts of two deposits; wrong ones are counted, and refused. */
export async function verifyBankAccount(
  id: string,
  params: Stripe.CustomerVerifySourceParams,
): Promise<BankAccount> {
  const before = await bankAccounts.load(id);
  const hidden = bankAccounts.privateOf(id)!;
  const { failed_verifications = 0 } = hidden;
  const { account, failed } = verify(before, params, failed_verifications);
  bankAccounts.save(account, 'customer.source.updated');
  becomePaymentMethod(account, hidden.vault);
  if (failed === failed_verifications) return account;
  bankAccounts.setPrivate(id, { ...hidden, failed_verifications: failed });
  return refuse(verificationFailed(account));
}

/** Removes a bank account from its customer's sources, and from the payment methods. */
export async function removeBankAccount(id: string) {
  const account = await bankAccounts.load(id);
  const held = await heldBankAccounts.find(heldId(account));
  if (held !== null) heldBankAccounts.delete(held);
  const method = await paymentMethods.find(id);
  if (method !== null) {
    paymentMethods.delete(method);
    await endMandatesOf(method);
  }
  return bankAccounts.delete(account, 'customer.source.deleted');
}

function describe(params: Params, checked: CheckedBankAccount): BankAccount {
  const { account_number, country, routing_number } = checked;
  const fingerprint = fingerprintOf(`${country} ${routing_number ?? ''} ${account_number}`);
  return bankAccount(bankAccounts.identity().id, params, checked, fingerprint);
}

function heldId({ customer, fingerprint }: BankAccount): string {
  return `${customer!} ${fingerprint!}`;
}
