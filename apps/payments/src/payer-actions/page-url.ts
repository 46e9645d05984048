import { errors, randomText } from '@pinstripe/kernel';
import { context, publicUrl } from '@pinstripe/service';
import type { PaymentMethodType } from '../payment-method-types/payment-method-type.ts';
import type { Asking } from './payer-action.ts';

/** The pages on which payers act: cards' authentication, and what providers would show. */
export type PagePath =
  | '/3d_secure_2/hosted'
  | '/pm-redirects/authorize'
  | '/pm-redirects/bank_transfer'
  | '/pm-redirects/microdeposits'
  | '/pm-redirects/voucher';

/** Where a payer acts whom a type of payment method sends away. */
export function pageOf({ microdeposits, voucher }: PaymentMethodType): PagePath {
  if (microdeposits !== undefined) return '/pm-redirects/microdeposits';
  return voucher === undefined ? '/pm-redirects/authorize' : '/pm-redirects/voucher';
}

type Intent = Omit<Asking, 'status'>;

/** The address of the page of an action: whoever has it may act, and so it names the intent's secret. */
export function pageUrl(path: PagePath, intent: Intent, payer_action: string): string {
  // A source goes without its own name, which is that of the action.
  return pageOfMerchant(path, { ...named(intent), source: payer_action });
}

/** The address of a page about an intent itself. */
export function intentPageUrl(path: PagePath, intent: Intent): string {
  return pageOfMerchant(path, named(intent));
}

function named({ id, client_secret, object }: Intent): Record<string, string> {
  return { [object]: id, [`${object}_client_secret`]: client_secret ?? '' };
}

/** The address of a page about an object that has no secret of its own: one is made up, and the object keeps the address. */
export function secretPageUrl(
  path: `/${string}`,
  object: 'charge' | 'mandate' | 'refund',
  id: string,
): string {
  return pageOfMerchant(path, { [object]: id, secret: randomText(25) });
}

/** @throws resource_missing unless the page knows the secret in the address that the object keeps */
export function requirePageSecret(
  url: string | null | undefined,
  secret: string,
  [object, id]: [object: string, id: string],
): void {
  const known = url == null ? null : new URL(url).searchParams.get('secret');
  if (known === null || known !== secret) throw errors.resourceMissing(object, id, object);
}

function pageOfMerchant(path: `/${string}`, params: Readonly<Record<string, string>>): string {
  const query = Object.entries({ merchant: context().account, ...params }).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${publicUrl()}${path}?${query.join('&')}`;
}
