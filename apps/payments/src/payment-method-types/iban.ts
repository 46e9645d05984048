import { errors } from '@pinstripe/kernel';

/** How the domestic part of an IBAN begins: the lengths of the bank's and of the branch's code (ISO 13616 registry). */
const CODES: Readonly<Record<string, readonly [length: number, bank: number, branch: number]>> = {
  AT: [20, 5, 0],
  BE: [16, 3, 0],
  BG: [22, 4, 4],
  CH: [21, 5, 0],
  CY: [28, 3, 5],
  CZ: [24, 4, 0],
  DE: [22, 8, 0],
  DK: [18, 4, 0],
  EE: [20, 2, 0],
  ES: [24, 4, 4],
  FI: [18, 3, 0],
  FR: [27, 5, 5],
  GB: [22, 4, 6],
  GI: [23, 4, 0],
  GR: [27, 3, 4],
  HR: [21, 7, 0],
  HU: [28, 3, 4],
  IE: [22, 4, 6],
  IS: [26, 4, 0],
  IT: [27, 1, 5],
  LI: [21, 5, 0],
  LT: [20, 5, 0],
  LU: [20, 3, 0],
  LV: [21, 4, 0],
  MC: [27, 5, 5],
  MT: [31, 4, 5],
  NL: [18, 4, 0],
  NO: [15, 4, 0],
  PL: [28, 8, 0],
  PT: [25, 4, 4],
  RO: [24, 4, 0],
  SE: [24, 3, 0],
  SI: [19, 5, 0],
  SK: [24, 4, 0],
  SM: [27, 1, 5],
};

/** What an IBAN says of its bank. @throws payment_method_invalid_parameter when it is none */
export function iban(number: string, param: string) {
  const digits = number.replaceAll(' ', '').toUpperCase();
  const country = digits.slice(0, 2);
  const codes = CODES[country];
  if (
    codes === undefined ||
    digits.length !== codes[0] ||
    !/^[0-9A-Z]+$/.test(digits) ||
    !isChecked(digits)
  ) {
    throw errors.invalid('The IBAN you provided is invalid.', {
      code: 'payment_method_invalid_parameter',
      param,
    });
  }
  const [, bank, branch] = codes;
  const bank_code = digits.slice(4, 4 + bank);
  const branch_code = digits.slice(4 + bank, 4 + bank + branch);
  return { bank_code, branch_code, country };
}

/** ISO 7064: rotated by four, letters as numbers, it leaves 1 when divided by 97. */
function isChecked(digits: string): boolean {
  const rotated = digits.slice(4) + digits.slice(0, 4);
  const number = rotated.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(number) % 97n === 1n;
}
