import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { withAvailability } from './payment-method-configuration.ts';

export const paymentMethodConfigurations = new Resource<Stripe.PaymentMethodConfiguration>({
  object: 'payment_method_configuration',
  table: 'payment_method_configurations',
  prefix: 'pmc',
  url: '/v1/payment_method_configurations',
  param: 'configuration',
  render: withAvailability,
});
