import type { Document } from '@pinstripe/contract';
import { errors, given, mergeMetadata } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { createOfType } from '../payment-methods/payment-method.create.ts';

/** A bank account as the API showed it before there were payment methods: in a token, and among a customer's sources. */
export type BankAccount = Document<Stripe.BankAccount>;
type UpdateParams = Pick<
  Stripe.CustomerUpdateSourceParams,
  'account_holder_name' | 'account_holder_type' | 'metadata'
>;

/** How often the amounts may be wrong (guide "ACH Direct Debit with Charges"). */
const FAILED_VERIFICATIONS_MAX = 3;
/** The cents of the two deposits, in the sandbox. */
const MICRODEPOSITS = [32, 45];

/** The customer's from now on. @throws parameter_missing when nobody says who holds it */
export function attach(account: BankAccount, customer: string): BankAccount {
  for (const param of ['account_holder_name', 'account_holder_type'] as const) {
    if (account[param] === null) throw errors.parameterMissing(`bank_account[${param}]`);
  }
  return { ...account, customer };
}

export function update(account: BankAccount, params: UpdateParams): BankAccount {
  return {
    ...account,
    account_holder_name: given(params.account_holder_name, account.account_holder_name),
    account_holder_type: given(params.account_holder_type, account.account_holder_type),
    metadata: mergeMetadata(account.metadata ?? {}, params.metadata),
  };
}

/** Whether it is a payment method, too, by the same id (guide "Migrating from the Charges API"). */
export function isPaymentMethod({ country, customer, status }: BankAccount): boolean {
  return country === 'US' && status === 'verified' && customer != null;
}

export function asPaymentMethod(account: BankAccount, identity: Identity): PaymentMethod {
  const { account_type, bank_name, customer, fingerprint, last4, routing_number } = account;
  const hash = {
    account_type: account_type ?? 'checking',
    bank_name,
    financial_connections_account: null,
    fingerprint,
    last4,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number,
    status_details: {},
  };
  return followAccount(
    { ...createOfType({}, 'us_bank_account', hash, identity), customer: customer as string },
    account,
  );
}

/** What is told anew of the account, as its payment method shows it. */
export function followAccount(method: PaymentMethod, account: BankAccount): PaymentMethod {
  const { account_holder_name: name, account_holder_type } = account;
  return {
    ...method,
    billing_details: { ...method.billing_details, name },
    us_bank_account: { ...method.us_bank_account!, account_holder_type: account_holder_type as Holder },
  };
}

/** The same the other way round. */
export function followPaymentMethod(account: BankAccount, method: PaymentMethod): BankAccount {
  const { name } = method.billing_details;
  const { account_holder_type } = method.us_bank_account!;
  return { ...account, account_holder_name: name, account_holder_type };
}

type Holder = NonNullable<PaymentMethod['us_bank_account']>['account_holder_type'];

/**
 * The account after somebody has told the amounts of the two deposits, in either order; `failed` counts those who told
 * wrong ones. The third failure is the last.
 * @throws bank_account_verification_failed when no more can be told
 */
export function verify(
  account: BankAccount,
  { amounts }: Stripe.CustomerVerifySourceParams,
  failed: number,
): { account: BankAccount; failed: number } {
  if (account.status === 'verified') {
    throw errors.invalid(`The bank account ${account.id} has already been verified.`);
  }
  if (account.status === 'verification_failed') throw verificationFailed(account);
  if (amounts === undefined) throw errors.parameterMissing('amounts');
  if (amounts.length !== 2 || amounts.some((amount) => amount < 1)) {
    throw errors.invalid('Two positive amounts must be given, in cents.', { param: 'amounts' });
  }
  if (MICRODEPOSITS.every((amount) => amounts.includes(amount))) {
    return { account: { ...account, status: 'verified' }, failed };
  }
  const last = failed + 1 >= FAILED_VERIFICATIONS_MAX;
  return { account: last ? { ...account, status: 'verification_failed' } : account, failed: failed + 1 };
}

/** What is said to whoever told the wrong amounts. */
export function verificationFailed({ status }: BankAccount) {
  const message =
    status === 'verification_failed'
      ? 'Verification has failed too many times, so that this bank account cannot be verified any more.'
      : 'The amounts provided do not match the amounts that were sent to the bank account.';
  return errors.invalid(message, { code: 'bank_account_verification_failed', param: 'amounts' });
}
