/**
 * The one module that reads the machine's clock.
 *
 * Everything else takes its time from the request context (`now()` in `@pinstripe/service`), so that tests and test
 * clocks decide what time it is. A clock can be set forward for a whole process group of tests; it never runs backward.
 */

/** Seconds since the Unix epoch, as v1 of the API prints its times. */
export type Timestamp = number;

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  millis(): number;
}

/** The time of the machine. */
export const systemClock: Clock = { millis: () => Date.now() };

/** A clock that runs with the machine's and can be set forward; for tests, which make days pass without waiting. */
export class ShiftedClock implements Clock {
  private shift_ms = 0;

  millis(): number {
    return Date.now() + this.shift_ms;
  }

  /** @throws RangeError on a negative duration: no code is asked to survive time running backward. */
  advance(seconds: number): void {
    if (seconds < 0) throw new RangeError('a clock can only be set forward');
    this.shift_ms += seconds * 1000;
  }
}

/** What `clock` shows, in whole seconds. */
export function timestamp(clock: Clock): Timestamp {
  return Math.floor(clock.millis() / 1000);
}

/** A time as v2 of the API and CloudEvents write it: `2025-02-24T00:00:00.000Z`. */
export function isoTime(time: Timestamp): string {
  return new Date(time * 1000).toISOString();
}

/** A monotonic reading in milliseconds with fractions, for measuring how long something took. */
export function stopwatch(): number {
  return performance.now();
}

/** Resolves after `ms` milliseconds of the machine's time; the timer does not keep the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** What `work` answers. @throws Error when it takes longer than `ms` milliseconds; it goes on, unheard. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`there was no answer within ${ms} ms`)), ms).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
