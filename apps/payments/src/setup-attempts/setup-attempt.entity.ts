import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const setupAttempts = new Resource<Stripe.SetupAttempt>({
  object: 'setup_attempt',
  table: 'setup_attempts',
  prefix: 'setatt',
  url: '/v1/setup_attempts',
  param: 'setup_attempt',
});
