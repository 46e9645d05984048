import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { earlyFraudWarnings } from './early-fraud-warning.entity.ts';

@Controller()
export class EarlyFraudWarningsController {
  @Route('GET /v1/radar/early_fraud_warnings/{early_fraud_warning}')
  retrieve(id: string) {
    return earlyFraudWarnings.retrieve(id);
  }

  @Route('GET /v1/radar/early_fraud_warnings')
  list(params: Stripe.Radar.EarlyFraudWarningListParams) {
    const { charge, payment_intent } = params;
    return earlyFraudWarnings.list(params, { charge, payment_intent });
  }
}
