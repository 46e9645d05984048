import { stopwatch } from '@pinstripe/kernel';

/**
 * How many attempts one destination has under way at most. A window opens by one with each quick success and closes to one
 * with a failure, and by half when the destination is slow: whoever answers well is sent much, and whoever hangs holds up
 * one place, not everybody.
 */
const SIZE_FIRST = 4;
const SIZE_MAX = 64;
const SLOW_MS = 1000;
const FORGOTTEN_AFTER_MS = 600_000;

export class DeliveryWindow {
  in_flight = 0;
  /** The last attempt failed or was slow. */
  is_suspect = false;
  private size = SIZE_FIRST;
  private used_at = stopwatch();

  /** How many attempts may begin. */
  get room(): number {
    return Math.max(this.size - this.in_flight, 0);
  }

  /** Nothing has been sent for so long that what was learnt is worth nothing any more. */
  get is_forgotten(): boolean {
    return this.in_flight === 0 && stopwatch() - this.used_at > FORGOTTEN_AFTER_MS;
  }

  begin(): void {
    this.in_flight += 1;
    this.used_at = stopwatch();
  }

  /** An attempt has ended. */
  settle(is_delivered: boolean, duration_ms: number): void {
    this.in_flight -= 1;
    this.is_suspect = !is_delivered || duration_ms > SLOW_MS;
    if (!is_delivered) this.size = 1;
    else if (duration_ms > SLOW_MS) this.size = Math.max(this.size >> 1, 1);
    else this.size = Math.min(this.size + 1, SIZE_MAX);
  }
}
