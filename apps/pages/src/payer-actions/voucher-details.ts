import type { PayerActionSeen } from '@pinstripe/contract';
import { type Html, html } from '../html.ts';
import { facts, joined, moment, NOTHING } from '../layout.ts';

/** What a payer takes to a shop or to their bank (guides of Boleto, Konbini, Multibanco and OXXO). */
export function voucherDetails({ payment_method, voucher }: PayerActionSeen): Html {
  if (voucher === null) return NOTHING;
  const { expires_at, places } = voucher;
  return html`${joined(
    places.map(
      ({ chain, numbers }) =>
        html`${chain === null ? NOTHING : html`<h2>${CHAINS[chain] ?? chain}</h2>`}
        ${facts(Object.entries(numbers).map(([name, number]) => [LABELS[name] ?? name, number]))}`,
    ),
  )}
  ${facts([['Pay until', expires_at === null ? null : moment(expires_at, ZONES[payment_method.type] ?? 'UTC')]])}`;
}

const LABELS: Readonly<Record<string, string>> = {
  confirmation_number: 'Confirmation number',
  entity: 'Entity',
  number: 'Number',
  payment_code: 'Payment code',
  reference: 'Reference',
};

const CHAINS: Readonly<Record<string, string>> = {
  familymart: 'FamilyMart',
  lawson: 'Lawson',
  ministop: 'Ministop',
  seicomart: 'Seicomart',
};

/** What the clock shows where a voucher is paid. */
const ZONES: Readonly<Record<string, string>> = {
  boleto: 'America/Sao_Paulo',
  konbini: 'Asia/Tokyo',
  multibanco: 'Europe/Lisbon',
  oxxo: 'America/Mexico_City',
};
