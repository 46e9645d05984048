import { DeliveryWindow } from './delivery-window.ts';

/** A window after attempts, each delivered or not, in so many milliseconds. */
function after(...attempts: [boolean, number][]): DeliveryWindow {
  const window = new DeliveryWindow('acct_1');
  for (const [is_delivered, duration_ms] of attempts) {
    window.begin();
    window.settle(is_delivered, duration_ms);
  }
  return window;
}

const times = (count: number, attempt: [boolean, number]) => Array<[boolean, number]>(count).fill(attempt);

describe('a window', () => {
  it.each([
    ['begins small', [], 1, false],
    ['opens with quick successes', times(3, [true, 20]), 4, false],
    ['opens up to a limit', times(200, [true, 20]), 64, false],
    ['closes to one with a failure', [...times(60, [true, 20]), [false, 20]], 1, true],
    ['halves when the destination is slow', [...times(63, [true, 20]), [true, 5000]], 32, true],
    ['never closes entirely', times(20, [true, 5000]), 1, true],
    ['opens again', [[false, 10_000], ...times(3, [true, 20])], 4, false],
  ] as [string, [boolean, number][], number, boolean][])('%s', (_name, attempts, room, is_suspect) => {
    const window = after(...attempts);
    expect([window.room(), window.is_suspect, window.in_flight]).toEqual([room, is_suspect, 0]);
    expect(window.room(0.5)).toBe(Math.ceil(room / 2));
  });

  it.each([
    ['nothing yet', [], false],
    ['a success', [[true, 20]], true],
    ['a success in most of a second', [[true, 900]], false],
    ['a failure', [[false, 20]], false],
  ] as [string, [boolean, number][], boolean][])('after %s is quick: %s', (_name, attempts, is_quick) => {
    expect(after(...attempts).is_quick).toBe(is_quick);
  });

  it('has less room for each attempt under way, and never less than none', () => {
    const window = after();
    window.begin(4);
    expect(window.room()).toBe(0);
    window.settle(false, 10);
    expect([window.in_flight, window.room()]).toEqual([3, 0]);
    window.giveBack(3);
    expect([window.in_flight, window.room()]).toEqual([0, 1]);
  });
});
