import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { refunds } from './refund.entity.ts';
import { RefundsService } from './refunds.service.ts';

@Controller()
export class RefundsController {
  constructor(private readonly service: RefundsService) {}

  @Route('POST /v1/refunds')
  create(params: Stripe.RefundCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/refunds/{refund}')
  retrieve(id: string) {
    return refunds.retrieve(id);
  }

  @Route('POST /v1/refunds/{refund}')
  update(id: string, params: Stripe.RefundUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/refunds/{refund}/cancel')
  cancel(id: string) {
    return this.service.cancel(id);
  }

  @Route('GET /v1/refunds')
  list(params: Stripe.RefundListParams) {
    const { charge, payment_intent } = params;
    return refunds.list(params, { charge, payment_intent });
  }
}
