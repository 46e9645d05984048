/** How often each part is killed: once, or as often as `SURVIVAL_ROUNDS` says. */
const ROUNDS = Number(process.env['SURVIVAL_ROUNDS'] ?? '1');
/** `SURVIVAL_SEED` repeats the moments of a run that failed. */
const SEED = Number(process.env['SURVIVAL_SEED'] ?? Math.floor(Math.random() * 1e9));
const ROUND_TIMEOUT_MS = 120_000;

/** Writes down how long something took, where rounds are counted. */
export type Report = (what: string, ms: number) => void;

/** A test whose moments are random: it runs in rounds, whose seed its name tells. */
export function rounds(name: string, run: (random: () => number, report: Report) => Promise<void>): void {
  for (let round = 1; round <= ROUNDS; round++) {
    const seed = SEED + round - 1;
    const report: Report = (what, ms) => {
      if ('SURVIVAL_ROUNDS' in process.env) process.stderr.write(`${name}: ${what}: ${Math.round(ms)} ms\n`);
    };
    it(`${name} (SURVIVAL_SEED=${seed})`, () => run(seeded(seed), report), ROUND_TIMEOUT_MS);
  }
}

/** Numbers in [0, 1) that a seed determines (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
