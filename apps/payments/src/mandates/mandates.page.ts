import type { MandateSeen, PageParams } from '@pinstripe/contract';
import { MERCHANT_NAME } from '../charges/statement-descriptor.ts';
import { requirePageSecret } from '../payer-actions/page-url.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { mandates } from './mandate.entity.ts';

/** What the page shows on which payers read what they have permitted. */
export async function seenOnPage(id: string, { client_secret }: PageParams): Promise<MandateSeen> {
  const mandate = await mandates.load(id);
  const { customer_acceptance, payment_method, payment_method_details, single_use, status } = mandate;
  const { type } = payment_method_details;
  const { reference = null, url } = payment_method_details[type as 'sepa_debit'] ?? {};
  requirePageSecret(url, client_secret, ['mandate', id]);
  const method = await paymentMethods.peek(payment_method);
  return {
    id,
    object: 'mandate_page',
    accepted_at: customer_acceptance.accepted_at,
    last4: method?.[type as 'sepa_debit']?.last4 ?? null,
    merchant: MERCHANT_NAME,
    payment_method_type: type,
    reference,
    single_use: single_use ?? null,
    status,
  };
}
