import { businessDayFrom, businessDaysAfter } from './business-days.ts';

const time = (text: string) => Date.parse(text) / 1000;

it.each`
  ordered_at                | days | by
  ${'2025-03-03T10:00:00Z'} | ${4} | ${'2025-03-07T00:00:00Z'}
  ${'2025-03-03T10:00:00Z'} | ${7} | ${'2025-03-12T00:00:00Z'}
  ${'2025-03-03T22:00:00Z'} | ${4} | ${'2025-03-10T00:00:00Z'}
  ${'2025-03-07T10:00:00Z'} | ${1} | ${'2025-03-10T00:00:00Z'}
  ${'2025-03-08T10:00:00Z'} | ${1} | ${'2025-03-10T00:00:00Z'}
`('$days business days after $ordered_at it is $by', ({ ordered_at, days, by }) => {
  expect(businessDaysAfter(time(ordered_at as string), days as number)).toBe(time(by as string));
});

it.each`
  named           | worked
  ${'2025-03-07'} | ${'2025-03-07'}
  ${'2025-03-08'} | ${'2025-03-10'}
  ${'2025-03-09'} | ${'2025-03-10'}
`('what is to be done on $named is done on $worked', ({ named, worked }) => {
  expect(businessDayFrom(time(named as string))).toBe(time(worked as string));
});
