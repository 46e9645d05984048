import type { ValueList } from '../value-lists/value-list.ts';
import { create, keyOf, requireRoom, roomIn } from './value-list-item.ts';

const identity = { id: 'rsli_1', created: 1_740_000_000, livemode: false };
const list = (item_type: string) => ({ id: 'rsl_1', item_type }) as ValueList;

it.each`
  item_type                        | good                                 | bad
  ${'card_bin'}                    | ${['424242']}                        | ${['42424', '4242424', '42424x', '']}
  ${'card_fingerprint'}            | ${['Xt5EWLLDS7FJjR1c']}              | ${['Xt5 EWL', 'Xt5-', '']}
  ${'case_sensitive_string'}       | ${['Blue shoes', ' x ']}             | ${['', '  ']}
  ${'country'}                     | ${['US', 'gb']}                      | ${['USA', 'U', '12']}
  ${'customer_id'}                 | ${['cus_AeFLnRaI51AbRi', 'own']}     | ${['', 'cus 1']}
  ${'email'}                       | ${['jenny.rosen@example.com']}       | ${['jenny', '@example.com', '']}
  ${'ip_address'}                  | ${['13.112.224.240', '2001:db8::1']} | ${['13.112.224', '13.112.224.256', 'x']}
  ${'sepa_debit_fingerprint'}      | ${['Xt5EWLLDS7FJjR1c']}              | ${['']}
  ${'string'}                      | ${['Blue shoes']}                    | ${['']}
  ${'us_bank_account_fingerprint'} | ${['Xt5EWLLDS7FJjR1c']}              | ${['']}
`('a list of $item_type takes $good, and not $bad', ({ item_type, good, bad }) => {
  for (const value of good as string[]) {
    expect(create(value, list(item_type as string), identity)).toEqual({
      ...identity,
      object: 'radar.value_list_item',
      created_by: 'API',
      value,
      value_list: 'rsl_1',
    });
  }
  for (const value of bad as string[]) {
    expect(() => create(value, list(item_type as string), identity)).toThrow(
      `Invalid value for a list of the type ${item_type}: ${value}.`,
    );
  }
});

it('compares values in whatever case, as ASCII has them', () => {
  expect(keyOf('Jenny@Example.COM Ä')).toBe('jenny@example.com Ä');
});

it('takes up to 50,000 items', () => {
  expect([roomIn(0), roomIn(49_999), roomIn(50_001)]).toEqual([50_000, 1, 0]);
  expect(() => requireRoom(49_999)).not.toThrow();
  expect(() => requireRoom(50_000)).toThrow('up to 50000 items');
});
