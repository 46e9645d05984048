import { Resource } from '@pinstripe/service';
import type Stripe from 'stripe';

export const earlyFraudWarnings = new Resource<Stripe.Radar.EarlyFraudWarning>({
  object: 'radar.early_fraud_warning',
  noun: 'early fraud warning',
  table: 'early_fraud_warnings',
  prefix: 'issfr',
  url: '/v1/radar/early_fraud_warnings',
  param: 'early_fraud_warning',
});
