import { DeliveryWindow } from './delivery-window.ts';

/** How many attempts may be under way at once: these are what deliveries take of this process's memory. */
const PLACES = 1000;
/** Of which destinations that failed last, or are slow, share no more than this. */
const SUSPECT_PLACES = 500;
/** Of which the destinations of one account have no more than this. */
const ACCOUNT_PLACES = 200;
/** Of which so many are left to destinations that have nothing under way, one for each. */
const RESERVED_PLACES = 100;
/** So many attempts at quick destinations are to do for now. More than one account can have: none makes all others wait. */
const BUSY_PLACES = 250;

/** A destination, and whose it is. */
export interface Addressed {
  account: string;
  destination: string;
}

/** Who may begin attempts: all destinations share the places, and none has more of them than its window is wide. */
export class DeliveryPlaces {
  private readonly windows = new Map<string, DeliveryWindow>();
  private readonly active = new Set<DeliveryWindow>();
  private readonly in_use_of = new Map<string, number>();
  private in_use = 0;
  private suspects_in_use = 0;

  /** Those who answer quickly have not so much to do that it is worth waiting for them. */
  get is_roomy(): boolean {
    let quick_in_use = 0;
    for (const window of this.active) if (window.is_quick) quick_in_use += window.in_flight;
    return quick_in_use < BUSY_PLACES;
  }

  /** Looks at who is suspect by now. Before each round of takings. */
  reckon(): void {
    this.suspects_in_use = 0;
    for (const window of this.active) if (window.is_suspect) this.suspects_in_use += window.in_flight;
  }

  /** Takes places for attempts at this destination, at most `count`, in a share of its window; answers how many. */
  take({ account, destination }: Addressed, count = Infinity, share = 1): number {
    let window = this.windows.get(destination);
    if (window === undefined) this.windows.set(destination, (window = new DeliveryWindow(account)));
    const { is_suspect } = window;
    const room = Math.min(
      is_suspect ? SUSPECT_PLACES - this.suspects_in_use : Infinity,
      ACCOUNT_PLACES - (this.in_use_of.get(account) ?? 0),
      this.freeFor(window),
    );
    const taken = Math.max(0, Math.min(count, window.room(share), room));
    if (taken === 0) return 0;
    window.begin(taken);
    this.active.add(window);
    this.use(account, taken);
    if (is_suspect) this.suspects_in_use += taken;
    return taken;
  }

  /** Of attempts that were not made. */
  giveBack(destination: string, count = 1): void {
    const window = this.windows.get(destination)!;
    window.giveBack(count);
    this.leave(window, count);
  }

  /** Of an attempt that has ended. */
  settle(destination: string, is_delivered: boolean, duration_ms: number): void {
    const window = this.windows.get(destination)!;
    window.settle(is_delivered, duration_ms);
    this.leave(window, 1);
  }

  /** Forgets destinations that nothing has been sent to for long. */
  forget(): void {
    for (const [destination, window] of this.windows)
      if (window.is_forgotten) this.windows.delete(destination);
  }

  /** Whoever is suspect has no right to the reserve: those who hang would soon have all of it. */
  private freeFor({ in_flight, is_suspect }: DeliveryWindow): number {
    const free = PLACES - this.in_use;
    const may_use_reserve = in_flight === 0 && !is_suspect;
    return Math.max(free - RESERVED_PLACES, may_use_reserve ? Math.min(free, 1) : 0);
  }

  private leave(window: DeliveryWindow, count: number): void {
    this.use(window.account, -count);
    if (window.in_flight === 0) this.active.delete(window);
  }

  private use(account: string, change: number): void {
    const in_use = (this.in_use_of.get(account) ?? 0) + change;
    if (in_use === 0) this.in_use_of.delete(account);
    else this.in_use_of.set(account, in_use);
    this.in_use += change;
  }
}
