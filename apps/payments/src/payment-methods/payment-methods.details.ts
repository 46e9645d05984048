import { fingerprintOf, keepInVault } from '../vault/vaulted-card.entity.ts';
import type { TypeDetails } from './payment-method.create.ts';

/** The hash of a payment method, and where the numbers of its account are kept from now on. */
export function takeDetails(details: TypeDetails) {
  const { account } = details;
  return { hash: describeDetails(details), vault: account === null ? null : keepInVault(account.secret) };
}

/** What would be shown of it, without taking it in. */
export function describeDetails({ account, fields }: TypeDetails): TypeDetails['fields'] {
  if (account === null) return fields;
  const { secret, shown } = account;
  const { account_number, routing_number } = secret;
  const fingerprint = fingerprintOf(`${routing_number ?? ''}${account_number}`);
  return { ...fields, ...shown, fingerprint, last4: account_number.slice(-4) };
}
