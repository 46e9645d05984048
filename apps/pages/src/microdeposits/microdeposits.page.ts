import type { MicrodepositsSeen, PayerActionSeen } from '@pinstripe/contract';
import { amountOf } from '../amount.ts';
import { hostedPage } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { alert, facts, field, hidden, joined } from '../layout.ts';
import { nameOf } from '../payment-method-name.ts';

/** The page on which payers say what was deposited to their account (guide "ACH Direct Debit", "Verify bank account with microdeposits"). */
export const microdeposits = hostedPage<PayerActionSeen>({
  title: 'Verify your bank account',
  about: 'payer_actions',
  named: {
    id: ['source'],
    secret: ['payment_intent_client_secret', 'setup_intent_client_secret'],
  },
  act: (form) => ({ action: 'verify_microdeposits', params: readFrom(form) }),
  show: (action, refusal) => {
    if (action.microdeposits === null) return null;
    return action.status === 'pending' ? asking(action, action.microdeposits, refusal) : result(action);
  },
});

/** What a form has for the API; what is not filled in is asked for there. */
function readFrom(form: URLSearchParams): Record<string, string> {
  const missed = form.get('missed') ?? '';
  const code = form.get('descriptor_code');
  if (code !== null) return { missed, descriptor_code: code.trim().toUpperCase() };
  const [first, second] = ['first', 'second'].map((name) => (form.get(name) ?? '').trim());
  return { missed, 'amounts[0]': first!, 'amounts[1]': second! };
}

/** How a type of deposits is asked for, and what the sandbox knows of it ("Test account numbers"). */
const WORDING = {
  amounts: {
    explanation:
      'We have sent two small deposits to your bank account. They appear in your statement as ACCTVERIFY, one or two business days later.',
    values: [
      ['32 and 45', 'verifies the account'],
      ['10 and 11', 'too many attempts'],
      ['40 and 41', 'too late'],
    ],
  },
  descriptor_code: {
    explanation:
      'We have sent a deposit of $0.01 to your bank account. It appears in your statement one or two business days later, with a code of six characters that begins with SM.',
    values: [
      ['SM11AA', 'verifies the account'],
      ['SM33CC', 'too many attempts'],
      ['SM44DD', 'too late'],
    ],
  },
} as const;

function asking(
  { amount, currency, payment_method }: PayerActionSeen,
  { error_message, missed, type }: MicrodepositsSeen,
  refusal: string | null,
): Html {
  const { explanation, values } = WORDING[type];
  const message = refusal ?? error_message;
  return html`<h1>Verify your bank account</h1>
    <p>${explanation}</p>
    ${facts([
      ['Account', nameOf(payment_method)],
      ['Payment', amount === null || currency === null ? null : amountOf(amount, currency)],
    ])}
    ${alert(message)}
    <form method="post">
      ${hidden('missed', String(missed))} ${fields(type, message !== null)}
      <button class="primary">Verify</button>
    </form>
    <details>
      <summary>Test values</summary>
      ${facts(values)}
    </details>`;
}

function fields(type: MicrodepositsSeen['type'], wrong: boolean): Html {
  if (type === 'descriptor_code') {
    return field({ name: 'descriptor_code', label: 'Code', hint: 'Six characters, such as SM1A2B.', wrong });
  }
  const hint = 'In cents: 32 for $0.32.';
  return joined([
    field({ name: 'first', label: 'First deposit', hint, digits: true, wrong }),
    field({ name: 'second', label: 'Second deposit', hint, digits: true, wrong }),
  ]);
}

function result({ amount, failure_message, status }: PayerActionSeen): Html {
  if (status === 'succeeded') {
    return html`<h1>Your bank account is verified.</h1>
      <p>
        ${amount === null ? 'It is ready to be used.' : 'The payment is on its way.'} You can close this page.
      </p>`;
  }
  if (failure_message === null) {
    return html`<h1>This verification is no longer needed.</h1>
      <p>You can close this page.</p>`;
  }
  return html`<h1>Your bank account could not be verified.</h1>
    ${alert(failure_message)}
    <p>Please go back to the shop, and enter your bank details again.</p>`;
}
