import { DAY, errors, MINUTE, type Timestamp } from '@pinstripe/kernel';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

type BillingDetails = PaymentMethod['billing_details'];
type Options = Readonly<Record<string, unknown>>;

/** Weights of the two check digits; of a CNPJ they begin anew after nine. */
const CPF = [
  [10, 9, 8, 7, 6, 5, 4, 3, 2],
  [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
] as const;
const CNPJ = [
  [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2],
  [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2],
] as const;

const TAX_ID = /^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}|\d{14})$/;

/** A CPF or a CNPJ, with its punctuation or without (guide "Boleto payments"). @throws tax_id_invalid */
export function requireTaxId({ tax_id = '' }: Readonly<Record<string, string>>, param: string): void {
  const digits = [...tax_id.replaceAll(/\D/g, '')].map(Number);
  const weights = digits.length === 11 ? CPF : CNPJ;
  const is_checked = weights.every((row) => digits[row.length] === checkDigit(digits, row));
  if (TAX_ID.test(tax_id) && is_checked) return;
  throw errors.invalid('The tax_id must be a CPF of 11 digits or a CNPJ of 14 digits.', {
    code: 'tax_id_invalid',
    param: `${param}[tax_id]`,
  });
}

function checkDigit(digits: readonly number[], weights: readonly number[]): number {
  const rest = weights.reduce((sum, weight, at) => sum + weight * digits[at]!, 0) % 11;
  return rest < 2 ? 0 : 11 - rest;
}

const BRAZILIAN_STATES = 'AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO';
const LATIN = /[0-9A-Za-z]/;

/** Who gets a boleto lives in Brazil. @throws payment_method_invalid_parameter */
export function requireBrazilian({ address, name }: BillingDetails): void {
  const { city, country, line1, postal_code, state } = address!;
  requireDetail(name, (text) => LATIN.test(text), 'name');
  requireDetail(line1, (text) => LATIN.test(text), 'address][line1');
  requireDetail(city, (text) => LATIN.test(text), 'address][city');
  requireDetail(state, (text) => BRAZILIAN_STATES.split(' ').includes(text), 'address][state');
  requireDetail(postal_code, (text) => /^\d{5}-?\d{3}$/.test(text), 'address][postal_code');
  requireDetail(country, (text) => text === 'BR', 'address][country');
}

/** A first and a last name, of two letters each at least. @throws payment_method_invalid_parameter */
export function requireFullName({ name }: BillingDetails): void {
  requireDetail(name, (text) => text.split(/\s+/).filter(({ length }) => length >= 2).length >= 2, 'name');
}

function requireDetail(value: string | null, holds: (text: string) => boolean, at: string): void {
  if (holds(value ?? '')) return;
  const param = `billing_details[${at}]`;
  throw errors.invalid(`Invalid ${param}: this payment method does not take it.`, {
    code: 'payment_method_invalid_parameter',
    param,
  });
}

/** A check that a voucher is asked to last for `min` to `max` days. */
export function requireDays(min: number, max: number) {
  return ({ expires_after_days: days }: Options, param: string): void => {
    if (days == null || ((days as number) >= min && (days as number) <= max)) return;
    throw invalidOption(`must be between ${min} and ${max}`, `${param}[expires_after_days]`);
  };
}

const requireKonbiniDays = requireDays(1, 60);
const PRODUCT_DESCRIPTION_MAX = 22;

/** (guide "Konbini payments", optional parameters) @throws when one of them, or two together, cannot be */
export function requireKonbiniOptions(options: Options, param: string, now: Timestamp): void {
  const { confirmation_number, expires_after_days, expires_at, product_description } = options;
  if (confirmation_number != null && !/^(?!0+$)\d{10,11}$/.test(confirmation_number as string)) {
    throw invalidOption('must be 10 or 11 digits, and not only zeros', `${param}[confirmation_number]`);
  }
  if (expires_after_days != null && expires_at != null) {
    throw errors.parametersExclusive(`${param}[expires_after_days]`, `${param}[expires_at]`);
  }
  requireKonbiniDays(options, param);
  const left = expires_at == null ? DAY : (expires_at as Timestamp) - now;
  if (left <= 30 * MINUTE || left >= 60 * DAY) {
    throw invalidOption('must be more than 30 minutes and less than 60 days away', `${param}[expires_at]`);
  }
  const text = [...((product_description ?? '') as string)];
  if (text.length > PRODUCT_DESCRIPTION_MAX || !text.every((character) => printable().has(character))) {
    throw invalidOption(
      `must have at most ${PRODUCT_DESCRIPTION_MAX} characters, all of them of Shift JIS (JIS X 0208:1997)`,
      `${param}[product_description]`,
    );
  }
}

function invalidOption(demand: string, param: string) {
  return errors.invalid(`Invalid ${param}: it ${demand}.`, { param });
}

let characters: ReadonlySet<string> | undefined;

/** What the shops' printers know: the platform can only decode Shift JIS, so that its rows are decoded once. */
function printable(): ReadonlySet<string> {
  characters ??= new Set(
    new TextDecoder('shift_jis').decode(Uint8Array.from(shiftJis())).replaceAll('\ufffd', ''),
  );
  return characters;
}

/** Every character of JIS X 0201 and JIS X 0208, without the rows of the vendors. */
function* shiftJis(): Iterable<number> {
  for (let single = 0x20; single <= 0x7e; single += 1) yield single;
  for (let single = 0xa1; single <= 0xdf; single += 1) yield single;
  for (const [first, last] of [
    [0x81, 0x84],
    [0x88, 0x9f],
    [0xe0, 0xea],
  ] as const) {
    for (let lead = first; lead <= last; lead += 1) {
      for (let trail = 0x40; trail <= 0xfc; trail += 1) if (trail !== 0x7f) yield* [lead, trail];
    }
  }
}
