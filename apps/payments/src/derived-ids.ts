import { createHash } from 'node:crypto';
import { context } from '@pinstripe/service';

/**
 * The id of what an account has once: of whatever `name` names. Two requests that make it at once make the same row, of which
 * there can be one. It is shorter than a minted id, so that it is not taken for one, which would tell when it was made.
 */
export function derivedId(prefix: string, name: string): string {
  const { account, livemode } = context();
  const digest = createHash('sha256').update(`${account} ${livemode} ${prefix} ${name}`).digest('hex');
  return `${prefix}_${digest.slice(0, 20)}`;
}
