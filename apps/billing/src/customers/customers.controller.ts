import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { customers } from './customer.entity.ts';
import { CustomersService } from './customers.service.ts';

@Controller()
export class CustomersController {
  constructor(private readonly service: CustomersService) {}

  @Route('POST /v1/customers')
  create(params: Stripe.CustomerCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/customers/{customer}')
  retrieve(id: string) {
    return customers.retrieve(id);
  }

  @Route('POST /v1/customers/{customer}')
  update(id: string, params: Stripe.CustomerUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('GET /v1/customers')
  list(params: Stripe.CustomerListParams) {
    return this.service.list(params);
  }

  @Route('GET /v1/customers/search')
  search(params: Stripe.CustomerSearchParams) {
    return customers.search(params);
  }

  @Route('DELETE /v1/customers/{customer}')
  del(id: string) {
    return this.service.del(id);
  }

  @Route('DELETE /v1/customers/{customer}/discount')
  deleteDiscount(id: string) {
    return this.service.deleteDiscount(id);
  }
}
