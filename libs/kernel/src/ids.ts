import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/**
 * The one module that owns randomness.
 *
 * A sort id is 24 characters of base 62 whose byte order is the order of minting: eight of milliseconds, three of a
 * counter within this process, thirteen random (77 bits, not to be guessed). Object ids are a prefix and a sort id.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const COUNTER_SIZE = 62 ** 3;

let counter = randomInt(COUNTER_SIZE);
let last_ms = 0;
let pool = Buffer.alloc(0);
let pool_at = 0;

/** `length` random characters, without bias: digits of base 62, or of base 36, which are 0-9 and A-Z. */
export function randomText(length: number, base: 36 | 62 = 62): string {
  let text = '';
  while (text.length < length) {
    if (pool_at >= pool.length) {
      pool = randomBytes(4096);
      pool_at = 0;
    }
    const byte = pool[pool_at++]! & 63;
    if (byte < base) text += ALPHABET[byte]!;
  }
  return text;
}

function base62(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62))
    text = ALPHABET[rest % 62]! + text;
  return text;
}

/**
 * A new sort id at `millis` (milliseconds since the epoch). Two ids minted by one process compare as they were minted,
 * even within a millisecond and when the clock steps back.
 */
export function mintSortId(millis: number): string {
  counter += 1;
  if (counter >= COUNTER_SIZE) {
    counter = 0;
    last_ms += 1;
  }
  if (millis > last_ms) {
    last_ms = millis;
    counter %= COUNTER_SIZE / 2;
  }
  return base62(last_ms, 8) + base62(counter, 3) + randomText(13);
}

/** `pi_…`: a prefix and a sort id. */
export function mintId(prefix: string, sort_id: string): string {
  return `${prefix}_${sort_id}`;
}

/** A version 4 UUID, for what others name by one. */
export function mintUuid(): string {
  return randomUUID();
}

/** A factor in [1 - spread, 1 + spread), for delays that must not fall together. */
export function jitter(spread: number): number {
  return 1 - spread + randomInt(1_000_000) * ((2 * spread) / 1_000_000);
}

/** `bytes` random bytes in hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
