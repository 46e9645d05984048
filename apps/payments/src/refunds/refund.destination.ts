import type Stripe from 'stripe';

type Details = Stripe.Refund.DestinationDetails;
type Destination = Exclude<keyof Details, 'card' | 'customer_cash_balance' | 'type'>;

/** By which a payer can ask their bank for a refund, or why that bank has not taken it. */
export interface Trace {
  reference: string | null;
  reference_status: 'available' | 'pending' | 'unavailable';
  network_decline_code?: string | null;
}

interface Facts {
  destination: Destination;
  /** What is shown of a trace; of a destination without that nothing is. */
  shown?: readonly (keyof Trace)[];
}

const REFERENCE = ['reference', 'reference_status'] as const;

const plain = (destination: Destination): Facts => ({ destination });
const referenced = (destination: Destination): Facts => ({ destination, shown: REFERENCE });
const declinable = (destination: Destination): Facts => ({
  destination,
  shown: ['network_decline_code', ...REFERENCE],
});

/** Where the money of a payment goes back to, by its type (API reference, Refund `destination_details`). */
const by_type: Readonly<Record<string, Facts>> = {
  ach_debit: referenced('us_bank_transfer'),
  affirm: plain('affirm'),
  afterpay_clearpay: plain('afterpay_clearpay'),
  alipay: plain('alipay'),
  alma: plain('alma'),
  amazon_pay: plain('amazon_pay'),
  au_becs_debit: plain('au_bank_transfer'),
  bacs_debit: referenced('gb_bank_transfer'),
  blik: declinable('blik'),
  cashapp: plain('cashapp'),
  eps: plain('eps'),
  giropay: plain('giropay'),
  grabpay: plain('grabpay'),
  klarna: plain('klarna'),
  multibanco: referenced('multibanco'),
  p24: referenced('p24'),
  paynow: plain('paynow'),
  paypal: plain('paypal'),
  pix: plain('pix'),
  revolut_pay: plain('revolut'),
  sepa_debit: referenced('eu_bank_transfer'),
  sofort: plain('sofort'),
  swish: declinable('swish'),
  us_bank_account: referenced('us_bank_transfer'),
  wechat_pay: plain('wechat_pay'),
  zip: plain('zip'),
};

/** Where a payment of this type goes back to; null where the API has no name for that. */
export function destinationOf(type: string, trace: Trace): Details | null {
  const facts = by_type[type];
  if (facts === undefined) return null;
  const { destination, shown = [] } = facts;
  const hash = Object.fromEntries(shown.map((field) => [field, trace[field] ?? null]));
  return { [destination]: hash, type: destination };
}
