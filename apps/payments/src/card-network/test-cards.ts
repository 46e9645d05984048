import type { ForeseenDispute } from './card-network.ts';
import { decline_codes, type DeclineCode } from './decline-codes.ts';
import { withCheckDigit } from './luhn.ts';

/** What is out of the ordinary about a card; a row that says nothing is a US credit card that always pays. */
export interface TestCard {
  /** Where it was issued, when not in the US. */
  country?: string;
  funding?: 'debit' | 'prepaid' | 'unknown';
  /** A second network that it can be charged on. */
  co_brand?: 'cartes_bancaires' | 'eftpos_au';
  /** How its bank declines payments, and to have it attached or set up unless it `attaches`. */
  declines?: DeclineCode;
  attaches?: true;
  authentication?: Authentication;
  /** Too risky for an exemption from authentication to be requested. */
  never_exempted?: true;
  /** The checks that do not pass when the cardholder gives what is checked. */
  checks?: { cvc?: 'fail'; line1?: 'fail' | 'unavailable'; postal_code?: 'fail' | 'unavailable' };
  /** `highest` is blocked by the rule against that risk level, `blocked` whatever the rules are. */
  risk?: 'blocked' | 'elevated' | 'highest';
  available_at_once?: true;
  refunds?: 'fail_later' | 'pending_first';
  dispute?: ForeseenDispute;
}

/**
 * What a card's bank wants of 3-D Secure; `demands` in `three-d-secure.ts` says when. An `unenrolled` card is like those
 * that name none: asked to, its bank acknowledges the attempt.
 */
export type Authentication =
  | 'already_set_up'
  | 'always'
  | 'not_supported'
  | 'one_time'
  | 'optional'
  | 'optional_error'
  | 'required'
  | 'required_error'
  | 'unenrolled';

/** The number that declines with `decline_code` and is Pinstripe's own: the documentation has cards for a few only. */
export function decliningNumber(decline_code: DeclineCode, attaches: boolean): string {
  const at = decline_codes.indexOf(decline_code);
  return withCheckDigit(`40000099${attaches ? 1 : 0}${String(at).padStart(6, '0')}`);
}

function declining(decline_code: DeclineCode): [string, TestCard][] {
  return [
    [decliningNumber(decline_code, false), { declines: decline_code }],
    [decliningNumber(decline_code, true), { declines: decline_code, attaches: true }],
  ];
}

/** A Visa debit card without funds: the documentation has a token for it, but no number. */
export const visa_debit_without_funds = withCheckDigit('400005669900000');

/** The cards of "Testing" and of the pages that it refers to, by number. */
export const test_cards: ReadonlyMap<string, TestCard> = new Map<string, TestCard>([
  // Cards by brand
  ['4242424242424242', { authentication: 'unenrolled' }],
  ['4000056655665556', { funding: 'debit' }],
  ['5555555555554444', {}],
  ['2223003122003222', {}],
  ['5200828282828210', { funding: 'debit' }],
  ['5105105105105100', { funding: 'prepaid' }],
  ['378282246310005', { authentication: 'not_supported' }],
  ['371449635398431', {}],
  ['6011111111111117', {}],
  ['6011000990139424', {}],
  ['6011981111111113', { funding: 'debit' }],
  ['3056930009020004', {}],
  ['36227206271667', {}],
  ['6555900000604105', { country: 'KR' }],
  ['3566002020360505', { country: 'JP' }],
  ['6200000000000005', { country: 'CN' }],
  ['6200000000000047', { country: 'CN', funding: 'debit' }],
  ['6205500000000000004', { country: 'CN' }],
  ['4000002500001001', { country: 'FR', co_brand: 'cartes_bancaires' }],
  ['5555552500001001', { country: 'FR', co_brand: 'cartes_bancaires' }],
  ['4000050360000001', { country: 'AU', funding: 'debit', co_brand: 'eftpos_au' }],
  ['5555050360000080', { country: 'AU', funding: 'debit', co_brand: 'eftpos_au' }],

  // Cards by country
  ['4000000320000021', { country: 'AR' }],
  ['4000000760000002', { country: 'BR' }],
  ['4000001240000000', { country: 'CA' }],
  ['4000001520000001', { country: 'CL' }],
  ['4000001700000003', { country: 'CO' }],
  ['4000001880000005', { country: 'CR' }],
  ['4000002180000000', { country: 'EC' }],
  ['4000004840008001', { country: 'MX' }],
  ['4000004840000008', { country: 'MX' }],
  ['5062210000000009', { country: 'MX', funding: 'unknown' }],
  ['4000005910000000', { country: 'PA' }],
  ['4000006000000066', { country: 'PY' }],
  ['4000006040000068', { country: 'PE' }],
  ['4000008580000003', { country: 'UY' }],
  ['4000000400000008', { country: 'AT' }],
  ['4000000560000004', { country: 'BE' }],
  ['4000001000000000', { country: 'BG' }],
  ['4000001120000005', { country: 'BY' }],
  ['4000001960000008', { country: 'CY' }],
  ['4000002030000002', { country: 'CZ' }],
  ['4000002080000001', { country: 'DK' }],
  ['4000002460000001', { country: 'FI' }],
  ['4000002500000003', { country: 'FR' }],
  ['4000002760000016', { country: 'DE' }],
  ['4000003000000030', { country: 'GR' }],
  ['4000003480000005', { country: 'HU' }],
  ['4000003720000005', { country: 'IE' }],
  ['4000003800000008', { country: 'IT' }],
  ['4000004280000005', { country: 'LV' }],
  ['4000004400000000', { country: 'LT' }],
  ['4000004420000006', { country: 'LU' }],
  ['4000004700000007', { country: 'MT' }],
  ['4000005280000002', { country: 'NL' }],
  ['4000005780000007', { country: 'NO' }],
  ['4000006160000005', { country: 'PL' }],
  ['4000006200000007', { country: 'PT' }],
  ['4000006420000001', { country: 'RO' }],
  ['4000006820000007', { country: 'SA' }],
  ['4000007050000006', { country: 'SI' }],
  ['4000007030000001', { country: 'SK' }],
  ['4000007240000007', { country: 'ES' }],
  ['4000007520000008', { country: 'SE' }],
  ['4000007560000009', { country: 'CH' }],
  ['4000008260000000', { country: 'GB' }],
  ['4000058260000005', { country: 'GB', funding: 'debit' }],
  ['5555558265554449', { country: 'GB' }],
  ['4000000360000006', { country: 'AU' }],
  ['4000001560000002', { country: 'CN' }],
  ['4000003440000004', { country: 'HK' }],
  ['4000003560000008', { country: 'IN' }],
  ['4000003920000003', { country: 'JP' }],
  ['3530111333300000', { country: 'JP' }],
  ['4000004580000002', { country: 'MY' }],
  ['4000005540000008', { country: 'NZ' }],
  ['4000007020000003', { country: 'SG' }],
  ['4000001580000008', { country: 'TW' }],
  ['4000007640000003', { country: 'TH' }],
  ['4000057640000008', { country: 'TH', funding: 'debit' }],

  // Health and flexible spending accounts, card product codes, incremental authorization
  ['4000051230000072', { funding: 'debit' }],
  ['5200828282828897', { funding: 'debit' }],
  ['5555050360000007', { country: 'AU', funding: 'debit' }],
  ['5555050360000015', { country: 'AU', funding: 'debit' }],
  ['5200000360000076', { country: 'AU' }],
  ['5200000360000068', { country: 'AU' }],
  ['5200500000100004', {}],
  ['4000058400000063', { funding: 'debit' }],

  // Declined payments
  ['4000000000000002', { declines: 'generic_decline' }],
  ['4000000000009995', { declines: 'insufficient_funds' }],
  ['4000000000009987', { declines: 'lost_card' }],
  ['4000000000009979', { declines: 'stolen_card' }],
  ['4000000000000069', { declines: 'expired_card' }],
  ['4000000000000127', { declines: 'incorrect_cvc' }],
  ['4000000000000119', { declines: 'processing_error' }],
  ['4000000000006975', { declines: 'card_velocity_exceeded' }],
  ['4000000000000341', { declines: 'generic_decline', attaches: true }],
  [visa_debit_without_funds, { declines: 'insufficient_funds', funding: 'debit' }],
  ...decline_codes.flatMap(declining),

  // Fraud prevention
  ['4100000000000019', { risk: 'blocked' }],
  ['4000000000004954', { risk: 'highest' }],
  ['4000000000009235', { risk: 'elevated' }],
  ['4000000000000101', { checks: { cvc: 'fail' } }],
  ['4000000000000036', { checks: { postal_code: 'fail' } }],
  ['4000058400307872', { funding: 'debit', checks: { cvc: 'fail' }, risk: 'elevated' }],
  ['4000058400306072', { funding: 'debit', checks: { postal_code: 'fail' }, risk: 'elevated' }],
  ['4000000000000028', { checks: { line1: 'fail' } }],
  ['4000000000000010', { checks: { line1: 'fail', postal_code: 'fail' } }],
  ['4000000000000044', { checks: { line1: 'unavailable', postal_code: 'unavailable' } }],

  // Disputes
  ['4000000000000259', { dispute: 'fraudulent' }],
  ['4000000000002685', { dispute: 'product_not_received' }],
  ['4000000000001976', { dispute: 'inquiry' }],
  ['4000000000005423', { dispute: 'early_fraud_warning' }],
  ['4000000404000079', { country: 'AT', dispute: 'multiple' }],
  ['4000000404000038', { country: 'AT', dispute: 'visa_compelling_evidence_3' }],
  ['4000008400000779', { dispute: 'compliance' }],

  // Refunds, available balance
  ['4000000000007726', { refunds: 'pending_first' }],
  ['4000000000005126', { refunds: 'fail_later' }],
  ['4000000000000077', { available_at_once: true }],
  ['4000003720000278', { country: 'IE', available_at_once: true }],

  // 3D Secure authentication
  ['4000002500003155', { country: 'FR', authentication: 'required' }],
  ['4000002760003184', { country: 'DE', authentication: 'always' }],
  ['4000003800000446', { country: 'IT', authentication: 'already_set_up' }],
  [
    '4000008260003178',
    { country: 'GB', authentication: 'one_time', declines: 'insufficient_funds', attaches: true },
  ],
  ['4000000000003220', { authentication: 'required' }],
  ['4000008400001629', { authentication: 'required', declines: 'generic_decline', attaches: true }],
  ['4000008400001280', { authentication: 'required_error' }],
  ['4000000000003055', { authentication: 'optional' }],
  ['4000000000003097', { authentication: 'optional_error' }],
  ['4000582600000094', { country: 'GB', authentication: 'always' }],
  ['4000582600000045', { country: 'GB', authentication: 'always' }],
  ['4000582600000102', { country: 'GB', authentication: 'always' }],
  ['4000582600000110', { country: 'GB', authentication: 'always' }],

  // "Import 3D Secure results"
  ['4000000000016123', { country: 'FR', co_brand: 'cartes_bancaires', never_exempted: true }],

  // "India recurring payments": without an e-mandate, which subscriptions alone can have, nothing is paid off session
  ['4000003560000123', { country: 'IN', authentication: 'always' }],
  ['4000003560000297', { country: 'IN', authentication: 'always' }],
  ['4000003560000248', { country: 'IN', authentication: 'always' }],
  ['4000003560000263', { country: 'IN', authentication: 'always' }],

  // Captchas and PINs, which only a form or a reader can ask for
  ['4000000000001208', {}],
  ['4000000000003725', {}],
  ['4001007020000002', { country: 'SG' }],
  ['4000008260000075', { country: 'GB' }],
  ['4001000360000005', { country: 'AU' }],
  ['4000002760000008', { country: 'DE' }],

  // "Testing Stripe Connect": what they trigger in an account, or as the destination of a payout
  ['4000000000004202', {}],
  ['4000000000004210', {}],
  ['4000000000004236', {}],
  ['4000056655665572', { funding: 'debit' }],
  ['4000056755665555', { funding: 'debit' }],

  // Of earlier editions of "Testing", and still answered
  ['4012888888881881', {}],
  ['30569309025904', {}],
  ['38520000023237', {}],
  ['4000000000000093', {}],
  ['4000000000003063', { authentication: 'required' }],
]);
