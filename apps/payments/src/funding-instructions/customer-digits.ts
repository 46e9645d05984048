import { createHash } from 'node:crypto';
import { context } from '@pinstripe/service';
import type { Digits } from './financial-addresses.ts';

/** The digits of a customer's own accounts: no other customer's, and never others. */
export function digitsOf(customer: string): Digits {
  const { account, livemode } = context();
  return (of, count) => {
    const digest = createHash('sha256').update(`${account} ${livemode} ${customer} ${of}`).digest('hex');
    return (BigInt(`0x${digest}`) % 10n ** BigInt(count)).toString().padStart(count, '0');
  };
}

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const REFERENCE_LENGTH = 12;

/** What is written on a transfer, so that it is known what it is for: the same for the same `subject`, a payment or a refund. */
export function transferReference(subject: string): string {
  const digest = createHash('sha256').update(subject).digest();
  return Array.from(digest.subarray(0, REFERENCE_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
}
