import { Controller } from '@nestjs/common';
import type { ChargeCreateParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { charges } from './charge.entity.ts';
import { ChargesService } from './charges.service.ts';

@Controller()
export class ChargesController {
  constructor(private readonly service: ChargesService) {}

  @Route('POST /v1/charges')
  create(params: ChargeCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/charges/{charge}')
  retrieve(id: string) {
    return charges.retrieve(id);
  }

  @Route('POST /v1/charges/{charge}')
  update(id: string, params: Stripe.ChargeUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('POST /v1/charges/{charge}/capture')
  capture(id: string, params: Stripe.ChargeCaptureParams) {
    return this.service.capture(id, params);
  }

  @Route('GET /v1/charges')
  list(params: Stripe.ChargeListParams) {
    const { customer, payment_intent, transfer_group } = params;
    return charges.list(params, { customer, payment_intent, transfer_group });
  }

  @Route('GET /v1/charges/search')
  search(params: Stripe.ChargeSearchParams) {
    return charges.search(params);
  }
}
