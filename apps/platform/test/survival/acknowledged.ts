/** What a merchant was told has happened: all of it must be found, once, and nothing else. */
export class Acknowledged {
  /** What each object shows, by its id. */
  readonly shown = new Map<string, string>();
  /** The types of the events about each object, in order. */
  readonly events = new Map<string, string[]>();
  /** What was booked: a source, a category and an amount. */
  readonly booked: string[] = [];
  payments = 0;

  /** An object, and what it will show in the end. */
  shows(id: string, ...shown: unknown[]): void {
    this.shown.set(id, shown.join(' '));
  }

  /** More events about an object. */
  told(id: string, ...types: string[]): void {
    this.events.set(id, [...(this.events.get(id) ?? []), ...types]);
  }

  books(source: string, category: string, ...amounts: number[]): void {
    this.booked.push(...amounts.map((amount) => `${source} ${category} ${amount}`));
  }
}
