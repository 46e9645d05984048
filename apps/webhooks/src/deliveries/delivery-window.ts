import { stopwatch } from '@pinstripe/kernel';

/**
 * How many attempts one destination has under way at most: one at first. A window opens by one with each quick success and closes to one
 * with a failure, and by half when the destination is slow: whoever answers well is sent much, and whoever hangs holds up
 * one place, not everybody.
 */
const SIZE_FIRST = 1;
const SIZE_MAX = 64;
const SLOW_MS = 1000;
/** What takes no longer, frees its place so soon that it may be waited for. */
const QUICK_MS = 200;
const FORGOTTEN_AFTER_MS = 600_000;

export class DeliveryWindow {
  in_flight = 0;
  private was_bad = false;
  private was_quick = false;
  private size = SIZE_FIRST;
  private used_at = stopwatch();
  /** When an attempt last ended, or the only one under way began. */
  private moved_at = stopwatch();

  /** `account` is whose destination it is. */
  constructor(readonly account: string) {}

  /** The last attempt failed or was slow, or those under way have been waiting for long. */
  get is_suspect(): boolean {
    return this.was_bad || (this.in_flight > 0 && stopwatch() - this.moved_at > SLOW_MS);
  }

  /** The last attempt was delivered soon, and those under way have not been waiting for long. */
  get is_quick(): boolean {
    return this.was_quick && stopwatch() - this.moved_at <= QUICK_MS;
  }

  /** How many attempts may begin, if these may use so much of the window. */
  room(share = 1): number {
    return Math.max(Math.ceil(this.size * share) - this.in_flight, 0);
  }

  /** Nothing has been sent for so long that what was learnt is worth nothing any more. */
  get is_forgotten(): boolean {
    return this.in_flight === 0 && stopwatch() - this.used_at > FORGOTTEN_AFTER_MS;
  }

  begin(count = 1): void {
    this.used_at = stopwatch();
    if (this.in_flight === 0) this.moved_at = this.used_at;
    this.in_flight += count;
  }

  /** Attempts that were to begin do not. */
  giveBack(count = 1): void {
    this.in_flight -= count;
  }

  /** An attempt has ended. */
  settle(is_delivered: boolean, duration_ms: number): void {
    this.in_flight -= 1;
    this.moved_at = stopwatch();
    this.was_quick = is_delivered && duration_ms <= QUICK_MS;
    this.was_bad = !is_delivered || duration_ms > SLOW_MS;
    if (!is_delivered) this.size = 1;
    else if (duration_ms > SLOW_MS) this.size = Math.max(this.size >> 1, 1);
    else this.size = Math.min(this.size + 1, SIZE_MAX);
  }
}
