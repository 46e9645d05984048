import type { RefundSeen } from '@pinstripe/contract';
import { amountOf } from '../amount.ts';
import { hostedPage } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { alert, day, facts, field, hidden, joined } from '../layout.ts';

/** The page on which customers name the account that a refund is to go to (guide "Refund bank transfer payments"). */
export const refundDetails = hostedPage<RefundSeen>({
  title: 'Your refund',
  about: 'refunds',
  named: { id: ['refund'], secret: ['secret'] },
  act: (form) => ({ action: 'bank_account', params: accountFrom(form) }),
  show: (refund, refusal) => (refund.asked_at === null ? state(refund) : asking(refund, refusal)),
});

function accountFrom(form: URLSearchParams): Record<string, string> {
  const routing_number = form.get('routing_number');
  return {
    account_number: (form.get('account_number') ?? '').trim(),
    asked_at: form.get('asked_at') ?? '',
    ...(routing_number === null ? {} : { routing_number: routing_number.trim() }),
  };
}

/** How an account is written in a country, and the sandbox's accounts that money reaches, and does not reach. */
interface Accounts {
  routing_number?: { label: string; test: string };
  account_number: { label: string; reached: string; not_reached: string };
}

const ACCOUNTS: Readonly<Record<string, Accounts>> = {
  eu_bank_transfer: {
    account_number: {
      label: 'IBAN',
      reached: 'DE89370400440532013000',
      not_reached: 'DE62370400440532013001',
    },
  },
  gb_bank_transfer: {
    routing_number: { label: 'Sort code', test: '108800' },
    account_number: { label: 'Account number', reached: '00012345', not_reached: '11111113' },
  },
  jp_bank_transfer: {
    routing_number: { label: 'Bank and branch code', test: '1100000' },
    account_number: { label: 'Account number', reached: '0001234', not_reached: '1111113' },
  },
  mx_bank_transfer: {
    account_number: { label: 'CLABE', reached: '000000001234567897', not_reached: '000000111111111117' },
  },
  th_bank_transfer: {
    account_number: { label: 'Account number', reached: '000123456789', not_reached: '000111111113' },
  },
  us_bank_transfer: {
    routing_number: { label: 'Routing number', test: '110000000' },
    account_number: { label: 'Account number', reached: '000123456789', not_reached: '000111111113' },
  },
};

function asking(refund: RefundSeen, refusal: string | null): Html {
  const { amount, asked_at, currency, expires_at, merchant, returned, transfer_type } = refund;
  const { account_number, routing_number } = ACCOUNTS[transfer_type] ?? ACCOUNTS['us_bank_transfer']!;
  const wrong = refusal !== null;
  return html`<h1>${merchant} sends you a refund</h1>
    <p class="sum">${amountOf(amount, currency)}</p>
    <p>Where should it go? Name a bank account of yours until ${day(expires_at!)}.</p>
    ${alert(refusal ?? (returned ? 'Your bank has sent the money back. Please check the account.' : null))}
    <form method="post">
      ${hidden('asked_at', String(asked_at))}
      ${
        routing_number === undefined
          ? joined([])
          : field({ name: 'routing_number', label: routing_number.label, wrong })
      }
      ${field({ name: 'account_number', label: account_number.label, wrong })}
      <button class="primary">Send the refund there</button>
    </form>
    <details>
      <summary>Test accounts</summary>
      ${facts([
        [routing_number?.label ?? '', routing_number?.test ?? null],
        ['Arrives', account_number.reached],
        ['Is sent back', account_number.not_reached],
      ])}
    </details>`;
}

/** What has become of a refund about which nobody is asked. */
const STATES: Readonly<Record<string, { heading: string; text: string }>> = {
  pending: { heading: 'Your refund is on its way.', text: 'Your bank will tell you when it is there.' },
  succeeded: {
    heading: 'Your refund has arrived.',
    text: 'You find it in the statement of your bank account.',
  },
  failed: {
    heading: 'This refund could not be sent.',
    text: 'No bank account was named in time. Please ask the shop.',
  },
  canceled: { heading: 'This refund was canceled.', text: 'Please ask the shop if you think that is wrong.' },
};

function state({ amount, currency, merchant, reference, status }: RefundSeen): Html {
  const { heading, text } = STATES[status ?? ''] ?? STATES['pending']!;
  return html`<h1>${heading}</h1>
    <p class="sum">${amountOf(amount, currency)}</p>
    <p>${text}</p>
    ${facts([
      ['From', merchant],
      ['Reference', reference],
    ])}`;
}
