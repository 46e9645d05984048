import type { PageParams, ReceiptSeen } from '@pinstripe/contract';
import { DAY, errors } from '@pinstripe/kernel';
import { now } from '@pinstripe/service';
import { type Charge, isCapturedInParts, refundable } from '../charges/charge.ts';
import { charges } from '../charges/charge.entity.ts';
import { MERCHANT_NAME } from '../charges/statement-descriptor.ts';
import { requirePageSecret, secretPageUrl } from '../payer-actions/page-url.ts';
import { knownBy } from '../payment-methods/known-by.ts';
import { refunds } from '../refunds/refund.entity.ts';

/** For how long the address of a receipt is good (guide "Receipts and paid invoices"). */
const SHOWN_FOR = 30 * DAY;

/** The charge, with the address of its receipt once it has succeeded. */
export function withReceipt(charge: Charge): Charge {
  if (charge.status !== 'succeeded') return charge;
  return { ...charge, receipt_url: secretPageUrl('/receipts', 'charge', charge.id) };
}

/**
 * What a receipt shows: the payment as it stands by now.
 * @throws a 410 when its address is too old
 */
export async function retrieve(id: string, { client_secret }: PageParams): Promise<ReceiptSeen> {
  const charge = await charges.load(id);
  requirePageSecret(charge.receipt_url, client_secret, ['charge', id]);
  if (now() > charge.created + SHOWN_FOR) throw errors.invalid('This receipt has expired.', {}, 410);
  const given_back = await refunds.all({ charge: id });
  const { amount, amount_captured, amount_refunded, captured, created, currency, description } = charge;
  return {
    id,
    object: 'receipt',
    amount: captured ? amount_captured : amount,
    amount_refunded: captured ? amount_captured - refundable(charge) : amount_refunded,
    captured,
    created,
    currency,
    description,
    merchant: MERCHANT_NAME,
    payment_method: knownBy(charge.payment_method_details!),
    receipt_number: charge.receipt_number,
    refunds: (releases(charge) ? given_back.slice(0, -1) : given_back).map(
      ({ amount: refunded, created: refunded_at, status }) => ({
        amount: refunded,
        created: refunded_at,
        status,
      }),
    ),
  };
}

/** Whether the first of its refunds is what a capture has released: the payer had never paid that. */
function releases(charge: Charge): boolean {
  return charge.captured && charge.amount_captured < charge.amount && !isCapturedInParts(charge);
}
