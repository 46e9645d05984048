const SWEEP_AT = 10_000;

/**
 * A token bucket per account: `rate` requests a second in the long run, twice as many in a burst. It is kept in this
 * process alone, so that with several gateways an account has several times the rate; it guards the machine, not a contract.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; filled_ms: number }>();
  private readonly capacity: number;
  private sweep_at = SWEEP_AT;

  constructor(private readonly rate: number) {
    this.capacity = rate * 2;
  }

  /** Takes a token of `account` at `now_ms`; else says how many whole seconds to wait until there is one. */
  take(account: string, now_ms: number): { retry_after_s: number } | null {
    let bucket = this.buckets.get(account);
    if (bucket === undefined) {
      if (this.buckets.size >= this.sweep_at) this.forgetFull(now_ms);
      bucket = { tokens: this.capacity, filled_ms: now_ms };
      this.buckets.set(account, bucket);
    }
    this.fill(bucket, now_ms);
    if (bucket.tokens < 1) return { retry_after_s: Math.ceil((1 - bucket.tokens) / this.rate) };
    bucket.tokens -= 1;
    return null;
  }

  private fill(bucket: { tokens: number; filled_ms: number }, now_ms: number): void {
    const earned = (Math.max(0, now_ms - bucket.filled_ms) / 1000) * this.rate;
    bucket.tokens = Math.min(this.capacity, bucket.tokens + earned);
    bucket.filled_ms = now_ms;
  }

  /** A full bucket is as good as none. */
  private forgetFull(now_ms: number): void {
    for (const [account, bucket] of this.buckets) {
      this.fill(bucket, now_ms);
      if (bucket.tokens >= this.capacity) this.buckets.delete(account);
    }
    this.sweep_at = Math.max(SWEEP_AT, this.buckets.size * 2);
  }
}
