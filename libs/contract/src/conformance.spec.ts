import { nonconformities } from './conformance.ts';
import { contract, route } from './contract.ts';
import type { ListSchema } from './schema.ts';

const coupon = {
  id: 'c',
  object: 'coupon',
  amount_off: null,
  created: 1,
  currency: null,
  duration: 'once',
  duration_in_months: null,
  livemode: false,
  max_redemptions: null,
  metadata: { a: 'b' },
  name: null,
  percent_off: 12.5,
  redeem_by: null,
  times_redeemed: 0,
  valid: true,
};
const result = route('GET /v1/coupons/{coupon}').result!;

it.each([
  [coupon, []],
  [{ ...coupon, applies_to: { products: ['p'] } }, []],
  [{ ...coupon, name: undefined }, ['$.name is missing']],
  [{ ...coupon, color: 'red' }, ['$.color is not declared']],
  [{ ...coupon, created: 1.5 }, ['$.created is not an integer but 1.5']],
  [{ ...coupon, created: null }, ['$.created is not an integer but null']],
  [{ ...coupon, duration: 'twice' }, [expect.stringContaining('$.duration is not one of forever, once')]],
  [{ ...coupon, metadata: { a: 1 } }, ['$.metadata.a is not a string but 1']],
  [{ ...coupon, applies_to: { products: 'p' } }, ['$.applies_to.products is not an array but "p"']],
  [{ id: 'c', object: 'coupon', deleted: true }, ['$ is deleted']],
  [{ ...coupon, object: 'charge' }, [expect.stringContaining('$ is not a coupon but')]],
  ['c', ['$ is not a coupon but "c"']],
])('holds %j to its type', (value, problems) => {
  expect(nonconformities(value, result)).toEqual(problems);
});

it('lets a tombstone stand where one may, and only there', () => {
  const tombstone = { id: 'cus_1', object: 'customer', deleted: true };
  expect(nonconformities(tombstone, route('GET /v1/customers/{customer}').result!)).toEqual([]);
  expect(nonconformities(tombstone, route('DELETE /v1/customers/{customer}').result!)).toEqual([]);
  expect(
    nonconformities({ ...tombstone, deleted: false }, route('DELETE /v1/customers/{customer}').result!),
  ).toEqual([expect.stringContaining('not deleted')]);
});

it('holds what is expanded to its type, and an id to being one', () => {
  const discount = {
    id: 'di_1',
    object: 'discount',
    checkout_session: null,
    coupon,
    customer: 'cus_1',
    end: null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    start: 1,
    subscription: null,
    subscription_item: null,
  };
  const { schema } = contract().object_types.get('discount')!;
  expect(nonconformities(discount, schema)).toEqual([]);
  expect(nonconformities({ ...discount, customer: { object: 'coupon' } }, schema)).toEqual([
    expect.stringContaining('$.customer is not the id of a customer'),
  ]);
  expect(nonconformities({ ...discount, coupon: { ...coupon, valid: 'yes' } }, schema)).toEqual([
    '$.coupon.valid is not a boolean but "yes"',
  ]);
});

it('does not look into what is declared without fields', () => {
  const { fields } = contract().object_types.get('payment_intent')!.schema;
  const { schema } = fields.get('next_action')!;
  expect(nonconformities({ type: 'use_stripe_sdk', use_stripe_sdk: { source: 'x' } }, schema)).toEqual([]);
  expect(nonconformities({ type: 'use_stripe_sdk', source: 'x' }, schema)).toEqual([
    '$.source is not declared',
  ]);
});

it.each([
  ['us_bank_transfer', []],
  ['eu_bank_transfer', []],
  ['br_bank_transfer', [expect.stringContaining('$.bank_transfer.type is not one of')]],
])('knows whether there are instructions for a %s', (type, problems) => {
  const { schema } = contract().object_types.get('funding_instructions')!;
  const bank_transfer = { country: 'US', financial_addresses: [], type };
  const instructions = { object: 'funding_instructions', bank_transfer, currency: 'usd', livemode: false };
  expect(nonconformities({ ...instructions, funding_type: 'bank_transfer' }, schema)).toEqual(problems);
});

it('looks into lists and their frames', () => {
  const list = route('GET /v1/coupons').result as ListSchema;
  const page = {
    object: 'list',
    data: [coupon, { ...coupon, valid: 1 }],
    has_more: false,
    url: '/v1/coupons',
  };
  expect(nonconformities(page, list)).toEqual(['$.data[1].valid is not a boolean but 1']);
  expect(nonconformities({ ...page, data: [], url: undefined, page: 1 }, list)).toEqual([
    '$.page is not declared',
  ]);
  expect(nonconformities({ object: 'list', data: [], has_more: true }, list)).toEqual(['$.url is missing']);
});

it('knows the object of an event by its own word', () => {
  const { schema } = contract().object_types.get('event')!;
  const event = {
    id: 'evt_1',
    object: 'event',
    api_version: null,
    created: 1,
    data: { object: { ...coupon, valid: null } },
    livemode: false,
    pending_webhooks: 0,
    request: null,
    type: 'coupon.created',
  };
  expect(nonconformities(event, schema)).toEqual(['$.data.object.valid is not a boolean but null']);
});
