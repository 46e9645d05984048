import { DeliveryWindow } from './delivery-window.ts';

/** A window after attempts, each delivered or not, in so many milliseconds. */
function after(...attempts: [boolean, number][]): DeliveryWindow {
  const window = new DeliveryWindow();
  for (const [is_delivered, duration_ms] of attempts) {
    window.begin();
    window.settle(is_delivered, duration_ms);
  }
  return window;
}

const times = (count: number, attempt: [boolean, number]) => Array<[boolean, number]>(count).fill(attempt);

describe('a window', () => {
  it.each([
    ['begins small', [], 4, false],
    ['opens with quick successes', times(3, [true, 20]), 7, false],
    ['opens up to a limit', times(200, [true, 20]), 64, false],
    ['closes to one with a failure', [...times(60, [true, 20]), [false, 20]], 1, true],
    ['halves when the destination is slow', [...times(60, [true, 20]), [true, 5000]], 32, true],
    ['never closes entirely', times(20, [true, 5000]), 1, true],
    ['opens again', [[false, 10_000], ...times(3, [true, 20])], 4, false],
  ] as [string, [boolean, number][], number, boolean][])('%s', (_name, attempts, room, is_suspect) => {
    expect(after(...attempts)).toMatchObject({ room, is_suspect, in_flight: 0 });
  });

  it('has less room for each attempt under way, and never less than none', () => {
    const window = after();
    for (let n = 0; n < 4; n++) window.begin();
    expect(window.room).toBe(0);
    window.settle(false, 10);
    expect(window).toMatchObject({ in_flight: 3, room: 0 });
  });
});
