import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { PaymentMethodsService } from './payment-methods.service.ts';

@Controller()
export class PaymentMethodsController {
  constructor(private readonly methods: PaymentMethodsService) {}

  @Route('POST /v1/payment_methods')
  create(params: Stripe.PaymentMethodCreateParams) {
    return this.methods.create(params);
  }

  @Route('GET /v1/payment_methods/{payment_method}')
  retrieve(id: string) {
    return this.methods.retrieve(id);
  }

  @Route('POST /v1/payment_methods/{payment_method}')
  update(id: string, params: Stripe.PaymentMethodUpdateParams) {
    return this.methods.update(id, params);
  }

  @Route('GET /v1/payment_methods')
  list(params: Stripe.PaymentMethodListParams) {
    return this.methods.list(params);
  }

  @Route('POST /v1/payment_methods/{payment_method}/attach')
  attach(id: string, params: Stripe.PaymentMethodAttachParams) {
    return this.methods.attach(id, params);
  }

  @Route('POST /v1/payment_methods/{payment_method}/detach')
  detach(id: string) {
    return this.methods.detach(id);
  }

  @Route('GET /v1/customers/{customer}/payment_methods')
  listOfCustomer(customer: string, params: Stripe.CustomerListPaymentMethodsParams) {
    return this.methods.listOfCustomer(customer, params);
  }

  @Route('GET /v1/customers/{customer}/payment_methods/{payment_method}')
  retrieveOfCustomer(customer: string, id: string) {
    return this.methods.retrieveOfCustomer(customer, id);
  }
}
