import { createHmac } from 'node:crypto';
import type { Timestamp } from '@pinstripe/kernel';

/**
 * The header `Stripe-Signature` (guide "Webhooks", "Verify events are sent from Stripe"): the time, which keeps a
 * recorded request from being used again, and for each secret that is active the HMAC of time and body.
 */
export function signature(body: Buffer, secrets: readonly string[], time: Timestamp): string {
  return [`t=${time}`, ...secrets.map((secret) => `v1=${hmac(body, secret, time)}`)].join(',');
}

function hmac(body: Buffer, secret: string, time: Timestamp): string {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
}
