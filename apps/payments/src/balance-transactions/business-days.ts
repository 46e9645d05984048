import { DAY, HOUR, type Timestamp } from '@pinstripe/kernel';

/** What is ordered later in the day (UTC) is as if it were ordered on the next one (guide "ACH Direct Debit with Charges"). */
const CUT_OFF = 22 * HOUR;
/** The first day of the epoch was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** The beginning of the day by which `days` business days have passed since the order; banks' holidays are not known. */
export function businessDaysAfter(ordered_at: Timestamp, days: number): Timestamp {
  let day = Math.floor(ordered_at / DAY) + (ordered_at % DAY < CUT_OFF ? 0 : 1);
  for (let left = days; left > 0; left -= isBusinessDay(day) ? 1 : 0) day += 1;
  return day * DAY;
}

/** The beginning of the day, if banks work on it, or of the next on which they do. */
export function businessDayFrom(time: Timestamp): Timestamp {
  let day = Math.floor(time / DAY);
  while (!isBusinessDay(day)) day += 1;
  return day * DAY;
}

function isBusinessDay(day: number): boolean {
  const weekday = (day + EPOCH_WEEKDAY) % 7;
  return weekday !== 0 && weekday !== 6;
}
