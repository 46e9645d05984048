import type { ReceiptSeen } from '@pinstripe/contract';
import { amountOf } from '../amount.ts';
import { hostedPage } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { day, facts, total } from '../layout.ts';
import { nameOf } from '../payment-method-name.ts';

/** The receipt of a payment, as the payment stands by now (guide "Receipts and paid invoices"). */
export const receipt = hostedPage<ReceiptSeen>({
  title: 'Receipt',
  about: 'receipts',
  named: { id: ['charge'], secret: ['secret'] },
  show,
});

function show(seen: ReceiptSeen): Html {
  const { amount, amount_refunded, captured, created, currency, merchant, receipt_number, refunds } = seen;
  const sum = (of: number) => amountOf(of, currency);
  return html`<h1>Receipt from ${merchant}</h1>
    <p class="sum">${sum(amount)}</p>
    <p>${captured ? 'Paid' : 'Authorized'} on ${day(created)}</p>
    ${facts([
      ['Receipt number', receipt_number],
      ['Payment method', nameOf(seen.payment_method)],
    ])}
    <h2>Summary</h2>
    ${facts([
      [seen.description ?? `Payment to ${merchant}`, sum(amount)],
      ...refunds.map(({ amount: refunded, created: refunded_at, status }): [string, string] => [
        `${REFUNDS[status ?? ''] ?? 'Refund'}, ${day(refunded_at)}`,
        sum(-refunded),
      ]),
    ])}
    ${total(captured ? 'Amount paid' : 'Amount authorized', sum(amount - amount_refunded))}`;
}

/** A refund that has not arrived is called so. */
const REFUNDS: Readonly<Record<string, string>> = {
  canceled: 'Refund (canceled)',
  failed: 'Refund (failed)',
  pending: 'Refund (on its way)',
  requires_action: 'Refund (waits for your bank account)',
};
