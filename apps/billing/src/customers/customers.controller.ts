import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { CustomersService } from './customers.service.ts';

@Controller()
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Route('POST /v1/customers')
  create(params: Stripe.CustomerCreateParams) {
    return this.customers.create(params);
  }

  @Route('GET /v1/customers/{customer}')
  retrieve(id: string) {
    return this.customers.retrieve(id);
  }

  @Route('POST /v1/customers/{customer}')
  update(id: string, params: Stripe.CustomerUpdateParams) {
    return this.customers.update(id, params);
  }

  @Route('GET /v1/customers')
  list(params: Stripe.CustomerListParams) {
    return this.customers.list(params);
  }

  @Route('GET /v1/customers/search')
  search(params: Stripe.CustomerSearchParams) {
    return this.customers.search(params);
  }

  @Route('DELETE /v1/customers/{customer}')
  del(id: string) {
    return this.customers.del(id);
  }

  @Route('DELETE /v1/customers/{customer}/discount')
  deleteDiscount(id: string) {
    return this.customers.deleteDiscount(id);
  }
}
