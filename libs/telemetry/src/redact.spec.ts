import fc from 'fast-check';
import { redact, redactLine, redactText } from './redact.ts';

const ALPHANUMERIC = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
const alphanumeric = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...ALPHANUMERIC), minLength, maxLength });

const key = fc
  .tuple(fc.constantFrom('sk_test_', 'sk_live_', 'rk_test_', 'rk_live_', 'ek_test_'), alphanumeric(8, 99))
  .map(([prefix, rest]) => ({ text: prefix + rest, secret: rest }));
const signing_secret = alphanumeric(24, 40).map((secret) => ({ text: `whsec_${secret}`, secret }));
const client_secret = fc
  .tuple(fc.constantFrom('pi', 'seti', 'src_client'), alphanumeric(24, 24))
  .map(([prefix, secret]) => ({ text: `${prefix}_3MtwBwLkdIwHu7ix_secret_${secret}`, secret }));
const authorization = fc
  .tuple(fc.constantFrom('Basic', 'Bearer', 'bearer'), alphanumeric(16, 60))
  .map(([scheme, secret]) => ({ text: `${scheme} ${secret}`, secret }));

/** Twelve to eighteen digits and the one that makes them pass the check. */
const card_number = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 18 })
  .map((digits) => digits.join('') + checkDigit(digits))
  .filter((digits) => !(digits.length === 13 && digits.startsWith('1')));
const card = fc
  .tuple(card_number, fc.constantFrom('', ' ', '-'))
  .map(([digits, separator]) => digits.replace(/\d{4}(?=\d)/g, `$&${separator}`))
  .map((text) => ({ text, secret: text }));

const leak = fc.oneof(key, signing_secret, client_secret, authorization, card);

describe('whatever is logged', () => {
  // What comes before and after: also digits and letters that run into the secret.
  const surroundings = fc.oneof(
    fc.string(),
    fc.constantFrom('1', '12 ', '0000', 'x', 'key=', '{"number":"', '\n'),
  );

  it('shows no key, secret or card number, wherever in a record it stands', () => {
    const record = fc.tuple(leak, surroundings, surroundings).chain(([{ text, secret }, before, after]) => {
      const hidden = fc.constant(before + text + after);
      const { value } = fc.letrec<{ value: unknown }>((tie) => ({
        value: fc.oneof(
          { depthSize: 'small' },
          hidden,
          fc.array(fc.oneof(fc.jsonValue(), tie('value')), { minLength: 1, maxLength: 3 }),
          fc
            .tuple(fc.string(), tie('value'), fc.jsonValue())
            .map(([name, inner, other]) => ({ other, [name]: inner })),
          fc.tuple(hidden, fc.jsonValue()).map(([name, inner]) => ({ [name]: inner })),
        ),
      }));
      return fc.record({ value, secret: fc.constant(secret) });
    });
    fc.assert(
      fc.property(record, ({ value, secret }) => {
        const line = redactLine(`${JSON.stringify({ msg: value })}\n`);
        expect(line).not.toContain(secret);
        expect(() => JSON.parse(line) as unknown).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('shows no card number that is a JSON number', () => {
    fc.assert(
      fc.property(
        card_number.filter((digits) => !digits.startsWith('0')),
        (digits) => {
          const line = redactLine(`{"level":"info","n":[${digits}]}\n`);
          expect(line).not.toContain(digits);
          expect(line).not.toContain(digits.slice(0, 12));
        },
      ),
    );
  });

  it('is left as it is when there is nothing to hide', () => {
    const harmless = fc.string({
      unit: fc.constantFrom(...'abdfghlmnoqtuwxz .:/{}[]"\\1234567'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.dictionary(harmless, harmless), (record) => {
        fc.pre(!/\d(?:[ -]?\d){12,}/.test(JSON.stringify(record)));
        expect(redact(record)).toEqual(record);
      }),
    );
  });
});

it.each([
  ['sk_test_4eC39HqLyjWDarjtT1zdp7dc', 'sk_test_[redacted]'],
  ['Invalid API Key provided: rk_live_abc123', 'Invalid API Key provided: rk_live_[redacted]'],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_[redacted]'],
  ['pi_1_secret_YrKJUKribcBjcG8HVhfZluoGH', 'pi_1_secret_[redacted]'],
  ['Authorization: Bearer abc', 'Authorization: [redacted]'],
  ['Authorization: Bearer abcdefgh\nHost: x', 'Authorization: Bearer [redacted]\nHost: x'],
  [`{"authorization":"Basic c2s6","x":1}`, `{"authorization":"[redacted]","x":1}`],
  ['-u c2tfdGVzdF8xMjM6: Basic c2tfdGVzdF8xMjM6', '-u c2tfdGVzdF8xMjM6: Basic [redacted]'],
  ['4242424242424242', '[card]'],
  ['4242 4242 4242 4242 12/34', '[card]/34'],
  ['order 17 of 4000-0566-5566-5556', 'order 17 of [card]'],
  ['card[number]=4242424242424242&card[cvc]=314', 'card[number]=[card]&card[cvc]=[redacted]'],
  ['card%5Bcvc%5D=314', 'card%5Bcvc%5D=[redacted]'],
  ['{"cvc":"3145"}', '{"cvc":"[redacted]"}'],
])('redacts %j to %j', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

it.each([
  'pk_test_TYooMQauvdEDq54NiTphI7jx',
  'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  'task_queue and risk_level',
  'payment_intent_client_secret_missing',
  '4222222222225',
  '4242 and 4242 and 4242 and 4242',
  '2026-11-23T18:44:21.123Z',
  'the authorization has expired',
  'cvc_check: pass',
  '1764000000000',
])('leaves %j', (text) => {
  expect(redactText(text)).toBe(text);
});

it.each([
  [{ card: { number: '4242 4242 4242 4241', cvc: '31' } }, { card: { number: '[card]', cvc: '[redacted]' } }],
  [{ headers: { Authorization: ['x'] } }, { headers: { Authorization: '[redacted]' } }],
  [
    { number: 'MYSHOP-123', secret: null },
    { number: 'MYSHOP-123', secret: null },
  ],
  [{ trace_id: '4242424242424242abcdefabcdefabcd' }, { trace_id: '4242424242424242abcdefabcdefabcd' }],
  [{ trace_id: '4242424242424242' }, { trace_id: '[card]' }],
  [
    { time_ms: 1764000000000, ratio: 0.4242424242424242 },
    { time_ms: 1764000000000, ratio: 0.4242424242424242 },
  ],
])('redacts %j to %j', (record, clean) => {
  expect(redact(record)).toEqual(clean);
});

function checkDigit(digits: readonly number[]): number {
  const sum = digits.toReversed().reduce((total, digit, at) => {
    const doubled = digit * 2;
    return total + (at % 2 === 1 ? digit : doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
