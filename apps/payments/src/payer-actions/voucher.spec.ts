import { voucherOf } from './voucher.ts';

const url = 'https://example.com';
const anywhere = (numbers: object) => ({ expires_at: 7, places: [{ chain: null, numbers }] });

it.each<[string, object, object | null]>([
  [
    'boleto_display_details',
    { expires_at: 7, hosted_voucher_url: url, number: '1', pdf: null },
    anywhere({ number: '1' }),
  ],
  [
    'multibanco_display_details',
    { entity: '1', expires_at: 7, hosted_voucher_url: url, reference: '2' },
    anywhere({ entity: '1', reference: '2' }),
  ],
  [
    'oxxo_display_details',
    { expires_after: 7, hosted_voucher_url: url, number: '1' },
    anywhere({ number: '1' }),
  ],
  [
    'konbini_display_details',
    {
      expires_at: 7,
      hosted_voucher_url: url,
      stores: { lawson: { confirmation_number: '1', payment_code: '2' }, ministop: null },
    },
    {
      expires_at: 7,
      places: [{ chain: 'lawson', numbers: { confirmation_number: '1', payment_code: '2' } }],
    },
  ],
  ['redirect_to_url', { return_url: null, url }, null],
])('shows what is paid by of %s', (type, details, seen) => {
  expect(voucherOf({ type, [type]: details })).toEqual(seen);
});

it('shows nothing where nobody waits', () => {
  expect(voucherOf(null)).toBeNull();
});
