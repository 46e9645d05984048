import fc from 'fast-check';
import { TokenBuckets } from './token-bucket.ts';

describe('TokenBuckets', () => {
  it('lets a burst of twice the rate pass, then the rate', () => {
    const buckets = new TokenBuckets(10);
    const taken = (now_ms: number, count: number) =>
      Array.from({ length: count }, () => buckets.take('acct_1', now_ms)).filter(
        (refusal) => refusal === null,
      ).length;
    expect(taken(0, 30)).toBe(20);
    expect(taken(1000, 30)).toBe(10);
    expect(taken(1050, 1)).toBe(0);
    expect(buckets.take('acct_1', 1050)).toEqual({ retry_after_s: 1 });
    expect(buckets.take('acct_2', 1050)).toBeNull();
  });

  it('never lets more pass than the capacity and what was earned', () => {
    const requests = fc.array(fc.nat(2000), { maxLength: 300 }).map((times) => times.sort((a, b) => a - b));
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 50 }), (times, rate) => {
        const buckets = new TokenBuckets(rate);
        const passed = times.filter((now_ms) => buckets.take('acct_1', now_ms) === null).length;
        const elapsed_s = times.length === 0 ? 0 : (times.at(-1)! - times[0]!) / 1000;
        expect(passed).toBeLessThanOrEqual(rate * 2 + elapsed_s * rate + 1e-6);
      }),
    );
  });
});
