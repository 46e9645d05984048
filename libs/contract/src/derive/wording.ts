/**
 * What the SDK's types do not say, and the names and documentation of fields do: which numbers are moments or fractions,
 * how long a string may be, what stays out of an answer until it is expanded.
 */

/** Numbers that may have a fraction; every other one is an integer. */
const DECIMALS = new Set([
  'aggregated_value',
  'amount_percent',
  'application_fee_percent',
  'effective_percentage',
  'exchange_rate',
  'height',
  'latitude',
  'length',
  'longitude',
  'percent_off',
  'percent_ownership',
  'percentage',
  'weight',
  'width',
]);

/** A receipt of a fuel pump: litres, where every other quantity counts. */
const DECIMAL_QUANTITIES = /\.PurchaseDetails\.Receipt$/;

const MOMENT = new RegExp(
  '(^|_)(' +
    'at|date|time|start|end|created|updated|timestamp|deadline|expires|eta|' +
    'as_of|available_on|active_from|result_available_until|(due|redeem)_by|(expires|deletes)_after|capture_before|' +
    'cycle_anchor|next_payment_attempt|next_pending_invoice_item_invoice' +
    ')$',
);

/** Whether a number is an integer, an integer that is a moment in time, or has a fraction; `owner` is its interface. */
export function numberKind(name: string, owner: string): 'integer' | 'timestamp' | 'decimal' {
  if (DECIMALS.has(name) || (name === 'quantity' && DECIMAL_QUANTITIES.test(owner))) return 'decimal';
  return MOMENT.test(name) ? 'timestamp' : 'integer';
}

const LENGTHS = [
  /\b(?:up to|at most|maximum(?: length)?(?: of this field)?(?: is| of)?|max length:) \*?([\d,]+) characters/gi,
  /\b([\d,]+) characters for `/g,
  /\bmaximum character count of ([\d,]+)/gi,
  /\blimit(?:ed| the identifier) to ([\d,]+)/gi,
];

/** How many characters a string may have, if its documentation says so: the most, if that depends. */
export function maxLength(doc: string): number | undefined {
  const lengths = LENGTHS.flatMap((pattern) => [...doc.matchAll(pattern)]).map((match) =>
    Number(match[1]?.replaceAll(',', '')),
  );
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

/**
 * What an answer leaves out until `expand` names it (API reference, "Expanding responses"), by interface. Optional lists
 * are such too, without being named here.
 */
export const ONLY_EXPANDED: Readonly<Record<string, readonly string[]>> = {
  'Apps.Secret': ['payload'],
  'Balance.InstantAvailable': ['net_available'],
  Coupon: ['applies_to', 'currency_options'],
  Customer: ['cash_balance', 'invoice_credit_balance', 'tax'],
  'Identity.VerificationReport.Document': ['dob', 'expiration_date', 'number'],
  'Identity.VerificationReport.IdNumber': ['dob', 'id_number'],
  'Identity.VerificationSession': ['verified_outputs'],
  'Identity.VerificationSession.VerifiedOutputs': ['dob', 'id_number'],
  'Issuing.Card': ['cvc', 'number'],
  'Issuing.Token': ['network_data'],
  'Issuing.Transaction': ['purchase_details'],
  Plan: ['tiers'],
  Price: ['currency_options', 'tiers'],
  'PromotionCode.Restrictions': ['currency_options'],
  'ShippingRate.FixedAmount': ['currency_options'],
  'Treasury.FinancialAccount.FinancialAddress.Aba': ['account_number'],
  'Treasury.Transaction': ['flow_details'],
  'Treasury.TransactionEntry': ['flow_details'],
};
