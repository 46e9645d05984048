import type { Payer } from './provider.ts';
import { onVoucher, voucherExpiry, voucherFate } from './vouchers.ts';

const at = (time: string) => Date.parse(time) / 1000;
const shown = (expiry: number) => new Date(expiry * 1000).toISOString();
const voucher = (email: string, options: Payer['options'] = {}) =>
  ({ billing_details: { address: null, email, name: null, phone: null }, options }) as Payer;

it.each`
  email                                  | confirmation_number | fate
  ${'jenny@example.com'}                 | ${undefined}        | ${'succeed_with_delay'}
  ${'jenny.succeed_immediately@test.it'} | ${undefined}        | ${'succeed_immediately'}
  ${'expire_immediately@example.com'}    | ${undefined}        | ${'expire_immediately'}
  ${'a_expire_with_delay@example.com'}   | ${undefined}        | ${'expire_with_delay'}
  ${'fill_never@example.com'}            | ${undefined}        | ${'fill_never'}
  ${'fill_never.jenny@example.com'}      | ${undefined}        | ${'succeed_with_delay'}
  ${'fill_never@example.com'}            | ${'22222222220'}    | ${'succeed_immediately'}
  ${'jenny@example.com'}                 | ${'33333333330'}    | ${'expire_immediately'}
  ${'jenny@example.com'}                 | ${'44444444440'}    | ${'expire_with_delay'}
  ${'jenny@example.com'}                 | ${'55555555550'}    | ${'fill_never'}
  ${'jenny@example.com'}                 | ${'01234567890'}    | ${'reject'}
  ${'fill_never@example.com'}            | ${'11111111110'}    | ${'succeed_with_delay'}
  ${'fill_never@example.com'}            | ${'12345678901'}    | ${'fill_never'}
`('$email with $confirmation_number: $fate', ({ confirmation_number, email, fate }) => {
  const options = confirmation_number === undefined ? {} : { confirmation_number };
  expect(voucherFate(voucher(email as string, options as Payer['options']))).toBe(fate);
});

it.each`
  type            | options                       | asked                     | expiry
  ${'boleto'}     | ${{ expires_after_days: 2 }}  | ${'2025-03-10T12:00:00Z'} | ${'2025-03-13T02:59:59.000Z'}
  ${'boleto'}     | ${{ expires_after_days: 0 }}  | ${'2025-03-11T02:00:00Z'} | ${'2025-03-11T02:59:59.000Z'}
  ${'oxxo'}       | ${{ expires_after_days: 1 }}  | ${'2025-03-11T05:59:59Z'} | ${'2025-03-12T05:59:59.000Z'}
  ${'oxxo'}       | ${{ expires_after_days: 1 }}  | ${'2025-03-11T06:00:00Z'} | ${'2025-03-13T05:59:59.000Z'}
  ${'konbini'}    | ${{}}                         | ${'2025-03-10T15:00:00Z'} | ${'2025-03-14T14:59:59.000Z'}
  ${'konbini'}    | ${{ expires_at: 1800000000 }} | ${'2025-03-10T15:00:00Z'} | ${'2027-01-15T08:00:00.000Z'}
  ${'multibanco'} | ${{}}                         | ${'2025-03-10T15:00:00Z'} | ${'2025-03-17T15:00:00.000Z'}
`('$type with $options, asked for at $asked, expires at $expiry', ({ asked, expiry, options, type }) => {
  const given = voucher('jenny@example.com', options as Payer['options']);
  expect(shown(voucherExpiry(type as string, given, at(asked as string)))).toBe(expiry);
});

it.each([
  ['expire_immediately@example.com', 0],
  ['expire_with_delay@example.com', 180],
])('%s expires after %s seconds, whatever its options say', (email, seconds) => {
  const given = voucher(email, { expires_after_days: 5 });
  expect(voucherExpiry('oxxo', given, at('2025-03-10T12:00:00Z'))).toBe(at('2025-03-10T12:00:00Z') + seconds);
});

const paid = { kind: 'paid' as const, details: {}, dispute: null };
const failed = expect.objectContaining({ kind: 'failed' });
const DAY = 24 * 60 * 60;

it.each`
  type            | email                                | later
  ${'boleto'}     | ${'jenny@example.com'}               | ${{ after_s: 180, answer: paid }}
  ${'boleto'}     | ${'succeed_immediately@example.com'} | ${{ after_s: 5, answer: paid }}
  ${'oxxo'}       | ${'expire_immediately@example.com'}  | ${{ after_s: 5, answer: failed }}
  ${'multibanco'} | ${'expire_with_delay@example.com'}   | ${{ after_s: 180, answer: failed }}
  ${'multibanco'} | ${'fill_never@example.com'}          | ${{ after_s: 7 * DAY, answer: { kind: 'processing', details: {}, later: { after_s: 4 * DAY, answer: failed } } }}
`('$type of $email: $later', ({ email, later, type }) => {
  const request = { requested_at: at('2025-03-10T15:00:00Z'), type: type as string };
  expect(onVoucher(request, voucher(email as string), paid)).toEqual(later);
});

it('knows of an OXXO voucher a business day and two more days after its expiry', () => {
  const requested_at = at('2025-03-13T12:00:00Z');
  const given = voucher('fill_never@example.com', { expires_after_days: 1 });
  const { after_s, answer } = onVoucher({ requested_at, type: 'oxxo' }, given, paid)!;
  const { later } = answer as Extract<typeof answer, { kind: 'processing' }>;
  // Friday night in Mexico is Saturday in UTC: the business day is Monday.
  expect(shown(requested_at + after_s)).toBe('2025-03-15T05:59:59.000Z');
  expect(shown(requested_at + after_s + later!.after_s)).toBe('2025-03-19T00:00:00.000Z');
});
