import { errors } from '@pinstripe/kernel';

interface TestAccounts {
  /** Of the bank, and of its branch; null where an account has no such number. */
  routing_number: string | null;
  reached: string;
  /** They send the money back. */
  not_reached: readonly string[];
}

const us: TestAccounts = {
  routing_number: '110000000',
  reached: '000123456789',
  not_reached: ['000111111113', '000111111116', '000222222227', '000333333335', '000444444440'],
};

/** The accounts of the sandbox by the kind of transfer (guide "Refund bank transfer payments", "Test refunds"). */
const TEST_ACCOUNTS: Readonly<Record<string, TestAccounts>> = {
  eu_bank_transfer: {
    routing_number: null,
    reached: 'DE89370400440532013000',
    not_reached: [
      'DE62370400440532013001',
      'DE89370400440532013002',
      'DE89370400440532013003',
      'DE89370400440532013004',
      'DE89370400440532013005',
    ],
  },
  gb_bank_transfer: {
    routing_number: '108800',
    reached: '00012345',
    not_reached: ['11111113', '11111116', '22222227', '33333335', '44444440'],
  },
  jp_bank_transfer: {
    routing_number: '1100000',
    reached: '0001234',
    not_reached: ['1111113', '1111116', '3333335', '4444440'],
  },
  mx_bank_transfer: {
    routing_number: null,
    reached: '000000001234567897',
    not_reached: [
      '000000111111111117',
      '000000111111111133',
      '000000222222222224',
      '000000333333333331',
      '000000444444444448',
    ],
  },
  // The documentation has none in Thailand.
  th_bank_transfer: { ...us, routing_number: null },
  us_bank_transfer: us,
};

/** An account as its owner writes it. */
export interface NamedAccount {
  account_number: string;
  routing_number?: string;
}

/**
 * Whether money reaches the account by a transfer of this kind.
 * @throws when it is none of the sandbox's accounts, whatever country an IBAN is of
 */
export function isReached({ account_number, routing_number }: NamedAccount, transfer_type: string): boolean {
  const accounts = TEST_ACCOUNTS[transfer_type]!;
  if (routing_number !== undefined && routing_number.replaceAll(/[ -]/g, '') !== accounts.routing_number) {
    throw notTest('routing_number');
  }
  const written = account_number.replaceAll(' ', '').toUpperCase();
  const known = written.replace(/^[A-Z]{2}(?=\d{20}$)/, 'DE');
  if (accounts.reached === known) return true;
  if (accounts.not_reached.includes(known)) return false;
  throw notTest('account_number');
}

function notTest(param: string) {
  return errors.invalid('Only test bank accounts are accepted in test mode.', { param });
}
