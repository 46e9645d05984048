import { create, validate } from './payment-method-domain.ts';

const register = (domain_name: string, livemode: boolean) =>
  create(domain_name, true, { id: 'pmd_1', created: 1_740_000_000, livemode });

it.each`
  domain_name      | livemode | at_first      | validated
  ${'example.com'} | ${false} | ${'active'}   | ${'active'}
  ${'example.com'} | ${true}  | ${'inactive'} | ${'active'}
  ${'shop.test'}   | ${false} | ${'inactive'} | ${'inactive'}
  ${'shop.test'}   | ${true}  | ${'inactive'} | ${'inactive'}
`(
  'Apple Pay on $domain_name, live $livemode, is $at_first, and $validated once validated',
  ({ domain_name, livemode, at_first, validated }) => {
    const domain = register(domain_name as string, livemode as boolean);
    expect(domain.apple_pay.status).toBe(at_first);
    expect(validate(domain).apple_pay.status).toBe(validated);
    for (const { status, status_details } of [domain.apple_pay, validate(domain).apple_pay]) {
      expect(status_details?.error_message.includes(domain_name as string) ?? false).toBe(
        status === 'inactive',
      );
    }
  },
);

it.each(['amazon_pay', 'google_pay', 'link', 'paypal'] as const)('%s needs nothing', (method) => {
  expect(register('shop.test', true)[method]).toEqual({ status: 'active' });
});
