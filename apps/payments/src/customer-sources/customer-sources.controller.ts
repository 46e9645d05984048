import { Controller } from '@nestjs/common';
import type { CustomerSourceCreateParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { CustomerSourcesService } from './customer-sources.service.ts';

@Controller()
export class CustomerSourcesController {
  constructor(private readonly service: CustomerSourcesService) {}

  @Route('POST /v1/customers/{customer}/sources')
  create(customer: string, params: CustomerSourceCreateParams) {
    return this.service.create(customer, params);
  }

  @Route('GET /v1/customers/{customer}/sources/{id}')
  retrieve(customer: string, id: string) {
    return this.service.retrieve(customer, id);
  }

  @Route('GET /v1/customers/{customer}/sources')
  list(customer: string, params: Stripe.CustomerListSourcesParams) {
    return this.service.list(customer, params);
  }

  @Route('POST /v1/customers/{customer}/sources/{id}')
  update(customer: string, id: string, params: Stripe.CustomerUpdateSourceParams) {
    return this.service.update(customer, id, params);
  }

  @Route('POST /v1/customers/{customer}/sources/{id}/verify')
  verify(customer: string, id: string, params: Stripe.CustomerVerifySourceParams) {
    return this.service.verify(customer, id, params);
  }

  @Route('DELETE /v1/customers/{customer}/sources/{id}')
  delete(customer: string, id: string) {
    return this.service.delete(customer, id);
  }
}
