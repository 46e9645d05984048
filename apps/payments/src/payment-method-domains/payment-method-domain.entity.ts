import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const paymentMethodDomains = new Resource<Stripe.PaymentMethodDomain>({
  object: 'payment_method_domain',
  table: 'payment_method_domains',
  prefix: 'pmd',
  url: '/v1/payment_method_domains',
  param: 'payment_method_domain',
});
