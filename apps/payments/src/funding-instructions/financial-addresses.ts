import type Stripe from 'stripe';
import type { BankTransfer } from './bank-transfer.ts';

export type FinancialAddress = Stripe.FundingInstructions.BankTransfer.FinancialAddress;

/** As many digits as asked for, the same ones whenever they are asked for the same `of`. */
export type Digits = (of: string, count: number) => string;

const BANK = 'PINSTRIPE TEST BANK';
const HOLDER = 'Pinstripe';

/**
 * Where a customer transfers money to: always the same accounts. None of them exists, nor could (check digits and routing numbers
 * are none that a bank could have), so that nobody's money ends up there.
 */
export function financialAddresses({ addresses, country }: BankTransfer, digits: Digits): FinancialAddress[] {
  const located = {
    account_holder_address: addressIn(country),
    account_holder_name: HOLDER,
    bank_address: addressIn(country),
  };
  return addresses.map((type): FinancialAddress => {
    switch (type) {
      case 'aba':
        return {
          aba: {
            ...located,
            account_number: digits('aba', 17),
            account_type: 'checking',
            bank_name: BANK,
            routing_number: '999999999',
          },
          supported_networks: ['ach', 'domestic_wire_us'],
          type,
        };
      case 'iban':
        return {
          iban: { ...located, bic: `TEST${country}00XXX`, country, iban: iban(country, digits) },
          supported_networks: ['sepa'],
          type,
        };
      case 'sort_code':
        return {
          sort_code: { ...located, account_number: digits('sort_code', 8), sort_code: '000000' },
          supported_networks: ['bacs', 'fps'],
          type,
        };
      case 'spei':
        return {
          spei: { ...located, bank_code: '000', bank_name: BANK, clabe: `000${digits('spei', 15)}` },
          supported_networks: ['spei'],
          type,
        };
      case 'swift':
        return {
          supported_networks: ['swift'],
          swift: {
            ...located,
            account_number: digits('aba', 17),
            account_type: 'checking',
            bank_name: BANK,
            swift_code: `TEST${country}00XXX`,
          },
          type,
        };
      case 'zengin':
        return {
          supported_networks: ['zengin'],
          type,
          zengin: {
            ...located,
            account_number: digits('zengin', 7),
            account_type: 'futsu',
            bank_code: '0000',
            bank_name: BANK,
            branch_code: '000',
            branch_name: 'TEST BRANCH',
          },
        };
    }
  });
}

/** How an account is written in each country, after its check digits. */
const IBANS: Readonly<Record<string, [bank: string, digits: number]>> = {
  BE: ['', 12],
  DE: ['', 18],
  ES: ['', 20],
  FR: ['', 23],
  IE: ['TEST', 14],
  NL: ['TEST', 10],
};

function iban(country: string, digits: Digits): string {
  const [bank, count] = IBANS[country]!;
  return `${country}00${bank}${digits(`iban ${country}`, count)}`;
}

function addressIn(country: string): Stripe.Address {
  return { city: null, country, line1: null, line2: null, postal_code: null, state: null };
}
