import type { Document } from '@pinstripe/contract';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { isReachable } from './domain-name.ts';

export type PaymentMethodDomain = Document<Stripe.PaymentMethodDomain>;
type Eligibility = PaymentMethodDomain['apple_pay'];

const ACTIVE: Eligibility = { status: 'active' };

/** Apple wants to see a file on the domain in live mode, and nothing in test mode: there the domain is ready at once. */
export function create(domain_name: string, enabled: boolean, identity: Identity): PaymentMethodDomain {
  const { livemode } = identity;
  return {
    ...identity,
    object: 'payment_method_domain',
    amazon_pay: ACTIVE,
    apple_pay: livemode
      ? inactive(`Apple Pay is not verified on ${domain_name} yet: validate the domain.`)
      : applePay(domain_name),
    domain_name,
    enabled,
    google_pay: ACTIVE,
    link: ACTIVE,
    paypal: ACTIVE,
  };
}

/**
 * The domain after its owner has done what Apple asks for. It is believed: nothing is fetched, since neither Apple nor the
 * domain need be there where the platform runs.
 */
export function validate(domain: PaymentMethodDomain): PaymentMethodDomain {
  return { ...domain, apple_pay: applePay(domain.domain_name) };
}

function applePay(domain_name: string): Eligibility {
  if (isReachable(domain_name)) return ACTIVE;
  return inactive(`Apple Pay could not be verified on ${domain_name}: the domain cannot be reached.`);
}

function inactive(error_message: string): Eligibility {
  return { status: 'inactive', status_details: { error_message } };
}
