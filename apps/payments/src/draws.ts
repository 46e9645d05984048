import { createHash } from 'node:crypto';

/**
 * What a bank would choose freely, drawn from the attempt's id instead: the same attempt always draws the same, and
 * nobody can tell one from the other.
 */
function draw(attempt_id: string, purpose: string): Buffer {
  return createHash('sha256').update(`${purpose}:${attempt_id}`).digest();
}

/** `length` decimal digits, at most 18. */
export function drawDigits(attempt_id: string, purpose: string, length: number): string {
  const value = draw(attempt_id, purpose).readBigUInt64BE() % 10n ** BigInt(length);
  return String(value).padStart(length, '0');
}

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` digits and capital letters, at most 32. */
export function drawCode(attempt_id: string, purpose: string, length: number): string {
  return Array.from(draw(attempt_id, purpose).subarray(0, length), (byte) => SYMBOLS[byte % 32]).join('');
}

/** A whole number between `min` and `max`, both included. */
export function drawBetween(attempt_id: string, purpose: string, min: number, max: number): number {
  return min + (draw(attempt_id, purpose).readUInt32BE() % (max - min + 1));
}

export function drawUuid(attempt_id: string, purpose: string): string {
  const bytes = draw(attempt_id, purpose).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
