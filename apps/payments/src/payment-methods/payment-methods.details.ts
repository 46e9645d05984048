import { fingerprintOf, keepInVault } from '../vault/vaulted-card.entity.ts';
import type { TypeDetails } from './payment-method.create.ts';

/** The hash of a payment method, and where the numbers of its account are kept from now on. */
export function takeDetails({ account, fields }: TypeDetails) {
  if (account === null) return { hash: fields, vault: null };
  const { secret, shown } = account;
  const { account_number, routing_number } = secret;
  const fingerprint = fingerprintOf(`${routing_number ?? ''}${account_number}`);
  const hash = { ...fields, ...shown, fingerprint, last4: account_number.slice(-4) };
  return { hash, vault: keepInVault(secret) };
}
