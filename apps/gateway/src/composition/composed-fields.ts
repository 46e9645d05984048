import type { RouteId } from '@pinstripe/contract';

/**
 * Fields that no document holds, because what they show belongs to others and changes without the document: they are
 * made, when `expand` names them, from the answer of a route.
 */
export interface ComposedField {
  /** The route whose answer the field shows. */
  operation: RouteId;
  /** The parameter that takes the id of the object which has the field; null when the id stands in the path. */
  param: string | null;
}

const COMPOSED_FIELDS: ReadonlyMap<string, ComposedField> = new Map<string, ComposedField>([
  ['Account.external_accounts', { operation: 'GET /v1/accounts/{account}/external_accounts', param: null }],
  ['Charge.refunds', { operation: 'GET /v1/charges/{charge}/refunds', param: null }],
  [
    'Checkout.Session.line_items',
    { operation: 'GET /v1/checkout/sessions/{session}/line_items', param: null },
  ],
  ['Customer.cash_balance', { operation: 'GET /v1/customers/{customer}/cash_balance', param: null }],
  ['Customer.sources', { operation: 'GET /v1/customers/{customer}/sources', param: null }],
  ['Customer.subscriptions', { operation: 'GET /v1/subscriptions', param: 'customer' }],
  ['Customer.tax_ids', { operation: 'GET /v1/customers/{customer}/tax_ids', param: null }],
  ['File.links', { operation: 'GET /v1/file_links', param: 'file' }],
  ['PaymentLink.line_items', { operation: 'GET /v1/payment_links/{payment_link}/line_items', param: null }],
  ['Quote.line_items', { operation: 'GET /v1/quotes/{quote}/line_items', param: null }],
  [
    'Tax.Calculation.line_items',
    { operation: 'GET /v1/tax/calculations/{calculation}/line_items', param: null },
  ],
  [
    'Tax.Transaction.line_items',
    { operation: 'GET /v1/tax/transactions/{transaction}/line_items', param: null },
  ],
  [
    'Treasury.Transaction.entries',
    { operation: 'GET /v1/treasury/transaction_entries', param: 'transaction' },
  ],
]);

/** How `name` of what the interface `owner` declares is composed; null when a document holds it. */
export function composedField(owner: string, name: string): ComposedField | null {
  return COMPOSED_FIELDS.get(`${owner}.${name}`) ?? null;
}
