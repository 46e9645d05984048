import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const applePayDomains = new Resource<Stripe.ApplePayDomain>({
  object: 'apple_pay_domain',
  table: 'apple_pay_domains',
  prefix: 'apwc',
  url: '/v1/apple_pay/domains',
  param: 'domain',
  deletion: 'gone',
});
