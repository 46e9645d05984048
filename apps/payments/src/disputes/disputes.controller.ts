import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { disputes } from './dispute.entity.ts';
import { DisputesService } from './disputes.service.ts';

@Controller()
export class DisputesController {
  constructor(private readonly service: DisputesService) {}

  @Route('GET /v1/disputes/{dispute}')
  retrieve(id: string) {
    return disputes.retrieve(id);
  }

  @Route('POST /v1/disputes/{dispute}')
  update(id: string, params: Stripe.DisputeUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/disputes/{dispute}/close')
  close(id: string) {
    return this.service.close(id);
  }

  @Route('GET /v1/disputes')
  list(params: Stripe.DisputeListParams) {
    const { charge, payment_intent } = params;
    return disputes.list(params, { charge, payment_intent });
  }
}
