import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { ChargesService } from './charges.service.ts';

@Controller()
export class ChargesController {
  constructor(private readonly charges: ChargesService) {}

  @Route('POST /v1/charges')
  create(params: Stripe.ChargeCreateParams) {
    return this.charges.create(params);
  }

  @Route('GET /v1/charges/{charge}')
  retrieve(id: string) {
    return this.charges.retrieve(id);
  }

  @Route('POST /v1/charges/{charge}')
  update(id: string, params: Stripe.ChargeUpdateParams) {
    return this.charges.update(id, params);
  }

  @Route('POST /v1/charges/{charge}/capture')
  capture(id: string, params: Stripe.ChargeCaptureParams) {
    return this.charges.capture(id, params);
  }

  @Route('GET /v1/charges')
  list(params: Stripe.ChargeListParams) {
    return this.charges.list(params);
  }

  @Route('GET /v1/charges/search')
  search(params: Stripe.ChargeSearchParams) {
    return this.charges.search(params);
  }
}
