import { DeliveryWindow } from './delivery-window.ts';

/** How many attempts may be under way at once: these are what deliveries take of this process's memory. */
const PLACES = 1000;
/** Of which destinations that failed last, or are slow, share no more than this. */
const SUSPECT_PLACES = 500;

/** Who may begin attempts: all destinations share the places, and none has more of them than its window is wide. */
export class DeliveryPlaces {
  private readonly windows = new Map<string, DeliveryWindow>();
  private readonly active = new Set<DeliveryWindow>();
  private in_use = 0;
  private suspects_in_use = 0;

  /** Those who answer well have not so much to do that they would have to be asked to wait. */
  get is_roomy(): boolean {
    return this.in_use - this.suspects_in_use < PLACES / 4;
  }

  /** Looks at who is suspect by now. Before each round of takings. */
  reckon(): void {
    this.suspects_in_use = 0;
    for (const window of this.active) if (window.is_suspect) this.suspects_in_use += window.in_flight;
  }

  /** Takes places for attempts at this destination, at most `count`, in a share of its window; answers how many. */
  take(destination: string, count = Infinity, share = 1): number {
    const window = this.windowOf(destination);
    const { is_suspect } = window;
    const room = is_suspect ? SUSPECT_PLACES - this.suspects_in_use : Infinity;
    const taken = Math.max(0, Math.min(count, window.room(share), PLACES - this.in_use, room));
    if (taken === 0) return 0;
    window.begin(taken);
    this.active.add(window);
    this.in_use += taken;
    if (is_suspect) this.suspects_in_use += taken;
    return taken;
  }

  /** Of attempts that were not made. */
  giveBack(destination: string, count = 1): void {
    this.windowOf(destination).giveBack(count);
    this.leave(destination, count);
  }

  /** Of an attempt that has ended. */
  settle(destination: string, is_delivered: boolean, duration_ms: number): void {
    this.windowOf(destination).settle(is_delivered, duration_ms);
    this.leave(destination, 1);
  }

  /** Forgets destinations that nothing has been sent to for long. */
  forget(): void {
    for (const [destination, window] of this.windows)
      if (window.is_forgotten) this.windows.delete(destination);
  }

  private leave(destination: string, count: number): void {
    this.in_use -= count;
    const window = this.windowOf(destination);
    if (window.in_flight === 0) this.active.delete(window);
  }

  private windowOf(destination: string): DeliveryWindow {
    let window = this.windows.get(destination);
    if (window === undefined) this.windows.set(destination, (window = new DeliveryWindow()));
    return window;
  }
}
