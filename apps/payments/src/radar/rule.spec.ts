import { decide, DEFAULT_LISTS, emailsIn, type Facts, isDefaultList } from './rule.ts';

const facts: Facts = {
  card_bin: '424242',
  card_country: 'US',
  card_fingerprint: 'Xt5EWLLDS7FJjR1c',
  charge_description: 'Blue Shoes',
  customer_id: 'cus_1',
  email: 'Jenny@example.com',
  email_domain: 'example.com',
};
const item = (alias: string, item_type: string, value: string) => ({
  value,
  list: { alias, item_type: item_type as 'string' },
});

it('has a list that allows and one that blocks for each of nine attributes', () => {
  expect(DEFAULT_LISTS).toHaveLength(18);
  expect(DEFAULT_LISTS).toContainEqual({
    alias: 'email_domain_blocklist',
    item_type: 'string',
    name: 'Email domain block list',
  });
  expect([isDefaultList('email_allowlist'), isDefaultList('my_email_allowlist')]).toEqual([true, false]);
});

it.each`
  alias                       | item_type                   | value                  | action
  ${'card_bin_blocklist'}     | ${'card_bin'}               | ${'424242'}            | ${'block'}
  ${'card_country_allowlist'} | ${'country'}                | ${'us'}                | ${'allow'}
  ${'email_domain_blocklist'} | ${'string'}                 | ${'Example.com'}       | ${'block'}
  ${'email_domain_blocklist'} | ${'string'}                 | ${'Blue Shoes'}        | ${null}
  ${'customer_id_blocklist'}  | ${'customer_id'}            | ${'cus_2'}             | ${null}
  ${'our_blocklist'}          | ${'string'}                 | ${'blue shoes'}        | ${'block'}
  ${'our_blocklist'}          | ${'case_sensitive_string'}  | ${'blue shoes'}        | ${null}
  ${'our_blocklist'}          | ${'case_sensitive_string'}  | ${'Blue Shoes'}        | ${'block'}
  ${'our_allowlist'}          | ${'email'}                  | ${'jenny@example.com'} | ${'allow'}
  ${'our_blocklist'}          | ${'ip_address'}             | ${'10.0.0.1'}          | ${null}
  ${'our_blocklist'}          | ${'sepa_debit_fingerprint'} | ${'Xt5EWLLDS7FJjR1c'}  | ${null}
  ${'blocklist_of_ours'}      | ${'email'}                  | ${'jenny@example.com'} | ${null}
`('$value in @$alias, of $item_type: $action', ({ alias, item_type, value, action }) => {
  const ruling = decide(facts, [item(alias as string, item_type as string, value as string)]);
  expect(ruling).toEqual(action === null ? null : { action, rule: `${action}_if_in_${alias}` });
});

it('allows who is on both kinds of lists', () => {
  const blocked = item('card_bin_blocklist', 'card_bin', '424242');
  const allowed = item('email_allowlist', 'email', 'jenny@example.com');
  expect(decide(facts, [blocked, allowed])?.action).toBe('allow');
  expect(decide(facts, [allowed, blocked])?.action).toBe('allow');
  expect(decide({}, [blocked, allowed])).toBeNull();
});

it.each([
  [null, []],
  ['Shoes for Jenny', []],
  [
    'Jenny <jenny@example.com>, (a.b+c@mail.example.co.uk).',
    ['jenny@example.com', 'a.b+c@mail.example.co.uk'],
  ],
])('finds in %j the addresses %j', (text, addresses) => {
  expect(emailsIn(text)).toEqual(addresses);
});
