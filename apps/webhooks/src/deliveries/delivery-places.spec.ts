import { DeliveryPlaces } from './delivery-places.ts';

let destinations = 0;

/** Destinations of an account that have made so many attempts, each of so many milliseconds. */
function destinationsOf(account: string, places: DeliveryPlaces, count: number, attempts: number, ms = 20) {
  return Array.from({ length: count }, () => {
    const destination = `we_${++destinations}`;
    for (let n = 0; n < attempts; n++) {
      places.take({ account, destination }, 1);
      places.settle(destination, true, ms);
    }
    return { account, destination };
  });
}

/** How many places they get that take what they can. */
const takeAll = (places: DeliveryPlaces, all: { account: string; destination: string }[]) =>
  all.reduce((taken, addressed) => taken + places.take(addressed), 0);

describe('places', () => {
  it('are not all for one account, whose destinations are many and open', () => {
    const places = new DeliveryPlaces();
    expect(takeAll(places, destinationsOf('acct_1', places, 16, 100, 900))).toBe(200);
    expect(takeAll(places, destinationsOf('acct_2', places, 1, 100))).toBe(64);
  });

  it.each([
    ['one account does', 1, 20, true],
    ['accounts do that answer in most of a second', 4, 900, true],
    ['many quick attempts do', 2, 20, false],
  ])('are enough for what is to be stored while %s', (_name, accounts, ms, is_roomy) => {
    const places = new DeliveryPlaces();
    for (let n = 0; n < accounts; n++) takeAll(places, destinationsOf(`acct_${n}`, places, 16, 100, ms));
    expect(places.is_roomy).toBe(is_roomy);
  });

  it('are left for those that have nothing under way, one for each', () => {
    const places = new DeliveryPlaces();
    const counts = [16, 16, 16, 16, 2];
    const busy = counts.flatMap((count, n) => destinationsOf(`acct_${n}`, places, count, 100));
    const idle = destinationsOf('acct_idle', places, 60, 100);
    const others = destinationsOf('acct_others', places, 60, 100);
    const [failed] = destinationsOf('acct_failed', places, 1, 0);
    places.take(failed!);
    places.settle(failed!.destination, false, 20);
    expect(takeAll(places, busy)).toBe(900);
    expect(takeAll(places, [failed!])).toBe(0);
    expect(takeAll(places, idle)).toBe(60);
    expect(takeAll(places, idle)).toBe(0);
    expect(takeAll(places, others)).toBe(40);
  });

  it('that are given back or settled can be taken again', () => {
    const places = new DeliveryPlaces();
    const all = destinationsOf('acct_1', places, 4, 100);
    expect(takeAll(places, all)).toBe(200);
    places.giveBack(all[0]!.destination, 64);
    places.settle(all[1]!.destination, true, 20);
    expect(takeAll(places, all)).toBe(65);
  });
});
