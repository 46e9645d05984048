import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';
import { seenBy } from '../bank-account-blocks/bank-account-block.ts';
import type { PaymentMethodPrivate } from './payment-method.use.ts';

export const paymentMethods = new Resource<Stripe.PaymentMethod, PaymentMethodPrivate>({
  object: 'payment_method',
  noun: 'PaymentMethod',
  table: 'payment_methods',
  prefix: 'pm',
  url: '/v1/payment_methods',
  param: 'payment_method',
  deletion: 'gone',
  seenBy,
});
