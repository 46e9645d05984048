import { mandate_data } from './paying.ts';

/** Ways to pay that differ in what becomes of the money. */
export interface WayToPay {
  type: string;
  currency: string;
  /** A documented payment method, for cards. */
  payment_method?: string;
  hash?: object;
  params?: object;
}

const address = {
  line1: 'Avenida Paulista 1578',
  city: 'São Paulo',
  state: 'SP',
  postal_code: '01310-200',
  country: 'BR',
};
export const billing_details = { name: 'Jenny Rosen', email: 'dispute_general@example.com', address };

const manual = { capture_method: 'manual' };
const card = (name: string, params: object = {}): WayToPay => ({
  type: 'card',
  currency: 'usd',
  payment_method: `pm_card_${name}`,
  params,
});
const debit = (iban: string): WayToPay => ({
  type: 'sepa_debit',
  currency: 'eur',
  hash: { iban },
  params: { mandate_data },
});
const klarna = (email: string): WayToPay => {
  const type = 'klarna';
  const payment_method_data = { type, billing_details: { ...billing_details, email } };
  return { type, currency: 'eur', params: { payment_method_data } };
};

export const card_ways: readonly WayToPay[] = [
  card('visa'),
  card('visa', manual),
  card('visa', {
    ...manual,
    payment_method_options: {
      card: {
        request_multicapture: 'if_available',
        request_overcapture: 'if_available',
        request_incremental_authorization: 'if_available',
      },
    },
  }),
  card('fr'),
  card('bypassPending'),
  card('chargeDeclined'),
  card('authenticationRequired'),
  card('authenticationRequired', manual),
  card('riskLevelElevated'),
  card('createIssuerFraudRecord'),
  card('pendingRefund'),
  card('refundFail'),
];

export const disputed_ways: readonly WayToPay[] = [
  card('createDispute'),
  card('createDispute', manual),
  card('createDisputeInquiry'),
  card('createMultipleDisputes'),
  card('createComplianceDispute'),
  klarna('customer+disputed-return@email.de'),
  klarna('customer+disputed-unauthorized_purchase@email.de'),
  { type: 'paypal', currency: 'eur' },
  { type: 'paypal', currency: 'eur', params: manual },
  debit('DE35370400440532013002'),
];

export const other_ways: readonly WayToPay[] = [
  { type: 'ideal', currency: 'eur' },
  { type: 'klarna', currency: 'eur', params: manual },
  { type: 'mobilepay', currency: 'eur', params: manual },
  { type: 'multibanco', currency: 'eur' },
  { type: 'boleto', currency: 'brl', hash: { tax_id: '000.000.000-00' } },
  { type: 'konbini', currency: 'jpy' },
  { type: 'pix', currency: 'brl' },
  { type: 'promptpay', currency: 'thb' },
  { type: 'fpx', currency: 'myr', hash: { bank: 'maybank2u' } },
  { type: 'sofort', currency: 'eur', hash: { country: 'DE' } },
  debit('DE89370400440532013000'),
  debit('DE62370400440532013001'),
  debit('DE78370400440532013004'),
];

export function paramsOf({ currency, hash = {}, params, payment_method, type }: WayToPay, amount: number) {
  return {
    amount,
    currency,
    confirm: true,
    return_url: 'https://example.com',
    ...(payment_method === undefined
      ? { payment_method_data: { type, [type]: hash, billing_details } }
      : { payment_method }),
    payment_method_types: [type],
    ...params,
  };
}
