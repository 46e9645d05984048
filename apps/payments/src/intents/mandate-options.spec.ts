import { mandateOptions } from './mandate-options.ts';

const NOW = 1_741_000_000;
const DAY = 24 * 60 * 60;
const monthly = {
  amount: 1000,
  amount_type: 'maximum',
  interval: 'month',
  interval_count: 1,
  reference: 'order_1',
  start_date: NOW,
} as const;

it('shows what was not given as null', () => {
  expect(mandateOptions({ ...monthly, currency: 'inr' }, NOW)).toEqual({
    ...monthly,
    currency: 'inr',
    description: null,
    end_date: null,
    supported_types: null,
  });
});

it.each([
  [{ start_date: NOW - DAY }],
  [{ end_date: NOW + 1 }],
  [{ interval: 'week', interval_count: 52 }],
  [{ interval: 'sporadic', interval_count: undefined }],
] as const)('takes %j', (over) => {
  expect(() => mandateOptions({ ...monthly, ...over } as typeof monthly, NOW)).not.toThrow();
});

it.each([
  [{ amount: 0 }, 'amount'],
  [{ start_date: NOW - DAY - 1 }, 'start_date'],
  [{ end_date: NOW }, 'end_date'],
  [{ interval_count: undefined }, 'interval_count'],
  [{ interval_count: 0 }, 'interval_count'],
  [{ interval_count: 13 }, 'interval_count'],
  [{ interval: 'year', interval_count: 2 }, 'interval_count'],
  [{ interval: 'day', interval_count: 366 }, 'interval_count'],
])('refuses %j for its %s', (over, field) => {
  const param = `payment_method_options[card][mandate_options][${field}]`;
  expect(() => mandateOptions({ ...monthly, ...over } as typeof monthly, NOW)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ param }) }),
  );
});
