import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { RefundsService } from './refunds.service.ts';

@Controller()
export class RefundsController {
  constructor(private readonly refunds: RefundsService) {}

  @Route('POST /v1/refunds')
  create(params: Stripe.RefundCreateParams) {
    return this.refunds.create(params);
  }

  @Route('GET /v1/refunds/{refund}')
  retrieve(id: string) {
    return this.refunds.retrieve(id);
  }

  @Route('POST /v1/refunds/{refund}')
  update(id: string, params: Stripe.RefundUpdateParams) {
    return this.refunds.update(id, params);
  }

  @Route('POST /v1/refunds/{refund}/cancel')
  cancel(id: string) {
    return this.refunds.cancel(id);
  }

  @Route('GET /v1/refunds')
  list(params: Stripe.RefundListParams) {
    return this.refunds.list(params);
  }
}
