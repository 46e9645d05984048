import type { MandateSeen } from '@pinstripe/contract';
import { amountOf } from '../amount.ts';
import { hostedPage } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { day, facts } from '../layout.ts';
import { digits } from '../payment-method-name.ts';

/** What a payer has permitted, as the payer may read it at any time (guides of SEPA, Bacs and BECS Direct Debit). */
export const mandate = hostedPage<MandateSeen>({
  title: 'Direct debit mandate',
  about: 'mandates',
  named: { id: ['mandate'], secret: ['secret'] },
  show,
});

/** What a scheme is called, and what its payers are told. */
const SCHEMES: Readonly<Record<string, { heading: string; rights: string }>> = {
  sepa_debit: {
    heading: 'SEPA Direct Debit mandate',
    rights:
      'Your bank pays on your behalf, under the terms that you have agreed with it. You may have a payment returned by your bank within eight weeks of the day on which your account was debited.',
  },
  bacs_debit: {
    heading: 'Direct Debit instruction',
    rights:
      'You are told in advance of the amount and the day of each payment. If one was taken in error, your bank returns it in full and at once. You may cancel at any time by telling your bank.',
  },
  au_becs_debit: {
    heading: 'Direct Debit request',
    rights:
      'Payments are made through the Bulk Electronic Clearing System. If you think that one was wrong, tell the shop first; your bank can look into it, too. You may cancel at any time by telling either of them.',
  },
};

const STATUSES: Readonly<Record<MandateSeen['status'], string>> = {
  active: 'Active',
  inactive: 'Ended',
  pending: 'Not yet active',
};

function show(seen: MandateSeen): Html {
  const { accepted_at, last4, merchant, payment_method_type, reference, single_use, status } = seen;
  const { heading, rights } = SCHEMES[payment_method_type] ?? { heading: 'Mandate', rights: '' };
  const about =
    single_use === null
      ? `collect payments from your bank account, whenever you owe them`
      : `collect one payment of ${amountOf(single_use.amount, single_use.currency)} from your bank account`;
  return html`<h1>${heading}</h1>
    ${status === 'inactive' ? html`<p class="wrong" role="status">Nothing can be collected under it any more.</p>` : ''}
    <p>You have allowed ${merchant} to ${about}, and your bank to carry that out.</p>
    ${facts([
      ['Reference', reference],
      ['Status', STATUSES[status]],
      ['Creditor', merchant],
      ['Account', last4 === null ? null : digits(last4)],
      ['Given on', accepted_at === null ? null : day(accepted_at)],
      ['Good for', single_use === null ? 'Any payment' : 'One payment'],
    ])}
    <p>${rights}</p>`;
}
