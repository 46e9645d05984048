import { isObject } from '@pinstripe/kernel';

/**
 * Takes out of everything that is logged what must never be: keys, client and signing secrets, `Authorization`, card
 * numbers and their codes. It looks at whole records after serialization, at names, values and texts at any depth, so
 * that no caller has to think of it. It would rather take out too much: a long number that could be a card's is gone.
 *
 * It cannot know a secret that looks like nothing in particular: a password in a sentence stays there.
 */
const REDACTED = '[redacted]';
const CARD = '[card]';

/** Fields whose value is a secret whatever it looks like. */
const SECRET_NAMES = [
  'api_key',
  'authorization',
  'client_secret',
  'cookie',
  'cvc',
  'cvv',
  'password',
  'proxy-authorization',
  'secret',
  'set-cookie',
  'vault_key',
];
const SECRET_NAME = new RegExp(`^(?:${SECRET_NAMES.join('|')})$`, 'i');

/**
 * What a secret looks like within a text, and what is put in its place. In this order: what one pattern takes out must
 * not be what the next one knows its secret by.
 */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/(basic|bearer)\s+[\w.~+/=:-]{8,}/gi, `$1 ${REDACTED}`],
  [/(authorization["'\\\]]*\s*[:=][\s"'\\[]*)(?!\s*(?:basic|bearer) \[)[^"'\\,\]}\n]+/gi, `$1${REDACTED}`],
  [/whsec_[\w+/=-]+/g, `whsec_${REDACTED}`],
  [/((?:sk|rk|ek)_(?:test|live)_|(?<![A-Za-z0-9])(?:sk|rk|ek)_)\w+/g, `$1${REDACTED}`],
  [/_secret_\w{16,}/g, `_secret_${REDACTED}`],
  // As JSON, a form field or prose: `"cvc":"123"`, `card[cvc]=123`, `card%5Bcvc%5D=123`, `cvc 123`.
  [/(cv[cv]2?(?:%5D|%3D|[^A-Za-z0-9]){1,8})\d{3,4}(?!\d)/gi, `$1${REDACTED}`],
];

/** As many digits as a card number has, or more, alone or in groups. */
const LONG_NUMBER = /\d(?:[ -]?\d){12,}/g;

/** Whatever holds a secret holds one of these too: what holds none, most lines, is not looked at any closer. */
const SUSPICIOUS = new RegExp(
  ['[sre]k_', 'whsec_', 'basic', 'bearer', '"number"', ...SECRET_NAMES, LONG_NUMBER.source].join('|'),
  'i',
);

/** One line of JSON without its secrets. */
export function redactLine(line: string): string {
  return SUSPICIOUS.test(line) ? `${JSON.stringify(redact(JSON.parse(line)))}\n` : line;
}

/** A JSON value without its secrets. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') return redactNumber(value);
  if (Array.isArray(value)) return value.map(redact);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [redactText(name), redactField(name, field)]),
  );
}

/** A text without its secrets. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  let clean = text;
  for (const [pattern, replacement] of SECRET_TEXTS) clean = clean.replace(pattern, replacement);
  return clean.replace(LONG_NUMBER, (number) => (holdsCard(number.replace(/\D/g, '')) ? CARD : number));
}

function redactField(name: string, field: unknown): unknown {
  if (SECRET_NAME.test(name) && field !== null) return REDACTED;
  // Mistyped, a card number fails its check, and is still nearly one.
  if (name === 'number' && /^\D*(?:\d[ -]?){12,19}\D*$/.test(String(field))) return CARD;
  // Hexadecimal, it may well have many decimal digits in a row.
  if (name === 'trace_id' && /^[0-9a-f]{32}$/.test(String(field))) return field;
  return redact(field);
}

function redactNumber(value: number): unknown {
  if (!Number.isInteger(value)) return value;
  // A number that JavaScript cannot hold exactly has lost digits on its way: no longer a card to check, but nearly one.
  return !Number.isSafeInteger(value) || holdsCard(String(Math.abs(value))) ? CARD : value;
}

/** Whether 13 to 19 of these digits, in a row, pass the check of a card number (ISO/IEC 7812). */
function holdsCard(digits: string): boolean {
  // Milliseconds since 1970, from 2001 to 2033. No cards of 13 digits begin with 1.
  if (digits.length === 13 && digits.startsWith('1')) return false;
  for (let start = 0; start + 13 <= digits.length; start++) {
    for (let end = start + 13; end <= Math.min(start + 19, digits.length); end++) {
      if (passesLuhn(digits, start, end)) return true;
    }
  }
  return false;
}

function passesLuhn(digits: string, start: number, end: number): boolean {
  let sum = 0;
  for (let at = end - 1, doubled = false; at >= start; at--, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 === 0;
}
