import { isIP } from 'node:net';
import { errors } from '@pinstripe/kernel';
import { speakFor } from '@pinstripe/service';

/**
 * Takes note of where a server says that its payer is (guide "Integration" of Radar); `param` is where that stands. Nothing else that
 * the guide sends of the payer's browser tells Radar anything.
 * @throws when it is no address
 */
export function noteAddress(ip: string | undefined, param = 'ip'): void {
  if (ip === undefined) return;
  if (isIP(ip) === 0) throw errors.invalid(`Invalid IP address: ${ip}`, { param });
  speakFor(ip);
}
