import fc from 'fast-check';
import { addMonths } from './calendar.ts';
import { DAY, type Timestamp } from './clock.ts';

const at = (text: string): Timestamp => Date.parse(text) / 1000;
const monthOf = (time: Timestamp) => {
  const date = new Date(time * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const dayOf = (time: Timestamp) => new Date(time * 1000).getUTCDate();

describe('addMonths', () => {
  it.each([
    ['2025-01-15T12:30:45Z', 1, '2025-02-15T12:30:45Z'],
    ['2025-01-31T00:00:00Z', 1, '2025-02-28T00:00:00Z'],
    ['2024-01-31T00:00:00Z', 1, '2024-02-29T00:00:00Z'],
    ['2024-02-29T23:59:59Z', 12, '2025-02-28T23:59:59Z'],
    ['2025-11-30T08:00:00Z', 3, '2026-02-28T08:00:00Z'],
    ['2025-03-30T01:30:00Z', 7, '2025-10-30T01:30:00Z'],
    ['2025-12-31T23:59:59Z', 0, '2025-12-31T23:59:59Z'],
  ])('makes of %s and %i months %s', (start, months, end) => {
    expect(addMonths(at(start), months)).toBe(at(end));
  });

  const times = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') });
  const months = fc.integer({ min: 0, max: 60 });

  it('comes to the month meant, at the same time of day, on the same day or on the last there is', () => {
    fc.assert(
      fc.property(times, months, (start, count) => {
        const end = addMonths(start, count);
        expect(monthOf(end)).toBe(monthOf(start) + count);
        expect(end % DAY).toBe(start % DAY);
        if (dayOf(end) !== dayOf(start)) {
          expect(dayOf(end)).toBeLessThan(dayOf(start));
          expect(dayOf(end + DAY)).toBe(1);
        }
      }),
    );
  });

  it('never comes later, nor to another month, in two steps than in one', () => {
    fc.assert(
      fc.property(times, months, months, (start, first, then) => {
        const stepwise = addMonths(addMonths(start, first), then);
        const at_once = addMonths(start, first + then);
        expect(monthOf(stepwise)).toBe(monthOf(at_once));
        expect(stepwise).toBeLessThanOrEqual(at_once);
      }),
    );
  });
});
