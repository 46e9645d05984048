import type { Emptyable } from '@pinstripe/kernel';

interface Params {
  payment_method_options?: Emptyable<{ card?: Emptyable<{ cvc_token?: string }> }>;
}

/** What brings the token of a security code for a payment by a card that is saved. */
export const CVC_TOKEN = 'payment_method_options[card][cvc_token]';

/** The token of a security code that `params` bring; null when they bring none. */
export function cvcToken({ payment_method_options }: Params): string | null {
  const { card } = payment_method_options || {};
  return (card || {}).cvc_token || null;
}
