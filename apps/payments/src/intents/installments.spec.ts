import { StripeError } from '@pinstripe/kernel';
import { installments, installmentsPercent, requireAvailable, withAvailablePlans } from './installments.ts';

const none = { available_plans: null, enabled: false, plan: null };
const on = { ...none, enabled: true };
const three = { count: 3, interval: 'month' as const, type: 'fixed_count' as const };

function paramOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error.body.param;
  }
  throw new Error('nothing was refused');
}

it.each([
  [null, {}, none],
  [null, { enabled: true }, on],
  [on, {}, on],
  [on, { plan: three }, { ...on, plan: three }],
  [null, { enabled: true, plan: three }, { ...on, plan: three }],
  [{ ...on, plan: three }, {}, { ...on, plan: three }],
  [{ ...on, plan: three }, { plan: '' as const }, on],
  [{ ...on, plan: three }, { enabled: false }, none],
])('of %j, asked for %j, are %j', (current, params, expected) => {
  expect(installments(current, params)).toEqual(expected);
});

const PLAN = 'payment_method_options[card][installments][plan]';
it.each([
  [{ plan: three }, PLAN],
  [{ enabled: false, plan: three }, PLAN],
  [{ enabled: true, plan: { type: 'fixed_count' as const } }, `${PLAN}[count]`],
  [{ enabled: true, plan: { count: 3, type: 'fixed_count' as const } }, `${PLAN}[interval]`],
])('%j is refused for %s', (params, param) => {
  expect(paramOf(() => installments(null, params))).toBe(param);
});

const mexican = { card: { country: 'MX', funding: 'credit' } } as Parameters<typeof withAvailablePlans>[2];
const american = { card: { country: 'US', funding: 'credit' } } as typeof mexican;
const debit = { card: { country: 'MX', funding: 'debit' } } as typeof mexican;

it.each([
  [mexican, 299_99, 'mxn', []],
  [mexican, 300_00, 'mxn', [3]],
  [mexican, 1_799_99, 'mxn', [3, 6, 9, 12]],
  [mexican, 2_400_00, 'mxn', [3, 6, 9, 12, 18, 24]],
  [mexican, 2_400_00, 'usd', []],
  [american, 2_400_00, 'mxn', []],
  [debit, 2_400_00, 'mxn', []],
])('%j can pay %i %s over %j months', (payment_method, amount, currency, months) => {
  const { available_plans } = withAvailablePlans(on, { amount, currency }, payment_method);
  expect(available_plans).toEqual(months.map((count) => ({ ...three, count })));
});

it('are known once there is a payment method and somebody asks', () => {
  const payment = { amount: 300_00, currency: 'mxn' };
  expect(withAvailablePlans(on, payment, null)).toEqual(on);
  expect(withAvailablePlans(none, payment, mexican)).toEqual(none);
});

it('are chosen of what there is', () => {
  expect(() => requireAvailable({ ...on, available_plans: [three], plan: three })).not.toThrow();
  expect(() => requireAvailable({ ...on, available_plans: [] })).not.toThrow();
  expect(paramOf(() => requireAvailable({ ...on, available_plans: [], plan: three }))).toBe(PLAN);
});

it('cost by how many they are', () => {
  expect([three, { count: 24 }, null, undefined].map(installmentsPercent)).toEqual(['5', '22.5', '0', '0']);
});
