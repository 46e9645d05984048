import { domainToASCII } from 'node:url';
import { errors } from '@pinstripe/kernel';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
/** At least two labels, the last of which is no number: no `localhost`, and no address. */
const DOMAIN_NAME = new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+(?=.*[a-z])${LABEL}$`);

/** What a URL has around its domain name, and `domainToASCII` leaves out. */
const AROUND = /[\s/:?#@\\[\]]/;

/** Names that nobody outside can reach (RFC 2606, RFC 6761, RFC 6762): no wallet could be shown there. */
const UNREACHABLE = /\.(example|internal|invalid|local|localhost|test)$/;

/** The name as it is kept: in lower case, international ones as DNS has them. @throws when it is no domain name */
export function domainName(text: string): string {
  const name = AROUND.test(text) ? '' : domainToASCII(text);
  if (DOMAIN_NAME.test(name)) return name;
  throw errors.invalid(
    `Invalid domain name: ${text}. Give the name alone, such as shop.example.com, without a scheme, a port or a path.`,
    { param: 'domain_name' },
  );
}

/** Whether customers could open a page of the domain. */
export function isReachable(name: string): boolean {
  return !UNREACHABLE.test(name);
}
