import { createHash } from 'node:crypto';
import { bankTransferOf, TRANSFER_CURRENCIES, transferTypeOf } from './bank-transfer.ts';
import { type Digits, financialAddresses } from './financial-addresses.ts';

const digits: Digits = (of, count) => {
  const digest = createHash('sha256').update(of).digest('hex');
  return (BigInt(`0x${digest}`) % 10n ** BigInt(count)).toString().padStart(count, '0');
};

/** The remainder that an IBAN leaves must be 1. */
function checksum(iban: string): bigint {
  const moved = `${iban.slice(4)}${iban.slice(0, 4)}`;
  return BigInt(moved.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n;
}

it.each([
  ['BE', 16],
  ['DE', 22],
  ['ES', 24],
  ['FR', 27],
  ['IE', 22],
  ['NL', 18],
])('looks like an account in %s, and is none', (country, length) => {
  const transfer = bankTransferOf('eur', { eu_bank_transfer: { country } }, 'bank_transfer');
  const { iban } = financialAddresses(transfer, digits)[0]!.iban!;
  expect(iban).toHaveLength(length);
  expect(iban.startsWith(`${country}00`)).toBe(true);
});

it('has check digits that no bank could have', () => {
  // What is left of the sum with 00 decides the right digits: 98 less that, so never 00 itself.
  const transfer = bankTransferOf('eur', { eu_bank_transfer: { country: 'DE' } }, 'bank_transfer');
  const { iban } = financialAddresses(transfer, digits)[0]!.iban!;
  const right = 98n - checksum(iban);
  expect(checksum(`DE${String(right).padStart(2, '0')}${iban.slice(4)}`)).toBe(1n);
  expect(right).toBeGreaterThan(1n);
});

it('has a kind of transfer for each currency', () => {
  expect(TRANSFER_CURRENCIES).toEqual(['eur', 'gbp', 'jpy', 'mxn', 'usd']);
  for (const currency of TRANSFER_CURRENCIES) {
    expect(transferTypeOf(currency)).toMatch(/^[a-z]{2}_bank_transfer$/);
  }
});
