import { isObject, StripeError } from '@pinstripe/kernel';

/**
 * Tells errors that pass from those that would come again (docs/principles.md, "Consumers"). An error passes when it
 * says of the surroundings, not of the work at hand, that they cannot work now: database or broker away, starting, out
 * of resources, a row contended.
 */
const CODES = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ETIMEDOUT',
  ],
  // PostgreSQL: read-only after a failover, serialization failure, deadlock, lock not available.
  ...['25006', '40001', '40P01', '55P03'],
]);

/** PostgreSQL's classes: connection exception, insufficient resources, operator intervention, system error. */
const CLASSES = /^(08|53|57|58)[0-9A-Z]{3}$/;

/** What node-postgres says without a code when it has lost its connection or gets none from the pool. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;

/** Whether whoever met `error` should wait and try again, as often as it takes: something is away, or contended. */
export function passes(error: unknown): boolean {
  if (error instanceof StripeError) return error.status === 429 || error.status === 503;
  return isAway(error);
}

/** Whether `error` says that the database, the broker or another server cannot be reached, or cannot work, for now. */
export function isAway(error: unknown): boolean {
  if (!isObject(error)) return false;
  const { code, message, retriable, cause } = error;
  if (typeof code === 'string' && (CODES.has(code) || CLASSES.test(code))) return true;
  return retriable === true || MESSAGES.test(String(message)) || isAway(cause);
}
