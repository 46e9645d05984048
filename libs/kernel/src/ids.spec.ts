import fc from 'fast-check';
import { jitter, mintId, mintSortId, randomText } from './ids.ts';

describe('mintSortId', () => {
  it('makes ids that compare as they were minted, whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }), { minLength: 2 }),
        (clock) => {
          const ids = clock.map(mintSortId);
          expect([...ids].sort()).toEqual(ids);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });

  it('stays in order when the counter of one millisecond runs over', () => {
    let last = '';
    for (let n = 0; n < 300_000; n++) {
      const id = mintSortId(1_900_000_000_000);
      if (id <= last) throw new Error(`${id} does not follow ${last}`);
      last = id;
    }
  });

  it('is the body of an object id', () => {
    expect(mintId('pi', mintSortId(1_700_000_000_000))).toMatch(/^pi_[0-9A-Za-z]{24}$/);
  });
});

it('draws text of the length asked for', () => {
  expect(randomText(25)).toMatch(/^[0-9A-Za-z]{25}$/);
  expect(randomText(1000, 36)).toMatch(/^[0-9A-Z]{1000}$/);
});

it('jitters within its spread', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (spread) => {
      const factor = jitter(spread);
      expect(factor).toBeGreaterThanOrEqual(1 - spread);
      expect(factor).toBeLessThanOrEqual(1 + spread);
    }),
  );
});
