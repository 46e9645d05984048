import { stopwatch } from '@pinstripe/kernel';

/** Wakes one sleeper. Rung while nobody sleeps, it is remembered until it is cleared. */
export class Alarm {
  /** The stopwatch's reading when it first rang since it was cleared; null when it has not. */
  rung_at: number | null = null;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rung_at ??= stopwatch();
    this.wake();
  }

  clear(): void {
    this.rung_at = null;
  }

  /** Resolves when it rings, at once if it has, and after `ms` milliseconds at the latest. */
  async wait(ms: number): Promise<void> {
    if (this.rung_at !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
