import { DAY, HOUR, MINUTE } from '@pinstripe/kernel';
import fc from 'fast-check';
import { cancel, create, type Delivery, record } from './delivery.ts';

const START = 1_740_000_000;

const fresh = (livemode: boolean) => create('evt_1', 'we_1', { id: 'wd_1', created: START, livemode });
const attempt = (http_status: number | null) => ({ http_status });

/** A delivery whose every attempt fails as soon as it is due, and when these were. */
function failing(
  livemode: boolean,
  spread: () => number = () => 1,
): { attempts_at: number[]; last: Delivery } {
  const attempts_at: number[] = [];
  let last = fresh(livemode);
  while (last.next_attempt_at !== null) {
    attempts_at.push(last.next_attempt_at - START);
    last = record(last, attempt(500), last.next_attempt_at, spread());
  }
  return { attempts_at, last };
}

describe('an attempt', () => {
  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [300, 'pending'],
    [302, 'pending'],
    [400, 'pending'],
    [410, 'pending'],
    [500, 'pending'],
    [null, 'pending'],
  ])('with the answer %s leaves the delivery %s', (http_status, status) => {
    const made = record(fresh(true), attempt(http_status), START + 1, 1);
    expect(made.status).toBe(status);
    expect(made.next_attempt_at === null).toBe(status === 'delivered');
    expect(made.delivered_at).toBe(status === 'delivered' ? START + 1 : null);
    expect(made.attempt_count).toBe(1);
  });
});

describe('retries', () => {
  it('are three over a few hours in test mode', () => {
    const { attempts_at, last } = failing(false);
    expect(attempts_at).toEqual([0, 10 * MINUTE, 50 * MINUTE, 210 * MINUTE]);
    expect(last).toMatchObject({ status: 'failed', attempt_count: 4 });
  });

  it('back off over three days in live mode', () => {
    const { attempts_at, last } = failing(true);
    const minutes = attempts_at.map((at) => at / MINUTE);
    expect(minutes.slice(0, 10)).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511]);
    expect(minutes.slice(10)).toEqual([991, 1471, 1951, 2431, 2911, 3391, 3871]);
    expect(last).toMatchObject({ status: 'failed', next_attempt_at: null });
  });

  it('are later each time, by no more than eight hours, and end within three days, whatever the spread', () => {
    const spreads = fc.infiniteStream(fc.double({ min: 0.9, max: 1.1, noNaN: true }));
    fc.assert(
      fc.property(spreads, (stream) => {
        const { attempts_at } = failing(true, () => stream.next().value as number);
        expect(attempts_at.length).toBeGreaterThanOrEqual(15);
        expect(attempts_at.at(-1)).toBeLessThanOrEqual(3 * DAY);
        expect(attempts_at.at(-1)).toBeGreaterThan(2 * DAY);
        attempts_at.forEach((at, n) => {
          if (n > 0) expect(at - attempts_at[n - 1]!).toBeGreaterThan(0);
          if (n > 0) expect(at - attempts_at[n - 1]!).toBeLessThanOrEqual(8.8 * HOUR);
        });
      }),
    );
  });

  it('end with a success', () => {
    const once = record(fresh(true), attempt(503), START, 1);
    const twice = record(once, attempt(200), START + 60, 1);
    expect(twice).toMatchObject({ status: 'delivered', next_attempt_at: null, attempt_count: 2 });
  });

  it('end when the delivery is canceled', () => {
    expect(cancel(fresh(true))).toMatchObject({
      status: 'canceled',
      next_attempt_at: null,
      attempt_count: 0,
    });
  });

  it.each([
    ['fails', (delivery: Delivery) => record(delivery, attempt(500), START + DAY, 1)],
    ['is canceled', cancel],
  ])('of a delivery that was delivered before change nothing when the replay %s', (_name, replay) => {
    const delivered = record(fresh(true), attempt(200), START + 1, 1);
    const replayed: Delivery = { ...delivered, status: 'pending', next_attempt_at: START + DAY };
    expect(replay(replayed)).toMatchObject({
      status: 'delivered',
      next_attempt_at: null,
      delivered_at: START + 1,
    });
  });
});
