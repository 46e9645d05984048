import { brandOf, checkCard, factsOf } from './card.ts';
import { decline_codes } from './decline-codes.ts';
import { test_cards } from './test-cards.ts';
import { test_card_names, testCard } from './test-payment-methods.ts';

const MARCH_2025 = 1_741_000_000;

/** The names of "Testing", by the card that the page gives for each. */
const documented: [number: string, ...names: string[]][] = [
  ['4242424242424242', 'visa', 'us'],
  ['4000056655665556', 'visa_debit', 'visa_debit_us_transferSuccess'],
  ['5555555555554444', 'mastercard'],
  ['5200828282828210', 'mastercard_debit', 'mastercard_debit_us_transferSuccess'],
  ['5105105105105100', 'mastercard_prepaid'],
  ['378282246310005', 'amex', 'amex_threeDSecureNotSupported'],
  ['6011111111111117', 'discover'],
  ['6011981111111113', 'discover_debit_us_transferSuccess'],
  ['3056930009020004', 'diners'],
  ['3566002020360505', 'jcb'],
  ['6200000000000005', 'unionpay'],
  ['4000002500001001', 'visa_cartesBancaires'],
  ['5555552500001001', 'mastercard_cartesBancaires'],
  ['4000050360000001', 'visa_debit_eftposAuCoBranded'],
  ['5555050360000080', 'mastercard_debit_eftposAuCoBranded'],
  ['4000051230000072', 'debit_visaFsaProductCode', 'debit_visaHsaProductCode'],
  ['5200828282828897', 'mastercard_debit_mastercardFsaProductCode'],
  ['4000058400000063', 'debit_incrementalAuthAuthorized'],
  ['4000000000000002', 'visa_chargeDeclined', 'chargeDeclined'],
  ['4000000000009995', 'visa_chargeDeclinedInsufficientFunds', 'chargeDeclinedInsufficientFunds'],
  ['4000000000009987', 'visa_chargeDeclinedLostCard'],
  ['4000000000009979', 'visa_chargeDeclinedStolenCard'],
  ['4000000000000069', 'chargeDeclinedExpiredCard', 'visa_chargeDeclinedExpiredCard'],
  ['4000000000000127', 'chargeDeclinedIncorrectCvc', 'visa_chargeDeclinedIncorrectCvc'],
  ['4000000000000119', 'chargeDeclinedProcessingError', 'visa_chargeDeclinedProcessingError'],
  ['4000000000006975', 'visa_chargeDeclinedVelocityLimitExceeded'],
  ['4000000000000341', 'chargeCustomerFail', 'visa_chargeCustomerFail'],
  ['4100000000000019', 'radarBlock', 'chargeDeclinedFraudulent', 'visa_chargeDeclinedFraudulent'],
  ['4000000000004954', 'riskLevelHighest'],
  ['4000000000009235', 'riskLevelElevated'],
  ['4000000000000101', 'cvcCheckFail'],
  ['4000000000000036', 'avsZipFail'],
  ['4000058400307872', 'cvcCheckFailElevatedRisk'],
  ['4000058400306072', 'avsZipFailElevatedRisk'],
  ['4000000000000028', 'avsLine1Fail'],
  ['4000000000000010', 'avsFail'],
  ['4000000000000044', 'avsUnchecked'],
  ['4000000000000259', 'createDispute'],
  ['4000000000002685', 'createDisputeProductNotReceived'],
  ['4000000000001976', 'createDisputeInquiry'],
  ['4000000000005423', 'createIssuerFraudRecord'],
  ['4000000404000079', 'createMultipleDisputes'],
  ['4000000404000038', 'createCe3EligibleDispute'],
  ['4000008400000779', 'createComplianceDispute'],
  ['4000000000007726', 'pendingRefund'],
  ['4000000000005126', 'refundFail'],
  ['4000000000000077', 'bypassPending'],
  ['4000003720000278', 'bypassPendingInternational'],
  ['4000002500003155', 'authenticationRequiredOnSetup'],
  ['4000002760003184', 'authenticationRequired'],
  ['4000003800000446', 'authenticationRequiredSetupForOffSession'],
  ['4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds'],
  ['4000000000003220', 'threeDSecure2Required'],
  ['4000008400001629', 'threeDSecureRequiredChargeDeclined'],
  ['4000008400001280', 'threeDSecureRequiredProcessingError'],
  ['4000000000003055', 'threeDSecureOptional'],
  ['4000000000003097', 'threeDSecureOptionalProcessingError'],
  ['4000000000004202', 'visa_triggerNextRequirements', 'visa_triggerVerification'],
  ['4000000000004210', 'visa_triggerChargeBlock'],
  ['4000000000004236', 'visa_triggerPayoutBlock', 'visa_triggerTransferBlock'],
  ['4000056655665572', 'visa_debit_us_transferFail'],
  ['4000056755665555', 'visa_debit_us_instantPayoutUnsupported'],
];

const countries =
  'us ar br ca cl co cr ec mx pa py pe uy at be bg by cy cz dk fi fr de gr hu ie it lv lt lu mt nl no pl pt ro si sk es ' +
  'se ch gb au cn hk in jp my nz sg tw';

it.each(documented)('%s is %s', (number, ...names) => {
  for (const name of names) {
    expect(testCard(`pm_card_${name}`, MARCH_2025)?.number).toBe(number);
    expect(testCard(`tok_${name}`, MARCH_2025)?.number).toBe(number);
  }
});

it('has a Visa card of every documented country', () => {
  for (const country of countries.split(' ')) {
    const facts = factsOf(testCard(`pm_card_${country}`, MARCH_2025)!.number);
    expect(facts).toMatchObject({ brand: 'visa', country: country.toUpperCase(), funding: 'credit' });
  }
});

it.each([
  ['gb_debit', 'visa', 'GB', 'debit'],
  ['gb_mastercard', 'mastercard', 'GB', 'credit'],
  ['th_credit', 'visa', 'TH', 'credit'],
  ['th_debit', 'visa', 'TH', 'debit'],
  ['visa_debit_chargeDeclinedInsufficientFunds', 'visa', 'US', 'debit'],
])('%s is a %s of %s, %s', (name, brand, country, funding) => {
  expect(factsOf(testCard(`tok_${name}`, MARCH_2025)!.number)).toMatchObject({ brand, country, funding });
});

it('names a card for every decline code, one that cannot be attached and one that can', () => {
  const declining = test_card_names.filter((name) => /^chargeDeclined/.test(name));
  const attaching = test_card_names.filter((name) => /^chargeCustomerFail/.test(name));
  const codeOf = (name: string) => {
    const card = test_cards.get(testCard(`tok_${name}`, MARCH_2025)!.number)!;
    return card.declines ?? (card.risk === 'blocked' ? 'fraudulent' : undefined);
  };
  expect(declining.map(codeOf).sort()).toEqual([...decline_codes].sort());
  expect(attaching.map(codeOf).sort()).toEqual([...decline_codes].sort());
  expect(codeOf('chargeDeclinedDoNotHonor')).toBe('do_not_honor');
  expect(codeOf('visa_chargeCustomerFailStolenCard')).toBe('stolen_card');
  expect(test_cards.get(testCard('tok_chargeCustomerFailLostCard', MARCH_2025)!.number)).toMatchObject({
    declines: 'lost_card',
    attaches: true,
  });
});

it('gives every card in full: known, valid for a year, with a security code', () => {
  for (const name of test_card_names) {
    const card = testCard(`pm_card_${name}`, MARCH_2025)!;
    expect(test_cards.has(card.number)).toBe(true);
    expect(checkCard(card, MARCH_2025)).toEqual({
      number: card.number,
      exp_month: 3,
      exp_year: 2026,
      cvc_provided: true,
    });
    expect(card.cvc).toHaveLength(brandOf(card.number) === 'amex' ? 4 : 3);
  }
});

it.each([
  'visa',
  'pm_visa',
  'pm_card_',
  'pm_card_tok_visa',
  'tok_pm_card_visa',
  'tok_1N3T00',
  'tok_toString',
])('knows no card by %s', (id) => {
  expect(testCard(id, MARCH_2025)).toBeUndefined();
});
