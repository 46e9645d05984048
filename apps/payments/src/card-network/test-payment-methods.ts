import type { Timestamp } from '@pinstripe/kernel';
import { brandOf, type CardParams } from './card.ts';
import { decline_codes, type DeclineCode } from './decline-codes.ts';
import { decliningNumber, visa_debit_without_funds } from './test-cards.ts';

/** The names of test cards, each good as `pm_card_…` and as `tok_…` (the documentation lists some in one form only). */
const names: Readonly<Record<string, string>> = {
  visa: '4242424242424242',
  visa_debit: '4000056655665556',
  mastercard: '5555555555554444',
  mastercard_debit: '5200828282828210',
  mastercard_prepaid: '5105105105105100',
  amex: '378282246310005',
  discover: '6011111111111117',
  diners: '3056930009020004',
  jcb: '3566002020360505',
  unionpay: '6200000000000005',
  visa_cartesBancaires: '4000002500001001',
  mastercard_cartesBancaires: '5555552500001001',
  visa_debit_eftposAuCoBranded: '4000050360000001',
  mastercard_debit_eftposAuCoBranded: '5555050360000080',

  us: '4242424242424242',
  ar: '4000000320000021',
  br: '4000000760000002',
  ca: '4000001240000000',
  cl: '4000001520000001',
  co: '4000001700000003',
  cr: '4000001880000005',
  ec: '4000002180000000',
  mx: '4000004840008001',
  pa: '4000005910000000',
  py: '4000006000000066',
  pe: '4000006040000068',
  uy: '4000008580000003',
  at: '4000000400000008',
  be: '4000000560000004',
  bg: '4000001000000000',
  by: '4000001120000005',
  cy: '4000001960000008',
  cz: '4000002030000002',
  dk: '4000002080000001',
  fi: '4000002460000001',
  fr: '4000002500000003',
  de: '4000002760000016',
  gr: '4000003000000030',
  hu: '4000003480000005',
  ie: '4000003720000005',
  it: '4000003800000008',
  lv: '4000004280000005',
  lt: '4000004400000000',
  lu: '4000004420000006',
  mt: '4000004700000007',
  nl: '4000005280000002',
  no: '4000005780000007',
  pl: '4000006160000005',
  pt: '4000006200000007',
  ro: '4000006420000001',
  si: '4000007050000006',
  sk: '4000007030000001',
  es: '4000007240000007',
  se: '4000007520000008',
  ch: '4000007560000009',
  gb: '4000008260000000',
  gb_debit: '4000058260000005',
  gb_mastercard: '5555558265554449',
  au: '4000000360000006',
  cn: '4000001560000002',
  hk: '4000003440000004',
  in: '4000003560000008',
  jp: '4000003920000003',
  my: '4000004580000002',
  nz: '4000005540000008',
  sg: '4000007020000003',
  tw: '4000001580000008',
  th_credit: '4000007640000003',
  th_debit: '4000057640000008',

  debit_visaFsaProductCode: '4000051230000072',
  debit_visaHsaProductCode: '4000051230000072',
  mastercard_debit_mastercardFsaProductCode: '5200828282828897',
  debit_incrementalAuthAuthorized: '4000058400000063',

  visa_debit_chargeDeclinedInsufficientFunds: visa_debit_without_funds,

  radarBlock: '4100000000000019',
  riskLevelHighest: '4000000000004954',
  riskLevelElevated: '4000000000009235',
  cvcCheckFail: '4000000000000101',
  avsZipFail: '4000000000000036',
  cvcCheckFailElevatedRisk: '4000058400307872',
  avsZipFailElevatedRisk: '4000058400306072',
  avsLine1Fail: '4000000000000028',
  avsFail: '4000000000000010',
  avsUnchecked: '4000000000000044',

  createDispute: '4000000000000259',
  createDisputeProductNotReceived: '4000000000002685',
  createDisputeInquiry: '4000000000001976',
  createIssuerFraudRecord: '4000000000005423',
  createMultipleDisputes: '4000000404000079',
  createCe3EligibleDispute: '4000000404000038',
  createComplianceDispute: '4000008400000779',

  pendingRefund: '4000000000007726',
  refundFail: '4000000000005126',
  bypassPending: '4000000000000077',
  bypassPendingInternational: '4000003720000278',
  domesticPricing: '4000000000000093',

  authenticationRequiredOnSetup: '4000002500003155',
  authenticationRequired: '4000002760003184',
  authenticationRequiredSetupForOffSession: '4000003800000446',
  authenticationRequiredChargeDeclinedInsufficientFunds: '4000008260003178',
  threeDSecure2Required: '4000000000003220',
  threeDSecureRequired: '4000000000003063',
  threeDSecureRequiredChargeDeclined: '4000008400001629',
  threeDSecureRequiredProcessingError: '4000008400001280',
  threeDSecureOptional: '4000000000003055',
  threeDSecureOptionalProcessingError: '4000000000003097',
  amex_threeDSecureNotSupported: '378282246310005',

  visa_triggerNextRequirements: '4000000000004202',
  visa_triggerVerification: '4000000000004202',
  visa_triggerChargeBlock: '4000000000004210',
  visa_triggerPayoutBlock: '4000000000004236',
  visa_triggerTransferBlock: '4000000000004236',
  visa_debit_us_transferSuccess: '4000056655665556',
  visa_debit_us_transferFail: '4000056655665572',
  visa_debit_us_instantPayoutUnsupported: '4000056755665555',
  mastercard_debit_us_transferSuccess: '5200828282828210',
  discover_debit_us_transferSuccess: '6011981111111113',
};

/** The declines that have a documented card. */
const documented_declines: Partial<Record<DeclineCode, { name: string; number: string }>> = {
  generic_decline: { name: '', number: '4000000000000002' },
  insufficient_funds: { name: 'InsufficientFunds', number: '4000000000009995' },
  lost_card: { name: 'LostCard', number: '4000000000009987' },
  stolen_card: { name: 'StolenCard', number: '4000000000009979' },
  expired_card: { name: 'ExpiredCard', number: '4000000000000069' },
  incorrect_cvc: { name: 'IncorrectCvc', number: '4000000000000127' },
  processing_error: { name: 'ProcessingError', number: '4000000000000119' },
  card_velocity_exceeded: { name: 'VelocityLimitExceeded', number: '4000000000006975' },
  fraudulent: { name: 'Fraudulent', number: '4100000000000019' },
};

/**
 * `chargeDeclined…` cannot be attached, `chargeCustomerFail…` can; both with and without `visa_`. Every decline code has
 * its names, formed like the documented ones (`do_not_honor`: `chargeDeclinedDoNotHonor`).
 */
function namesOfDecline(decline_code: DeclineCode): [string, string][] {
  const { name, number } = documented_declines[decline_code] ?? {
    name: decline_code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    number: decliningNumber(decline_code, false),
  };
  const attaching = name === '' ? '4000000000000341' : decliningNumber(decline_code, true);
  return ['', 'visa_'].flatMap((prefix): [string, string][] => [
    [`${prefix}chargeDeclined${name}`, number],
    [`${prefix}chargeCustomerFail${name}`, attaching],
  ]);
}

const numbers = new Map([...Object.entries(names), ...decline_codes.flatMap(namesOfDecline)]);

/** The names of all test cards, without `pm_card_` or `tok_`. */
export const test_card_names: readonly string[] = [...numbers.keys()];

/** The card that `pm_card_…` or `tok_…` stands for, valid for a year from `now`; undefined when it stands for none. */
export function testCard(id: string, now: Timestamp): CardParams | undefined {
  const number = numbers.get(id.replace(/^(?:pm_card|tok)_/, ''));
  if (number === undefined || !/^(?:pm_card|tok)_/.test(id)) return undefined;
  const today = new Date(now * 1000);
  return {
    number,
    exp_month: today.getUTCMonth() + 1,
    exp_year: today.getUTCFullYear() + 1,
    cvc: brandOf(number) === 'amex' ? '1234' : '123',
  };
}
