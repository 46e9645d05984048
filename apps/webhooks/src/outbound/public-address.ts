import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses the platform may send to when anyone may name them. Whatever is not an ordinary address of the public
 * internet is not: private, loopback, link-local (where clouds keep their metadata), shared, multicast, reserved, and
 * the forms of IPv6 that carry an address of IPv4.
 */

/** Addresses of ordinary form behind which a cloud answers its own machines. */
const METADATA = new Set(['168.63.129.16']);

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether `address`, an IP address in its usual notation, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(GLOBAL_UNICAST);
  return !METADATA.has(parsed.toString());
}

/**
 * The address that a URL names without asking DNS, or null. A `URL` has already read `0x7f.1`, `2130706433` and
 * `017700000001` as what they are.
 */
export function addressIn({ hostname }: URL): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}
