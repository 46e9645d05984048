import type { Timestamp } from './clock.ts';

/**
 * The same time of day `months` (whole, not negative) later in UTC, on the last day of a month that has no such day:
 * how long a coupon that repeats lasts (API reference, "Coupons", `duration_in_months`).
 */
export function addMonths(start: Timestamp, months: number): Timestamp {
  const date = new Date(start * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  date.setUTCDate(Math.min(day, lastDayOf(date.getUTCFullYear(), date.getUTCMonth())));
  return date.getTime() / 1000;
}

/** The zeroth day of a month is the last of the one before. */
function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}
