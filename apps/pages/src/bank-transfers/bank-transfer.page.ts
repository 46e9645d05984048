import type { BankTransferSeen } from '@pinstripe/contract';
import { decimalsOf } from '@pinstripe/kernel';
import { amountOf } from '../amount.ts';
import { hostedPage } from '../hosted-page.ts';
import { type Html, html } from '../html.ts';
import { alert, facts, field, hidden, joined, NOTHING } from '../layout.ts';
import { decimal, minorUnits } from './amounts.ts';

/** The page that tells a payer where to transfer money to (guide "Accept a bank transfer"). */
export const bankTransfer = hostedPage<BankTransferSeen>({
  title: 'Bank transfer',
  about: 'bank_transfers',
  named: { id: ['payment_intent'], secret: ['payment_intent_client_secret'] },
  act: (form) => {
    const last_transaction = form.get('last_transaction') ?? '';
    const amount = minorUnits(form.get('amount') ?? '', Number(form.get('decimals') ?? 0));
    return {
      action: 'simulate',
      params: { amount, ...(last_transaction === '' ? {} : { last_transaction }) },
    };
  },
  show: (transfer, refusal) =>
    transfer.status === 'open' ? instructions(transfer, refusal) : ended(transfer),
});

function instructions(transfer: BankTransferSeen, refusal: string | null): Html {
  const { amount, amount_remaining, currency, financial_addresses, merchant, reference } = transfer;
  const remaining = amount_remaining ?? amount;
  return html`<h1>Pay ${merchant} by bank transfer</h1>
    <p class="sum">${amountOf(remaining, currency)}</p>
    ${
      remaining === amount
        ? NOTHING
        : html`<p role="status">of ${amountOf(amount, currency)}: the rest is here already. Thank you.</p>`
    }
    <p>
      ${
        reference === null
          ? 'Transfer this amount from your bank to the account below.'
          : 'Transfer this amount from your bank to the account below, and write the reference on the transfer.'
      }
    </p>
    ${facts([['Reference', reference]])}
    ${joined(financial_addresses.map((address) => account(address, financial_addresses.length > 1)))}
    ${transfer.livemode ? NOTHING : simulation(transfer, remaining, refusal)}`;
}

type Address = BankTransferSeen['financial_addresses'][number];

/** How networks are called, where a payer can choose between accounts. */
const NETWORKS: Readonly<Record<string, string>> = {
  aba: 'Transfers within the US',
  iban: 'SEPA transfers',
  sort_code: 'Transfers within the UK',
  spei: 'SPEI transfers',
  swift: 'Transfers from abroad (SWIFT)',
  zengin: 'Transfers within Japan',
};

/** What of an account is written on a transfer, and how it is called there. */
const LABELS: Readonly<Record<string, string>> = {
  account_holder_name: 'Account holder',
  iban: 'IBAN',
  bic: 'BIC',
  clabe: 'CLABE',
  sort_code: 'Sort code',
  account_number: 'Account number',
  account_type: 'Type of account',
  routing_number: 'Routing number',
  swift_code: 'SWIFT code',
  bank_name: 'Bank',
  bank_code: 'Bank code',
  branch_name: 'Branch',
  branch_code: 'Branch code',
};

function account(address: Address, is_one_of_several: boolean): Html {
  const fields = (address[address.type as 'iban'] ?? {}) as unknown as Readonly<Record<string, unknown>>;
  const known = Object.entries(LABELS).map(([name, label]): [string, string | null] => {
    const value = fields[name];
    return [label, typeof value === 'string' ? value : null];
  });
  return html`${is_one_of_several ? html`<h2>${NETWORKS[address.type] ?? address.type}</h2>` : NOTHING}
  ${facts(known)}`;
}

function simulation(
  { currency, last_transaction }: BankTransferSeen,
  remaining: number,
  refusal: string | null,
): Html {
  const decimals = decimalsOf(currency);
  return html`<h2>Sandbox</h2>
    <p>Here no bank moves any money. Pretend that a transfer has arrived:</p>
    ${alert(refusal)}
    <form method="post">
      ${hidden('last_transaction', last_transaction ?? '')} ${hidden('decimals', String(decimals))}
      ${field({
        name: 'amount',
        label: `Amount (${currency.toUpperCase()})`,
        value: decimal(remaining, decimals),
        digits: true,
        wrong: refusal !== null,
      })}
      <button class="primary">Simulate the transfer</button>
    </form>`;
}

function ended({ amount, currency, merchant, status }: BankTransferSeen): Html {
  const is_paid = status === 'paid';
  return html`<h1>${is_paid ? 'The payment is complete.' : 'No transfer is awaited for this payment.'}</h1>
    <p class="sum">${amountOf(amount, currency)}</p>
    <p>
      ${is_paid ? `${merchant} has your money. You can close this page.` : 'Please do not transfer anything.'}
    </p>`;
}
