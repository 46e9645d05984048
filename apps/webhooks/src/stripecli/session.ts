import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StripecliFeature, StripecliSessionCreateParams } from '@pinstripe/contract';
import { DAY, errors, type Timestamp } from '@pinstripe/kernel';
import { type Filters, readFilters } from './logged-request.ts';

/**
 * A session of the official CLI: who listens, and to what. It is stored nowhere. Its id says all of it, under a seal that
 * only this service can make, so that every replica knows it, and knows it after a restart.
 */
export interface Session {
  account: string;
  livemode: boolean;
  device_name: string;
  features: StripecliFeature[];
  /** Of the log of requests. */
  filters: Filters;
  expires_at: Timestamp;
}

/** For how long a CLI may open sockets under one session; after that it asks for another, by itself. */
export const SESSION_LIFETIME = DAY;

const PREFIX = 'cliws_';

export function create(
  params: StripecliSessionCreateParams,
  { account, livemode, now }: { account: string; livemode: boolean; now: Timestamp },
): Session {
  const { device_name, websocket_features: features, filters } = params;
  if (features.length === 0) throw errors.parameterInvalidEmpty('websocket_features');
  return {
    account,
    livemode,
    device_name,
    features: [...new Set(features)],
    filters: readFilters(filters),
    expires_at: now + SESSION_LIFETIME,
  };
}

/** The id of a session. */
export function seal(session: Session, key: Buffer): string {
  const content = Buffer.from(JSON.stringify(session)).toString('base64url');
  return `${PREFIX}${content}.${mac(key, 'session', content).toString('base64url')}`;
}

/** The session that an id is the id of; null when it is none of this platform's, or its time is over. */
export function unseal(id: string, key: Buffer, now: Timestamp): Session | null {
  const [content, seal, ...rest] = id.startsWith(PREFIX) ? id.slice(PREFIX.length).split('.') : [];
  if (content === undefined || seal === undefined || rest.length > 0) return null;
  const expected = mac(key, 'session', content);
  const given = Buffer.from(seal, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const session = JSON.parse(Buffer.from(content, 'base64url').toString()) as Session;
  return session.expires_at > now ? session : null;
}

/** What signs the events that a device is sent: the same for the same account and device, for ever. */
export function secretOf(
  { account, livemode, device_name }: Pick<Session, 'account' | 'livemode' | 'device_name'>,
  key: Buffer,
): string {
  return `whsec_${mac(key, 'secret', JSON.stringify([account, livemode, device_name])).toString('hex')}`;
}

/** `purpose` keeps what is made for one use from being used for another. */
function mac(key: Buffer, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${purpose} ${text}`).digest();
}
