import { hashOf, type PaymentMethod } from '../payment-methods/payment-method.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { Payer } from '../providers/provider.ts';
import { pageOf, pageUrl } from './page-url.ts';
import type { Asking, Outcome } from './payer-action.ts';

/** What is decided before the payer of an intent is asked. */
interface Asked extends Pick<Payer, 'has_agreed' | 'options' | 'payer_action'> {
  return_url: string | undefined;
}

/** The payer of an intent that is confirmed, as a provider is told of them: they have not acted yet. */
export function payerOf(
  intent: Asking,
  payment_method: PaymentMethod,
  { has_agreed, options, payer_action, return_url }: Asked,
): Payer {
  return {
    billing_details: payment_method.billing_details,
    hash: hashOf(payment_method),
    options,
    payer_action,
    page_url: pageUrl(pageOf(typeOf(payment_method)), intent, payer_action),
    return_url: return_url ?? null,
    has_agreed,
    has_acted: false,
  };
}

/** The payer once they have done what the provider wanted, or have refused to; their account may have been blocked meanwhile. */
export function acted(payer: Payer, payment_method: PaymentMethod, outcome: Outcome): Payer {
  const has_acted = outcome === 'succeeded';
  return { ...payer, hash: hashOf(payment_method), has_acted, has_refused: !has_acted };
}
