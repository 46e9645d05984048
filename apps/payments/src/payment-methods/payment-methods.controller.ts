import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { PaymentMethodsService } from './payment-methods.service.ts';

@Controller()
export class PaymentMethodsController {
  constructor(private readonly service: PaymentMethodsService) {}

  @Route('POST /v1/payment_methods')
  create(params: Stripe.PaymentMethodCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/payment_methods/{payment_method}')
  retrieve(id: string) {
    return this.service.retrieve(id);
  }

  @Route('POST /v1/payment_methods/{payment_method}')
  update(id: string, params: Stripe.PaymentMethodUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('GET /v1/payment_methods')
  list(params: Stripe.PaymentMethodListParams) {
    return this.service.list(params);
  }

  @Route('POST /v1/payment_methods/{payment_method}/attach')
  attach(id: string, params: Stripe.PaymentMethodAttachParams) {
    return this.service.attach(id, params);
  }

  @Route('POST /v1/payment_methods/{payment_method}/detach')
  detach(id: string) {
    return this.service.detach(id);
  }

  @Route('GET /v1/customers/{customer}/payment_methods')
  listOfCustomer(customer: string, params: Stripe.CustomerListPaymentMethodsParams) {
    return this.service.listOfCustomer(customer, params);
  }

  @Route('GET /v1/customers/{customer}/payment_methods/{payment_method}')
  retrieveOfCustomer(customer: string, id: string) {
    return this.service.retrieveOfCustomer(customer, id);
  }
}
