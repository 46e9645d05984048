import { type Emptyable, errors, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Mandate } from './mandate.ts';

export type Acceptance = Mandate['customer_acceptance'];
type Params = Stripe.PaymentIntentConfirmParams['mandate_data'];

/** Where the payer's own browser confirms from; null where a merchant's server does, which has to say it. */
export interface Browser {
  ip_address: string | null;
  user_agent: string | null;
}

const PARAM = 'mandate_data[customer_acceptance]';

/**
 * How the payer has accepted a mandate, as `mandate_data` says or the browser that confirms shows; null when nothing is said.
 * @throws parameter_missing when it is not said from where the payer has
 */
export function acceptanceOf(
  mandate_data: Emptyable<Params>,
  browser: Browser | null,
  now: Timestamp,
): Acceptance | null {
  if (!mandate_data) return null;
  const { customer_acceptance } = mandate_data;
  if (customer_acceptance === undefined) {
    if (browser === null) throw errors.parameterMissing(PARAM);
    return acceptedOnline(browser, now);
  }
  const { type, ...said } = customer_acceptance;
  const { accepted_at = now, online } = said as { accepted_at?: number; online?: Partial<Browser> };
  if (type === 'offline') return { accepted_at, offline: {}, type } as unknown as Acceptance;
  const { ip_address, user_agent } = { ...browser, ...online };
  if (browser === null) {
    if (online === undefined) throw errors.parameterMissing(`${PARAM}[online]`);
    if (!ip_address) throw errors.parameterMissing(`${PARAM}[online][ip_address]`);
    if (!user_agent) throw errors.parameterMissing(`${PARAM}[online][user_agent]`);
  }
  return acceptedOnline({ ip_address: ip_address ?? null, user_agent: user_agent ?? null }, accepted_at);
}

/** The payer has accepted in a browser, of which not everything need be known. */
export function acceptedOnline(online: Browser, accepted_at: Timestamp): Acceptance {
  return { accepted_at, online, type: 'online' };
}

/** The payer has accepted elsewhere: on the pages of the wallet that pays. */
export const UNSEEN: Browser = { ip_address: null, user_agent: null };
